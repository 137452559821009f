import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { cut, readLinkedRows, wantedText, type Wanted } from '../mirror/linked-rows';
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

const loader = (ctx: Context, read: (typeof READS)['lead']) =>
  new DataLoader<Wanted, Note[], string>((wanted) => cut(ctx, wanted, read), { cacheKeyFn: wantedText });

export const noteLoaders = {
  notesByLead: (ctx) => loader(ctx, READS.lead),
  notesByContact: (ctx) => loader(ctx, READS.contact),
  notesByCompany: (ctx) => loader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
