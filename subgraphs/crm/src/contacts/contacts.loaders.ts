import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { rowsById, rowsByKommoKey } from '../cards/kommo-key-query';
import { linkedCards, OF_COMPANY } from '../cards/linked-cards';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { Contact } from './contact.entity';

declare module '../context' {
  interface Loaders {
    readonly contacts: DataLoader<string, Contact | null>;
    readonly contactsByKommoId: ByKommoId<Contact | null>;
    readonly contactsByCompany: ByKommoId<Contact[]>;
  }
}

export const contactLoaders = {
  contacts: (ctx) => new DataLoader((ids) => rowsById(ctx, Contact, ids)),
  contactsByKommoId: (ctx) => byKommoId((keys) => rowsByKommoKey(ctx, Contact, keys)),
  contactsByCompany: (ctx) =>
    byKommoId((keys) => linkedCards(ctx, Contact, { table: 'contacts', on: OF_COMPANY }, keys)),
} satisfies LoaderMakers<Context>;
