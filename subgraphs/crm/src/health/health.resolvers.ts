import { DEFAULT_REQUESTS_PER_SECOND } from '../kommo/governor';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';

const hundredth = (value: number): number => Math.round(value * 100) / 100;
const factsOf = (ctx: Context, connectionId: string) => ctx.loaders.healthFacts.load(connectionId);

export const healthResolvers: Resolvers = {
  CrmHealth: {
    driftPercent: async ({ connectionId }, _args, ctx) => {
      const facts = await factsOf(ctx, connectionId);
      return facts && facts.checked > 0 ? hundredth((100 * facts.drifted) / facts.checked) : null;
    },
    lagP95: async ({ connectionId }, _args, ctx) => {
      const facts = await factsOf(ctx, connectionId);
      return facts?.lagP95 == null ? null : hundredth(facts.lagP95);
    },
    rateBudgetUsed: async ({ connectionId }, _args, ctx) => {
      const facts = await factsOf(ctx, connectionId);
      const allowed = 60 * (ctx.crm.settings.requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND);
      return hundredth((100 * (facts?.usedInMinute ?? 0)) / allowed);
    },
    quarantined: async ({ connectionId }, _args, ctx) => (await factsOf(ctx, connectionId))?.quarantined ?? 0,
    lastErrors: ({ connectionId }, _args, ctx) => ctx.loaders.healthErrors.load(connectionId),
    checks: ({ connectionId }, _args, ctx) => ctx.loaders.driftChecks.load(connectionId),
  },
};
