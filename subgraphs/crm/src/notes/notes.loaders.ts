import type DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import { CompanyNote, ContactNote, LeadNote, type Note } from './note.entity';

declare module '../context' {
  interface Loaders {
    /** By card, the newest first. */
    readonly notesByLead: DataLoader<Wanted, Note[], string>;
    readonly notesByContact: DataLoader<Wanted, Note[], string>;
    readonly notesByCompany: DataLoader<Wanted, Note[], string>;
  }
}

const readNotes = (entity: new () => Note) =>
  readLinkedRows(entity, {
    on: 'item.cardKommoId = wanted.kommo_id AND NOT item.isDeleted',
    order: [
      ['created_at', 'DESC'],
      ['id', 'DESC'],
    ],
  });

const READS = { lead: readNotes(LeadNote), contact: readNotes(ContactNote), company: readNotes(CompanyNote) };

export const noteLoaders = {
  notesByLead: (ctx) => linkedLoader(ctx, READS.lead),
  notesByContact: (ctx) => linkedLoader(ctx, READS.contact),
  notesByCompany: (ctx) => linkedLoader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
