import type DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { CardEvent } from './card-event.entity';

declare module '../context' {
  interface Loaders {
    /** By card, the latest first. */
    readonly eventsByLead: DataLoader<Wanted, CardEvent[], string>;
    readonly eventsByContact: DataLoader<Wanted, CardEvent[], string>;
    readonly eventsByCompany: DataLoader<Wanted, CardEvent[], string>;
  }
}

const readEvents = (kind: CardEntity) =>
  readLinkedRows(CardEvent, {
    on: `item.kind = '${kind}' AND item.cardKommoId = wanted.kommo_id`,
    order: [
      ['at', 'DESC'],
      ['id', 'DESC'],
    ],
  });

const READS = {
  lead: readEvents('LEADS'),
  contact: readEvents('CONTACTS'),
  company: readEvents('COMPANIES'),
};

export const cardEventLoaders = {
  eventsByLead: (ctx) => linkedLoader(ctx, READS.lead),
  eventsByContact: (ctx) => linkedLoader(ctx, READS.contact),
  eventsByCompany: (ctx) => linkedLoader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
