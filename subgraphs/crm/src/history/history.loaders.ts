import type DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import { CardChange } from './card-change.entity';
import { KEPT } from './journal-months';

declare module '../context' {
  interface Loaders {
    /** By what was changed, the latest first. */
    readonly historyByLead: DataLoader<Wanted, CardChange[], string>;
    readonly historyByContact: DataLoader<Wanted, CardChange[], string>;
    readonly historyByCompany: DataLoader<Wanted, CardChange[], string>;
    readonly historyByTask: DataLoader<Wanted, CardChange[], string>;
    readonly historyByLeadNote: DataLoader<Wanted, CardChange[], string>;
    readonly historyByContactNote: DataLoader<Wanted, CardChange[], string>;
    readonly historyByCompanyNote: DataLoader<Wanted, CardChange[], string>;
  }
}

const readHistory = (kind: MirroredEntity) =>
  readLinkedRows(CardChange, {
    on: `item.kind = '${kind}' AND item.kommoId = wanted.kommo_id AND item.learnedAt > now() - ${KEPT}`,
    order: [['n', 'DESC']],
  });

const READS = {
  lead: readHistory('LEADS'),
  contact: readHistory('CONTACTS'),
  company: readHistory('COMPANIES'),
  task: readHistory('TASKS'),
  leadNote: readHistory('LEAD_NOTES'),
  contactNote: readHistory('CONTACT_NOTES'),
  companyNote: readHistory('COMPANY_NOTES'),
};

export const historyLoaders = {
  historyByLead: (ctx) => linkedLoader(ctx, READS.lead),
  historyByContact: (ctx) => linkedLoader(ctx, READS.contact),
  historyByCompany: (ctx) => linkedLoader(ctx, READS.company),
  historyByTask: (ctx) => linkedLoader(ctx, READS.task),
  historyByLeadNote: (ctx) => linkedLoader(ctx, READS.leadNote),
  historyByContactNote: (ctx) => linkedLoader(ctx, READS.contactNote),
  historyByCompanyNote: (ctx) => linkedLoader(ctx, READS.companyNote),
} satisfies LoaderMakers<Context>;
