import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById, readByKommoKey } from '../cards/kommo-key-query';
import { Contact } from '../contacts/contact.entity';
import type { Context } from '../context';
import { Lead } from '../leads/lead.entity';
import { Talk } from './talk.entity';

declare module '../context' {
  interface Loaders {
    readonly talks: DataLoader<string, Talk | null>;
    readonly talksByKommoId: ByKommoId<Talk | null>;
    readonly contactsByKommoId: ByKommoId<Contact | null>;
    readonly leadsByKommoId: ByKommoId<Lead | null>;
  }
}

const READS = {
  talks: readById(Talk),
  talksByKommoId: readByKommoKey(Talk),
  contactsByKommoId: readByKommoKey(Contact),
  leadsByKommoId: readByKommoKey(Lead),
};

export const messageLoaders = {
  talks: (ctx) => new DataLoader((ids) => READS.talks(ctx, ids)),
  talksByKommoId: (ctx) => byKommoId((keys) => READS.talksByKommoId(ctx, keys)),
  contactsByKommoId: (ctx) => byKommoId((keys) => READS.contactsByKommoId(ctx, keys)),
  leadsByKommoId: (ctx) => byKommoId((keys) => READS.leadsByKommoId(ctx, keys)),
} satisfies LoaderMakers<Context>;
