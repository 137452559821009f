import type { EstimatesFeature } from '../feature';
import { CLIENT_CODE_MAIL } from './client-code-mail';
import { clientEstimateResolvers } from './client-estimates.resolvers';

export const feature = {
  name: 'client-estimates',
  resolvers: clientEstimateResolvers,
  mails: [CLIENT_CODE_MAIL],
} satisfies EstimatesFeature;
