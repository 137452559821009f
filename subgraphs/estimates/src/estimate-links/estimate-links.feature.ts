import type { EstimatesFeature } from '../feature';
import { CLIENT_MAIL } from './client-mail';
import { EstimateLink, EstimateLinkView } from './estimate-link.entity';
import { estimateLinkLoaders } from './estimate-links.loaders';
import { estimateLinkResolvers } from './estimate-links.resolvers';

export const feature = {
  name: 'estimate-links',
  entities: [EstimateLink, EstimateLinkView],
  resolvers: estimateLinkResolvers,
  loaders: estimateLinkLoaders,
  mails: [CLIENT_MAIL],
} satisfies EstimatesFeature;
