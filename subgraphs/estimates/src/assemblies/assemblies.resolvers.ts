import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { plainDecimal } from '../drafts/draft-totals';
import type { Resolvers } from '../generated/types';
import { setAssembly } from './assemblies.service';

export const assemblyResolvers: Resolvers = {
  Mutation: {
    setAssembly: (_root, { input }, ctx) => withUserErrors(() => setAssembly(ctx, input)),
  },
  CatalogueItem: {
    components: ({ id }, _args, ctx) => ctx.loaders.componentsByItem.load(id),
  },
  AssemblyComponent: {
    item: ({ componentId }, _args, ctx) => ctx.loaders.catalogueItems.load(componentId),
    name: ({ name }) => name,
    quantity: ({ quantity }) => plainDecimal(quantity),
  },
  Position: {
    assembly: ({ row }) => row.assembly,
  },
  PositionAssembly: {
    group: ({ group }) => group,
    item: ({ itemId }, _args, ctx) => ctx.loaders.catalogueItems.load(itemId),
    name: ({ name }) => name,
    quantity: ({ quantity }) => plainDecimal(quantity),
  },
};
