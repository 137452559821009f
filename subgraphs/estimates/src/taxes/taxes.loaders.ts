import DataLoader from 'dataloader';
import { isId } from '../../../../service-kit/data/ids';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { Tax } from './tax.entity';

declare module '../context' {
  interface Loaders {
    readonly taxes: DataLoader<string, Tax | null>;
  }
}

const readTaxes = defineRead<Tax>({
  entity: Tax,
  alias: 'tax',
  keys: ['id'],
  build: (query) => query.where('tax.orgId = :orgId AND tax.id = ANY(:ids::uuid[])'),
});

export const taxLoaders = {
  taxes: (ctx) =>
    new DataLoader(async (ids) =>
      byKey(ids, await readTaxes(ctx, { ids: ids.filter(isId) }), (row) => row.id),
    ),
} satisfies LoaderMakers<Context>;
