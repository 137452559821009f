import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { ratePercent } from '../calculation/money';
import { TAX_EXEMPT } from '../calculation/money-rules';
import type { Resolvers } from '../generated/types';
import { rateOn } from '../taxes/tax-periods';
import { taxOf } from '../taxes/taxes.service';
import { updateEstimateDefaults } from './estimate-defaults.service';
import { dayIn, organizationSettings } from './organization-settings.service';

export const defaultsResolvers: Resolvers = {
  Query: {
    estimateDefaults: (_root, _args, ctx) => organizationSettings(ctx),
  },
  Mutation: {
    updateEstimateDefaults: (_root, { input }, ctx) =>
      withUserErrors(() => updateEstimateDefaults(ctx, input)),
  },
  EstimateDefaults: {
    currency: ({ currency }) => currency,
    timeZone: ({ timeZone }) => timeZone,
    tax: ({ defaultTaxId }, _args, ctx) => taxOf(ctx, defaultTaxId),
    taxRate: async ({ defaultTaxId, defaultTaxRate, timeZone }, _args, ctx) => {
      const tax = await taxOf(ctx, defaultTaxId);
      return ratePercent(tax ? rateOn(tax.periods, dayIn(timeZone, new Date())) : defaultTaxRate);
    },
    taxExempt: ({ defaultTaxRate }) => defaultTaxRate === TAX_EXEMPT,
    taxName: ({ defaultTaxName }) => defaultTaxName,
    reminderDays: ({ remindDays }) => remindDays,
  },
};
