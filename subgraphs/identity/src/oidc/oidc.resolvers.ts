import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { enterAs } from '../../../../service-kit/subgraph/context';
import type { Resolvers } from '../generated/types';
import { addDomain, recordNameOf, recordValueOf, removeDomain, verifyDomain } from './domains.service';
import { completeOidcLogIn, startOidcLogIn } from './oidc-log-in.service';
import { deleteProvider, getProvider, listDomains, saveProvider } from './provider.service';

export const oidcResolvers: Resolvers = {
  Query: {
    oidcProvider: (_root, _args, ctx) => getProvider(ctx),
    oidcDomains: (_root, _args, ctx) => listDomains(ctx),
  },
  Mutation: {
    saveOidcProvider: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        await saveProvider(ctx, input);
        return { provider: await getProvider(ctx) };
      }),
    deleteOidcProvider: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ deletedIssuer: (await deleteProvider(ctx, input)).issuer })),
    addOidcDomain: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ domain: await addDomain(ctx, input) })),
    verifyOidcDomain: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ domain: await verifyDomain(ctx, input) })),
    removeOidcDomain: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ removedDomain: (await removeDomain(ctx, input)).domain })),
    startOidcLogIn: (_root, { input }, ctx) => withUserErrors(() => startOidcLogIn(ctx, input)),
    completeOidcLogIn: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const answer = await completeOidcLogIn(ctx, input);
        if ('challenge' in answer) return { ...answer, tokens: null, user: null };
        const { viewer, ...entered } = answer;
        enterAs(ctx, viewer);
        return { ...entered, challenge: null };
      }),
  },
  OidcProvider: {
    role: ({ roleId }, _args, ctx) => ctx.loaders.roles.load(roleId),
    redirectUri: (_provider, _args, ctx) => ctx.links.oidcCallback,
  },
  OidcDomain: {
    isVerified: ({ verifiedAt }) => verifiedAt !== null,
    recordName: ({ domain }) => recordNameOf(domain),
    recordValue: ({ challenge }) => recordValueOf(challenge),
  },
};
