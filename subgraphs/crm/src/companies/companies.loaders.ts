import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { rowsById, rowsByKommoKey } from '../cards/kommo-key-query';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { Company } from './company.entity';

declare module '../context' {
  interface Loaders {
    readonly companies: DataLoader<string, Company | null>;
    readonly companiesByKommoId: ByKommoId<Company | null>;
  }
}

export const companyLoaders = {
  companies: (ctx) => new DataLoader((ids) => rowsById(ctx, Company, ids)),
  companiesByKommoId: (ctx) => byKommoId((keys) => rowsByKommoKey(ctx, Company, keys)),
} satisfies LoaderMakers<Context>;
