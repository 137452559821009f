import { newId } from '../../../../service-kit/data/ids';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import { hasOneOrder } from '../calculation/money-rules';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { draftOf, saveDraft, showDraft, type Draft } from '../drafts/draft';
import { taxesAt } from '../drafts/working-copy';
import { putInOneOrder } from '../drafts/one-order';
import { Estimate, type EstimateParameter } from '../estimates/estimate.entity';
import type { CreateFromTemplateInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import { requireLead } from '../leads/lead-check';
import { BLANK_POSITION } from '../positions/position-input';
import { Position } from '../positions/position.entity';
import { requireProject } from '../projects/project-locks.service';
import { copyOf } from '../revisions/copies.service';
import { Section } from '../sections/section.entity';
import { recordMove } from '../statuses/status-moves.service';
import type { Template } from './template.entity';
import { lockTemplate } from './templates.service';

/** The parameters of a template with the values that are given for some. @throws InputRejected through the check */
function withValues(
  check: EstimateInputCheck,
  parameters: readonly EstimateParameter[],
  given: CreateFromTemplateInput['parameters'],
): EstimateParameter[] {
  const values = new Map<string, string>();
  const known = new Set(parameters.map(({ name }) => name));
  given.forEach(({ name, value }, index) => {
    const at = ['parameters', String(index)];
    if (!known.has(name)) {
      const names = [...known].join(', ') || 'none';
      check.refuse(
        'PARAMETER_NOT_FOUND',
        [...at, 'name'],
        `There is no parameter “${name}”; there are: ${names}.`,
      );
    } else if (values.has(name)) {
      check.refuse('DUPLICATE_NAME', [...at, 'name'], `The parameter “${name}” is given twice.`);
    }
    values.set(name, check.decimal(value, MONEY_LIMITS.signedQuantity, [...at, 'value']));
  });
  return parameters.map((each) => ({ ...each, value: values.get(each.name) ?? each.value }));
}

/** The rows of a template as a working copy; rows of an older version lack what is new since. */
function rowsOf({ content }: Template): Draft {
  const { estimate, sections, positions } = content;
  const draft = draftOf(
    Object.assign(
      new Estimate(),
      { parameters: [], taxName: null, taxId: null, secondTax: null, coefficients: null, payments: [] },
      estimate,
      {
        client: null,
      },
    ),
    sections.map((row) =>
      Object.assign(new Section(), { choice: null, included: true, coefficients: null }, row),
    ),
    positions.map((row) => Object.assign(new Position(), BLANK_POSITION, { included: true }, row)),
  );
  if (!hasOneOrder(estimate.policyVersion)) putInOneOrder(draft);
  return draft;
}

/**
 * Makes a draft of a template: quantities follow from the parameters that are given. Its rows are new, and have no origin elsewhere.
 *
 * @throws InputRejected for bad fields, PARAMETER_NOT_FOUND, FORMULA_…, LEAD_NOT_FOUND, PROJECT_NOT_FOUND; GraphQLError NOT_FOUND;
 *   FORBIDDEN for parameters where prices are made of costs, without costs:read
 */
export async function createFromTemplate(
  ctx: Context,
  input: CreateFromTemplateInput,
): Promise<{ estimate: Estimate }> {
  const check = createEstimateInputCheck();
  const title = input.title == null ? null : check.requiredText(input.title, TEXT_LIMITS.name, ['title']);
  check.finish();
  const leadId = await requireLead(ctx, input.leadId, ['leadId']);
  let made: Draft | null = null;
  const done = await withTransaction(ctx, async (ctx) => {
    const { projectId } = input;
    const project = projectId == null ? null : await requireProject(ctx, projectId, ['projectId']);
    const template = await lockTemplate(ctx, input.templateId);
    // As in an edit of such a draft: who varies the parameters finds the costs out.
    if (template.content.estimate.pricedByCost && input.parameters.length > 0) requireCostsRead(ctx);
    const draft = await copyOf(ctx, rowsOf(template));
    const parameters = withValues(check, template.parameters, input.parameters);
    check.finish();
    Object.assign(draft.estimate, {
      title: title ?? template.name,
      leadId,
      projectId: project,
      validUntil: null,
      supplyDate: input.supplyDate ?? null,
      parameters,
    });
    if (input.supplyDate != null) draft.taxPlaces = taxesAt(['supplyDate']);
    for (const row of [...draft.sections.values(), ...draft.positions.values()]) row.originId = newId();
    await saveDraft(ctx, draft);
    await recordMove(ctx, draft.estimate, { from: null, reason: null, at: draft.now });
    made = draft;
    return { estimate: draft.estimate };
  });
  if (made) showDraft(ctx, made);
  return done;
}
