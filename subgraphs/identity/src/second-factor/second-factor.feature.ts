import type { IdentityFeature } from '../feature';
import { FACTOR_RESET_MAIL } from './reset-mail';
import { secondFactorResolvers } from './second-factor.resolvers';
import { SECURITY_MAIL } from './security-notices';

export const feature = {
  name: 'second-factor',
  resolvers: secondFactorResolvers,
  mails: [SECURITY_MAIL, FACTOR_RESET_MAIL],
} satisfies IdentityFeature;
