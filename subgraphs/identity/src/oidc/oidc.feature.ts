import type { IdentityFeature } from '../feature';
import { oidcResolvers } from './oidc.resolvers';

export const feature = { name: 'oidc', resolvers: oidcResolvers } satisfies IdentityFeature;
