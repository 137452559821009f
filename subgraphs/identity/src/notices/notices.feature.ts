import type { IdentityFeature } from '../feature';
import { noticeResolvers } from './notices.resolvers';
import { REGISTERED_AGAIN_MAIL } from './registration-notice';

export const feature = {
  name: 'notices',
  resolvers: noticeResolvers,
  mails: [REGISTERED_AGAIN_MAIL],
} satisfies IdentityFeature;
