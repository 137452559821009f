import { enterAs } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { lifetimeOf } from '../sessions/sessions.service';
import { leaveOrganization } from '../users/membership-changes.service';
import { listOwnMemberships, switchOrganization } from './memberships.service';
import { readSecurityPolicy, updateSecurityPolicy } from './security-policy.service';
import { updateOrganization } from './settings.service';

export const organizationResolvers: Resolvers = {
  Query: {
    organization: async (_root, _args, ctx) => {
      const organization = await ctx.loaders.organizations.load(ctx.viewer.orgId);
      if (!organization) throw notFound('Organisation');
      return organization;
    },
    memberships: (_root, _args, ctx) => listOwnMemberships(ctx),
    securityPolicy: (_root, _args, ctx) => readSecurityPolicy(ctx),
  },
  Mutation: {
    updateOrganization: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { organizationId } = await updateOrganization(ctx, input);
        return { organization: await ctx.loaders.organizations.load(organizationId) };
      }),
    updateSecurityPolicy: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ securityPolicy: await updateSecurityPolicy(ctx, input) })),
    switchOrganization: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { viewer, ...answer } = await switchOrganization(ctx, input);
        enterAs(ctx, viewer);
        return answer;
      }),
    leaveOrganization: (_root, { input }, ctx) => withUserErrors(() => leaveOrganization(ctx, input)),
  },
  SecurityPolicy: {
    sessionIdleMinutes: (organization) => lifetimeOf(organization).idle,
    sessionMaxMinutes: (organization) => lifetimeOf(organization).max,
  },
  OrganizationMembership: {
    isCurrent: ({ organizationId }, _args, ctx) => organizationId === ctx.viewer.orgId,
  },
};
