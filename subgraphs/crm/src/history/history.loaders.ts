import type DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import type { CardEntity } from '../sync/sync-cursor.entity';
import { CardChange } from './card-change.entity';
import { KEPT } from './journal-months';

declare module '../context' {
  interface Loaders {
    /** By card, the latest first. */
    readonly historyByLead: DataLoader<Wanted, CardChange[], string>;
    readonly historyByContact: DataLoader<Wanted, CardChange[], string>;
    readonly historyByCompany: DataLoader<Wanted, CardChange[], string>;
  }
}

const readHistory = (kind: CardEntity) =>
  readLinkedRows(CardChange, {
    on: `item.kind = '${kind}' AND item.kommoId = wanted.kommo_id AND item.learnedAt > now() - ${KEPT}`,
    order: [['n', 'DESC']],
  });

const READS = {
  lead: readHistory('LEADS'),
  contact: readHistory('CONTACTS'),
  company: readHistory('COMPANIES'),
};

export const historyLoaders = {
  historyByLead: (ctx) => linkedLoader(ctx, READS.lead),
  historyByContact: (ctx) => linkedLoader(ctx, READS.contact),
  historyByCompany: (ctx) => linkedLoader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
