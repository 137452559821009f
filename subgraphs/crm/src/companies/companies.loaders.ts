import DataLoader from 'dataloader';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import { byKommoId, type ByKommoId } from '../cards/by-kommo-id';
import { readById, readByKommoKey } from '../cards/kommo-key-query';
import type { Context } from '../context';
import { Company } from './company.entity';

declare module '../context' {
  interface Loaders {
    readonly companies: DataLoader<string, Company | null>;
    readonly companiesByKommoId: ByKommoId<Company | null>;
  }
}

const READS = { companies: readById(Company), companiesByKommoId: readByKommoKey(Company) };

export const companyLoaders = {
  companies: (ctx) => new DataLoader((ids) => READS.companies(ctx, ids)),
  companiesByKommoId: (ctx) => byKommoId((keys) => READS.companiesByKommoId(ctx, keys)),
} satisfies LoaderMakers<Context>;
