import { Decimal } from 'decimal.js';
import { amountIn } from '../../../../service-kit/data/currencies';
import type { CustomField } from '../custom-fields/custom-field.entity';
import type { Lead } from '../leads/lead.entity';
import { planField, type SetField } from './field-step';
import type { Rule, RuleAction } from './rule.entity';
import type { EstimateFacts, RuleStep } from './rule-run.entity';

/*
 * What a rule comes to for one lead: the same for a dry run and for the real one, which only carries it out.
 */

/** An action with what it comes to. */
export interface PlannedStep {
  action: RuleAction;
  step: RuleStep;
  /** What Kommo is sent of the lead itself. */
  body?: Record<string, number>;
  /** A custom field to set. */
  field?: SetField;
  /** A note to add. */
  note?: string;
  /** A draft to ask for. */
  draft?: { title: string; templateId: string | null };
}

/** What a rule is planned for. */
export interface PlanInput {
  rule: Pick<Rule, 'actions'>;
  lead: Pick<Lead, 'name' | 'price' | 'pipelineKommoId' | 'stageKommoId' | 'customFields'>;
  /** The custom fields that the rule's actions name, by key. */
  fields: ReadonlyMap<string, CustomField>;
  /** The account's. */
  timeZone: string;
  /** The account's. */
  currency: string;
  /** The estimate it reacts to; null for a lead that enters a stage. */
  estimate: EstimateFacts | null;
  /** Where the estimate's PDF is; whoever has it may read it, so it is asked for only where a note has it. */
  pdfUrl?: () => string;
}

const PLACES = ['estimateId', 'number', 'title', 'status', 'total', 'currency', 'leadName', 'pdf'] as const;
const PLACE = new RegExp(`\\{(${PLACES.join('|')})\\}`, 'g');
/** Names in braces that a text may hold. */
export const KNOWN_PLACES: readonly string[] = PLACES;
/** A link to the estimate's PDF; in notes only. */
export const PDF_PLACE = '{pdf}';
const UNSHOWN = '(link to the PDF)';

/** Puts what is known in place of names in braces. */
function fillText(
  text: string,
  { lead, estimate }: Pick<PlanInput, 'lead' | 'estimate'>,
  pdf: () => string = () => '',
): string {
  const values: Record<string, string> = {
    pdf: text.includes(PDF_PLACE) ? pdf() : '',
    leadName: lead.name,
    estimateId: estimate?.estimateId ?? '',
    number: estimate?.number ?? '',
    title: estimate?.title ?? '',
    status: estimate?.status ?? '',
    total: estimate ? amountIn(estimate.currency, estimate.payable) : '',
    currency: estimate?.currency ?? '',
  };
  return text.replace(PLACE, (_all, name: string) => values[name] ?? '');
}

/** Kommo keeps whole amounts. */
const wholePrice = (payable: string): number =>
  new Decimal(payable).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber();

/** Plans each action, in order. */
export const planRule = (input: PlanInput): PlannedStep[] =>
  input.rule.actions.map((action) => planAction(action, input));

function planAction(action: RuleAction, input: PlanInput): PlannedStep {
  const { kind } = action;
  const plan = (outcome: RuleStep['outcome'], detail: string, rest: object = {}): PlannedStep => ({
    action,
    step: { kind, outcome, detail },
    ...rest,
  });
  const { lead, estimate, currency } = input;
  switch (kind) {
    case 'MOVE_STAGE': {
      const [pipeline, stage] = [action.pipelineKommoId ?? '', action.stageKommoId ?? ''];
      if (lead.pipelineKommoId === pipeline && lead.stageKommoId === stage) {
        return plan('NOTHING_TO_DO', 'The lead stands there already.');
      }
      const body = { status_id: Number(stage), pipeline_id: Number(pipeline) };
      return plan('DONE', `Moves the lead to the stage ${stage} of the pipeline ${pipeline}.`, { body });
    }
    case 'SET_PRICE': {
      if (!estimate) return plan('SKIPPED', 'There is no estimate to take a price from.');
      if (estimate.currency !== currency) {
        return plan('SKIPPED', `The estimate is in ${estimate.currency}, the account in ${currency}.`);
      }
      const price = wholePrice(estimate.payable);
      if (!Number.isSafeInteger(price)) return plan('SKIPPED', 'Kommo keeps no price as large as this.');
      if (Number(lead.price) === price) return plan('NOTHING_TO_DO', `The price is ${price} already.`);
      return plan('DONE', `Sets the price to ${price}.`, { body: { price } });
    }
    case 'SET_CUSTOM_FIELD': {
      const text = fillText(action.text ?? '', input).trim();
      const planned = planField(input.fields.get(action.fieldKey ?? ''), text, lead, input.timeZone);
      if ('outcome' in planned) return plan(planned.outcome, planned.detail);
      return plan('DONE', `Sets “${action.fieldKey}” to ${text.slice(0, 200)}.`, { field: planned.set });
    }
    case 'ADD_NOTE': {
      const shown = fillText(action.text ?? '', input, () => UNSHOWN).trim();
      const note = fillText(action.text ?? '', input, input.pdfUrl).trim();
      return note === ''
        ? plan('SKIPPED', 'The note would be empty.')
        : plan('DONE', `Adds a note: ${shown.slice(0, 200)}`, { note });
    }
    case 'CREATE_ESTIMATE': {
      const title =
        fillText(action.text ?? '{leadName}', input)
          .trim()
          .slice(0, 300) || 'Estimate';
      const templateId = action.templateId ?? null;
      return plan('DONE', `Makes a draft: ${title}`, { draft: { title, templateId } });
    }
  }
}
