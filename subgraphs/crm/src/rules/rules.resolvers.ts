import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { connectionOf } from '../connections/connection-of';
import { shownError } from '../connections/shown-error';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import type { Stage } from '../pipelines/stage.entity';
import { createRule, deleteRule, listRules, listRuns, previewRule, updateRule } from './rules.service';

const stageOf = (
  ctx: Context,
  connectionId: string,
  { pipelineKommoId, stageKommoId }: { pipelineKommoId?: string | null; stageKommoId?: string | null },
): Promise<Stage | null> | null =>
  pipelineKommoId == null || stageKommoId == null
    ? null
    : ctx.loaders.stagesByKommoId.load({ connectionId, pipelineKommoId, kommoId: stageKommoId });

export const ruleResolvers: Resolvers = {
  Query: {
    crmRules: (_root, _args, ctx) => listRules(ctx),
    crmRuleRuns: (_root, args, ctx) => listRuns(ctx, args),
    previewCrmRule: (_root, { input }, ctx) => previewRule(ctx, input),
  },
  Mutation: {
    createCrmRule: (_root, { input }, ctx) => withUserErrors(() => createRule(ctx, input)),
    updateCrmRule: (_root, { input }, ctx) => withUserErrors(() => updateRule(ctx, input)),
    deleteCrmRule: (_root, { input }, ctx) => withUserErrors(() => deleteRule(ctx, input)),
  },
  CrmRule: {
    connection: (rule, _args, ctx) => connectionOf(ctx, rule),
    stage: (rule, _args, ctx) => stageOf(ctx, rule.connectionId, rule),
    actions: ({ connectionId, actions }) => actions.map((action) => ({ ...action, connectionId })),
    createdBy: ({ createdBy }) => ({ id: createdBy }),
  },
  CrmRuleAction: {
    kind: ({ kind }) => kind,
    stage: (action, _args, ctx) => stageOf(ctx, action.connectionId, action),
    text: ({ text }) => text ?? null,
    templateId: ({ templateId }) => templateId ?? null,
    fieldKey: ({ fieldKey }) => fieldKey ?? null,
  },
  CrmRuleRun: {
    rule: async ({ ruleId }, _args, ctx) => {
      const rule = await ctx.loaders.crmRules.load(ruleId);
      if (!rule) throw new Error('A run is without its rule.'); // a foreign key forbids it
      return rule;
    },
    lead: ({ leadId }, _args, ctx) => ctx.loaders.leads.load(leadId),
    error: shownError,
  },
};
