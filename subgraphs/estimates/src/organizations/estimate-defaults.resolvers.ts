import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { ratePercent } from '../calculation/money';
import { TAX_EXEMPT } from '../calculation/money-rules';
import type { Resolvers } from '../generated/types';
import { updateEstimateDefaults } from './estimate-defaults.service';
import { organizationSettings } from './organization-settings.service';

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
    taxRate: ({ defaultTaxRate }) => ratePercent(defaultTaxRate),
    taxExempt: ({ defaultTaxRate }) => defaultTaxRate === TAX_EXEMPT,
    taxName: ({ defaultTaxName }) => defaultTaxName,
    reminderDays: ({ remindDays }) => remindDays,
  },
};
