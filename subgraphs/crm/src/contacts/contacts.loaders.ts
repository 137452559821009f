import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById, readByKommoKey } from '../cards/kommo-key-query';
import { OF_COMPANY, readLinkedCards } from '../cards/linked-cards';
import type { Context } from '../context';
import { Contact } from './contact.entity';

declare module '../context' {
  interface Loaders {
    readonly contacts: DataLoader<string, Contact | null>;
    readonly contactsByKommoId: ByKommoId<Contact | null>;
    readonly contactsByCompany: ByKommoId<Contact[]>;
  }
}

const READS = {
  contacts: readById(Contact),
  contactsByKommoId: readByKommoKey(Contact),
  contactsByCompany: readLinkedCards(Contact, OF_COMPANY),
};

export const contactLoaders = {
  contacts: (ctx) => new DataLoader((ids) => READS.contacts(ctx, ids)),
  contactsByKommoId: (ctx) => byKommoId((keys) => READS.contactsByKommoId(ctx, keys)),
  contactsByCompany: (ctx) => byKommoId((keys) => READS.contactsByCompany(ctx, keys)),
} satisfies LoaderMakers<Context>;
