import { nextTurn } from '../../../../service-kit/subgraph/turns';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { newId } from '../../../../service-kit/data/ids';
import type { Context, WritingContext } from '../context';
import { requireCostsWrite } from '../costs';
import type { CreateEstimateInput, DeleteEstimateInput, UpdateEstimateInput } from '../generated/types';
import { createEstimateInputCheck, type EstimateInputCheck } from '../input-check';
import { requireLead } from '../leads/lead-check';
import { readPayments } from '../payments/payment-input';
import { requireProject } from '../projects/project-locks.service';
import { readAdjustments } from '../adjustments/adjustment-input';
import { readCoefficients } from '../coefficients/coefficient-input';
import {
  checkEditable,
  draftOf,
  editDraft,
  lockEstimate,
  saveDraft,
  showDraft,
  type Draft,
} from '../drafts/draft';
import { refuseOtherCurrency } from '../foreign-prices/foreign-price-input';
import { announceEstimate } from './estimate-changes';
import { BLANK_ESTIMATE } from './blank-estimate';
import { applySettings } from './estimate-settings';
import { isPast, organizationSettings } from '../organizations/organization-settings.service';
import { hideFromClient } from '../attachments/attachments.service';
import { tellGone } from '../knowledge/tell-gone';
import { Estimate } from './estimate.entity';
import { addTree, setsCostAnywhere } from '../drafts/new-tree';
import { taxesAt, type TaxPlaces } from '../drafts/working-copy';
import { putIntoTrash } from '../trash/put-into-trash';
import { recordMove } from '../statuses/status-moves.service';

async function checkValidity(
  ctx: Context,
  check: EstimateInputCheck,
  estimate: Estimate,
  now: Date,
): Promise<void> {
  if (!(await isPast(ctx, estimate, now))) return;
  check.refuse('VALIDITY_OVER', ['validUntil'], `${estimate.validUntil} is over: give a day to come.`);
}

/**
 * Makes a draft estimate, with its sections and positions when the input holds some.
 *
 * @throws InputRejected with every mistake of the input; LEAD_NOT_FOUND, PROJECT_NOT_FOUND
 * @throws GraphQLError FORBIDDEN when it sets costs without costs:write
 */
export async function createEstimate(
  ctx: Context,
  input: CreateEstimateInput,
): Promise<{ estimate: Estimate }> {
  const draft = await newDraft(ctx, input);
  draft.estimate.leadId = await requireLead(ctx, input.leadId, ['leadId']);
  const done = await withTransaction(ctx, async (ctx) => {
    const { estimate } = draft;
    if (input.projectId != null) {
      estimate.projectId = await requireProject(ctx, input.projectId, ['projectId']);
    }
    await nextTurn();
    await saveDraft(ctx, draft);
    await recordMove(ctx, estimate, { from: null, reason: null, at: draft.now });
    return { estimate };
  });
  showDraft(ctx, draft);
  return done;
}

/** What an estimate takes that names its own: nothing is read for it. */
const NO_DEFAULTS = { currency: null, defaultTaxId: null, defaultTaxRate: null, defaultTaxName: null };

/** Writes an input's settings into a new estimate; where it names no currency or tax, the organisation's are taken. */
async function applyDefaults(
  ctx: Context,
  check: EstimateInputCheck,
  estimate: Estimate,
  input: CreateEstimateInput,
): Promise<void> {
  const namesTax = input.taxId != null || input.taxRate != null || input.taxExempt;
  const defaults = input.currency != null && namesTax ? NO_DEFAULTS : await organizationSettings(ctx);
  const currency = input.currency ?? defaults.currency;
  if (currency === null) {
    check.refuse(
      'CURRENCY_REQUIRED',
      ['currency'],
      'Your organisation has no currency of its own: give one.',
    );
  }
  applySettings(check, estimate, { ...input, ...(currency === null ? {} : { currency }) });
  const { defaultTaxId, defaultTaxRate, defaultTaxName } = defaults;
  if (estimate.taxChosen || (defaultTaxId === null && defaultTaxRate === null)) return;
  estimate.taxId = defaultTaxId;
  estimate.defaultTaxRate = defaultTaxRate ?? '0';
  estimate.taxName ??= defaultTaxName;
  estimate.taxChosen = true;
}

/**
 * The working copy of an estimate that is not stored yet, without its lead and project.
 *
 * @throws InputRejected with every mistake of the input
 * @throws GraphQLError FORBIDDEN when it sets costs without costs:write
 */
