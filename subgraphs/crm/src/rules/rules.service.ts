import { createInputCheck, type InputCheck } from '../../../../service-kit/data/input-check';
import { checkFilterId, checkId, newId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { Connection } from '../connections/connection.entity';
import type { Context } from '../context';
import type {
  CreateCrmRuleInput,
  CrmRuleRunFilter,
  DeleteCrmRuleInput,
  PreviewCrmRuleInput,
  UpdateCrmRuleInput,
} from '../generated/types';
import { Lead } from '../leads/lead.entity';
import { checkRule } from './check-rule';
import { connectionFor, withReferences } from '../writes/references';
import { planRule } from './rule-plan';
import { fieldsOfRule } from './rule-fields';
import { Rule } from './rule.entity';
import { RuleRun, type EstimateFacts, type RuleStep } from './rule-run.entity';

const LONGEST_NAME = 200;
const MOST_RULES = 100;

/** The organisation's rules, the newest first; there are 100 at most. */
export const listRules = (ctx: Context): Promise<Rule[]> =>
  read(ctx, (db) =>
    db.find(Rule, {
      where: { orgId: ctx.viewer.orgId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: MOST_RULES,
    }),
  );

/** What rules did, the latest first. @throws GraphQLError BAD_USER_INPUT */
export async function listRuns(
  ctx: Context,
  args: PageArgs & { filter?: CrmRuleRunFilter | null },
): Promise<Page<RuleRun>> {
  const { ruleId, leadId, states } = args.filter ?? {};
  const where = new Narrowing<RuleRun>().and('run.orgId = :orgId');
  if (ruleId != null) where.and('run.ruleId = :ruleId', { ruleId: checkFilterId(ruleId, 'filter.ruleId') });
  if (leadId != null) where.and('run.leadId = :leadId', { leadId: checkFilterId(leadId, 'filter.leadId') });
  if (states != null) where.and('run.state = ANY(:states::text[])', { states });
  return readPage(
    ctx,
    { entity: RuleRun, alias: 'run', where, order: orderBy<RuleRun>('createdAt', 'DESC') },
    args,
  );
}

/** Kommo counts in whole seconds. */
const kommoNow = ({ crm }: Context): Date =>
  new Date(Math.floor((crm.settings.now ?? Date.now)() / 1_000) * 1_000);

/** Makes a rule. @throws InputRejected */
export async function createRule(ctx: Context, input: CreateCrmRuleInput): Promise<{ rule: Rule }> {
  const ref = await connectionFor(ctx, input.connectionId);
  const fields = await checkRule(ctx, ref, input, input.trigger, input.stageId);
  const rule = await withTransaction(ctx, async ({ transaction: db, viewer: { orgId, userId } }) => {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`crm rules ${orgId}`]);
    if ((await db.countBy(Rule, { orgId })) >= MOST_RULES) {
      throw reject('TOO_MANY', '', `An organisation has ${MOST_RULES} rules at most: delete one.`);
    }
    const now = new Date();
    return db.save(
      Object.assign(new Rule(), ref, fields, {
        id: newId(),
        trigger: input.trigger,
        isActive: input.isActive,
        activeSince: kommoNow(ctx),
        createdBy: userId,
        createdAt: now,
        updatedAt: now,
      }),
    );
  });
  return { rule };
}

/** Changes a rule. @throws InputRejected, GraphQLError NOT_FOUND */
export async function updateRule(ctx: Context, input: UpdateCrmRuleInput): Promise<{ rule: Rule }> {
  const known = await ctx.loaders.crmRules.load(checkId(input.id, 'Rule'));
  if (!known) throw notFound('Rule');
  const given = input.actions == null ? null : { name: input.name ?? known.name, actions: input.actions };
  const stage =
    known.stageKommoId === null
      ? null
      : await ctx.loaders.stagesByKommoId.load({
          connectionId: known.connectionId,
          pipelineKommoId: known.pipelineKommoId ?? '',
          kommoId: known.stageKommoId,
        });
  const fields = given ? await checkRule(ctx, known, given, known.trigger, input.stageId ?? stage?.id) : null;
  const check = createInputCheck();
  const other = given ? null : await otherStage(ctx, check, known, input.stageId);
  const name = input.name == null ? known.name : check.requiredText(input.name, LONGEST_NAME, ['name']);
  check.finish();
  const rule = await withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    const rule = await db.findOne(Rule, {
      where: { orgId, id: known.id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!rule) throw notFound('Rule');
    const isActive = input.isActive ?? rule.isActive;
    const activeSince = isActive && !rule.isActive ? kommoNow(ctx) : rule.activeSince;
    return db.save(
      Object.assign(rule, fields ?? other ?? {}, { name, isActive, activeSince, updatedAt: new Date() }),
    );
  });
  return { rule };
}

/** Another stage to enter, for the same actions. */
async function otherStage(
  ctx: Context,
  check: InputCheck,
  { orgId, connectionId, trigger }: Rule,
  stageId: string | null | undefined,
): Promise<Pick<Rule, 'pipelineKommoId' | 'stageKommoId'> | null> {
  if (stageId == null) return null;
  const stage = await withReferences(ctx, { orgId, connectionId }, check, (references) =>
    references.stage(stageId, 'stageId'),
  );
  if (stage && trigger !== 'LEAD_ENTERS_STAGE') {
    check.refuse('NOT_FOR_TRIGGER', ['stageId'], 'Only a rule for leads that enter a stage has one.');
  }
  return stage && { pipelineKommoId: stage.pipelineKommoId, stageKommoId: stage.kommoId };
}

/** Deletes a rule with its log. @throws GraphQLError NOT_FOUND */
export async function deleteRule(ctx: Context, input: DeleteCrmRuleInput): Promise<{ deletedId: string }> {
  const id = checkId(input.id, 'Rule');
  await withTransaction(ctx, async ({ transaction: db, viewer: { orgId } }) => {
    const { affected } = await db.delete(Rule, { orgId, id });
    if (!affected) throw notFound('Rule');
  });
  return { deletedId: id };
}

/** What a rule would do for a lead, and an estimate that is supposed. Nothing is done. @throws GraphQLError NOT_FOUND */
export async function previewRule(ctx: Context, input: PreviewCrmRuleInput): Promise<RuleStep[]> {
  const [ruleId, leadId] = [checkId(input.ruleId, 'Rule'), checkId(input.leadId, 'Lead')];
  const { orgId } = ctx.viewer;
  // Not by loaders: they read what the operation asks for, and a plan needs more.
  const { rule, lead, connection, fields } = await read(ctx, async (db) => {
    const rule = await db.findOneBy(Rule, { orgId, id: ruleId });
    if (!rule) throw notFound('Rule');
    const { connectionId } = rule;
    const lead = await db.findOneBy(Lead, { orgId, connectionId, id: leadId, isDeleted: false });
    if (!lead) throw notFound('Lead');
    const connection = await db.findOneBy(Connection, { orgId, id: connectionId });
    return { rule, lead, connection, fields: await fieldsOfRule(db, rule) };
  });
  const { currency = 'XXX', timeZone = 'UTC' } = connection ?? {};
  const estimate: EstimateFacts | null =
    rule.trigger === 'LEAD_ENTERS_STAGE'
      ? null
      : {
          estimateId: newId(),
          number: input.number ?? null,
          title: input.title ?? '',
          status: rule.trigger.replace('ESTIMATE_', ''),
          payable: input.total ?? '0',
          currency,
        };
  return planRule({ rule, lead, currency, timeZone, fields, estimate, pdfUrl: () => 'https://…' }).map(
    ({ step }) => step,
  );
}
