import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { plainDecimal } from '../calculation/decimal-text';
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
    assembly: ({ estimate, row }, _args, ctx) =>
      row.assembly && {
        ...row.assembly,
        isItemShown: !estimate.pricedByCost || ctx.viewer.permissions.has('costs:read'),
      },
  },
  PositionAssembly: {
    group: ({ group }) => group,
    // Its parts lead to prices before what is measured on cost.
    item: ({ isItemShown, itemId }, _args, ctx) =>
      isItemShown ? ctx.loaders.catalogueItems.load(itemId) : null,
    name: ({ name }) => name,
    quantity: ({ quantity }) => plainDecimal(quantity),
  },
};
