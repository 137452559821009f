import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { rateOn } from './tax-periods';
import { createTax, listTaxes, updateTax } from './taxes.service';

export const taxResolvers: Resolvers = {
  Query: {
    taxes: (_root, { includeArchived }, ctx) => listTaxes(ctx, includeArchived),
  },
  Mutation: {
    createTax: (_root, { input }, ctx) => withUserErrors(() => createTax(ctx, input)),
    updateTax: (_root, { input }, ctx) => withUserErrors(() => updateTax(ctx, input)),
  },
  Tax: {
    rate: ({ periods }, { on }) => rateOn(periods, on),
  },
};
