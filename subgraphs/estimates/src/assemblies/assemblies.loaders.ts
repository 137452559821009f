import DataLoader from 'dataloader';
import { groupByKey } from '../../../../service-kit/data/loaders';
import { read } from '../../../../service-kit/subgraph/context';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import type { AssemblyComponent } from './assembly-component.entity';
import { componentsOf } from './assembly-reads';

declare module '../context' {
  interface Loaders {
    readonly componentsByItem: DataLoader<string, AssemblyComponent[]>;
  }
}

export const assemblyLoaders = {
  componentsByItem: (ctx) =>
    new DataLoader(async (ids) =>
      groupByKey(ids, await read(ctx, (db) => componentsOf(db, ctx.viewer.orgId, ids)), (row) => row.itemId),
    ),
} satisfies LoaderMakers<Context>;
