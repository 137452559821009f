import type { IdentityFeature } from '../feature';
import { oidcResolvers } from './oidc.resolvers';
import { PROVIDER_CHANGED_MAIL } from './provider-mail';

export const feature = {
  name: 'oidc',
  resolvers: oidcResolvers,
  mails: [PROVIDER_CHANGED_MAIL],
} satisfies IdentityFeature;