export async function newDraft(ctx: Context, input: CreateEstimateInput): Promise<Draft> {
  if (setsCostAnywhere(input)) requireCostsWrite(ctx);
  const { orgId, userId } = ctx.viewer;
  const estimate = Object.assign(new Estimate(), BLANK_ESTIMATE, { orgId, id: newId(), authorId: userId });
  const draft = draftOf(estimate);
  estimate.createdAt = estimate.updatedAt = draft.now;
  draft.taxPlaces = { tax: ['taxId'], secondTax: ['secondTax', 'taxId'], positions: [] };
  const check = createEstimateInputCheck();
  await applyDefaults(ctx, check, estimate, input);
  await checkValidity(ctx, check, estimate, draft.now);
  estimate.payments = readPayments(check, input.payments, estimate, ['payments']);
  estimate.adjustments = readAdjustments(ctx, check, input.adjustments, [], ['adjustments'], draft.places);
  estimate.coefficients = readCoefficients(ctx, check, input.coefficients, undefined, ['coefficients']);
  await addTree(ctx, draft, check, input);
  check.finish();
  return draft;
}

/** Fields of an estimate that no amount depends on. */
const MOVES_NO_AMOUNT: ReadonlySet<string> = new Set<keyof UpdateEstimateInput>([
  'id',
  'expectedVersion',
  'title',
  'notes',
  'client',
  'validUntil',
  'leadId',
  'projectId',
]);

/** Where mistakes of taxes are told: an edit that names neither a tax nor the day is not about them. */
function taxPlacesOf({ supplyDate, taxId, secondTax }: UpdateEstimateInput): TaxPlaces | null {
  if (supplyDate !== undefined) return taxesAt(['supplyDate']);
  if (taxId == null && secondTax?.taxId == null) return null;
  return { tax: ['taxId'], secondTax: ['secondTax', 'taxId'], positions: ['taxId'] };
}

/** Changes a draft's own fields. @throws as `editDraft` does; InputRejected for bad fields */
export async function updateEstimate(
  ctx: Context,
  input: UpdateEstimateInput,
): Promise<{ estimate: Estimate }> {
  const { id, expectedVersion } = input;
  const leadId = input.leadId == null ? null : await requireLead(ctx, input.leadId, ['leadId']);
  const projectId = input.projectId;
  const onlyOwnTexts = Object.keys(input).every((field) => MOVES_NO_AMOUNT.has(field));
  let isForAnother = false;
  const afterwards = async (ctx: WritingContext, { id }: Estimate) => {
    if (isForAnother) await hideFromClient(ctx, id);
  };
  return editDraft(
    ctx,
    id,
    { expectedVersion, idPath: ['id'], onlyOwnTexts, projectId, afterwards },
    async (draft, ctx) => {
      const { estimate, places } = draft;
      const check = createEstimateInputCheck();
      const { currency } = estimate;
      draft.taxPlaces = taxPlacesOf(input);
      applySettings(check, estimate, input);
      if (estimate.currency !== currency) refuseOtherCurrency(draft);
      if (input.validUntil != null) await checkValidity(ctx, check, estimate, draft.now);
      if (input.leadId === null) check.refuse('REQUIRED', ['leadId'], 'An estimate belongs to a lead.');
      if (input.adjustments) {
        const { adjustments } = input;
        estimate.adjustments = readAdjustments(
          ctx,
          check,
          adjustments,
          estimate.adjustments,
          ['adjustments'],
          places,
        );
      }
      if (input.payments) estimate.payments = readPayments(check, input.payments, estimate, ['payments']);
      if (input.coefficients) {
        const { coefficients } = input;
        estimate.coefficients = readCoefficients(ctx, check, coefficients, estimate, ['coefficients']);
      }
      check.finish();
      isForAnother = leadId !== null && leadId !== estimate.leadId;
      if (leadId !== null) estimate.leadId = leadId;
      if (isForAnother && input.client === undefined) estimate.client = null; // somebody else buys
      if (projectId !== undefined) estimate.projectId = projectId === null ? null : projectId.toLowerCase();
      return {};
    },
  );
}

/** Puts a draft with all that is in it into the trash. @throws InputRejected ESTIMATE_NOT_DRAFT; GraphQLError NOT_FOUND, CONFLICT */
export async function deleteEstimate(
  ctx: Context,
  input: DeleteEstimateInput,
): Promise<{ deletedId: string }> {
  const deletedId = await withTransaction(ctx, async (ctx) => {
    const estimate = await lockEstimate(ctx, input.id, input.expectedVersion);
    checkEditable(estimate, ['id']);
    const { id, title: name, number, supersedesId } = estimate;
    await putIntoTrash(ctx, { kind: 'ESTIMATE', id, name }, { number, supersedesId });
    await tellGone(ctx, 'ESTIMATE', id);
    await announceEstimate(ctx, id);
    return id;
  });
  return { deletedId };
}
