import type { IdentityFeature } from '../feature';
import { secondFactorResolvers } from './second-factor.resolvers';
import { SECURITY_MAIL } from './security-notices';

export const feature = {
  name: 'second-factor',
  resolvers: secondFactorResolvers,
  mails: [SECURITY_MAIL],
} satisfies IdentityFeature;
