import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById, readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { Talk } from './talk.entity';

declare module '../context' {
  interface Loaders {
    readonly talks: DataLoader<string, Talk | null>;
    readonly talksByKommoId: ByKommoId<Talk | null>;
  }
}

const READS = {
  talks: readById(Talk),
  talksByKommoId: readByKommoKey(Talk),
};

export const messageLoaders = {
  talks: (ctx) => new DataLoader((ids) => READS.talks(ctx, ids)),
  talksByKommoId: (ctx) => byKommoId((keys) => READS.talksByKommoId(ctx, keys)),
} satisfies LoaderMakers<Context>;
