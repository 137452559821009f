import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { readById } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { linkedLoader, readLinkedRows, type Wanted } from '../mirror/linked-rows';
import { CompanyNote, ContactNote, LeadNote, type Note } from './note.entity';

declare module '../context' {
  interface Loaders {
    readonly leadNotes: DataLoader<string, Note | null>;
    readonly contactNotes: DataLoader<string, Note | null>;
    readonly companyNotes: DataLoader<string, Note | null>;
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

const BY_ID = {
  lead: readById<Note>(LeadNote),
  contact: readById<Note>(ContactNote),
  company: readById<Note>(CompanyNote),
};

export const noteLoaders = {
  leadNotes: (ctx) => new DataLoader((ids) => BY_ID.lead(ctx, ids)),
  contactNotes: (ctx) => new DataLoader((ids) => BY_ID.contact(ctx, ids)),
  companyNotes: (ctx) => new DataLoader((ids) => BY_ID.company(ctx, ids)),
  notesByLead: (ctx) => linkedLoader(ctx, READS.lead),
  notesByContact: (ctx) => linkedLoader(ctx, READS.contact),
  notesByCompany: (ctx) => linkedLoader(ctx, READS.company),
} satisfies LoaderMakers<Context>;
