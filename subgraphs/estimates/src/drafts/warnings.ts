import type { AdjustmentTotals, CostAdjustments, EstimateTotals } from '../calculation/totals.types';
import type { StoredAdjustment, StoredWarning, WarningCode } from '../estimates/estimate.entity';
import type { EstimateContent } from './estimate-content';

/** An adjustment and what it came to. */
interface Told {
  readonly declared: StoredAdjustment;
  readonly sectionId: string | null;
  readonly limited: boolean;
  /** Lines without a cost in the scope of one that is measured on cost; else 0. */
  readonly withoutCost: number;
}

interface ScopeTotals {
  readonly adjustments: readonly AdjustmentTotals[];
  readonly internal: CostAdjustments;
}

function toldIn(
  adjustments: readonly StoredAdjustment[],
  totals: ScopeTotals,
  sectionId: string | null,
): Told[] {
  const inTurn = new Map(totals.adjustments.map((each) => [each.id, each]));
  const inPrices = new Map((totals.internal.costAdjustments ?? []).map((each) => [each.id, each]));
  return adjustments.map((declared) => ({
    declared,
    sectionId,
    limited: (inPrices.get(declared.id) ?? inTurn.get(declared.id))?.limited ?? false,
    withoutCost: inPrices.get(declared.id)?.positionsWithoutCost ?? 0,
  }));
}

function warn(code: WarningCode, { declared, sectionId }: Told, message: string): StoredWarning {
  const { id, base } = declared;
  return { id: `${code}:${id}`, code, message, sectionId, adjustmentId: id, internal: base === 'COST' };
}

function warningsAbout(told: Told): StoredWarning[] {
  const { declared, limited, withoutCost } = told;
  const found: StoredWarning[] = [];
  const name = `“${declared.name}”`;
  if (declared.mode === 'PERCENT' && withoutCost > 0) {
    const lines = withoutCost === 1 ? '1 position' : `${withoutCost} positions`;
    const message = `${name} is a percentage of the cost, and ${lines} in its scope have no known cost: they count as nothing.`;
    found.push(warn('COST_UNKNOWN', told, message));
  }
  if (limited && declared.kind === 'DISCOUNT') {
    const message = `${name} is larger than what its positions hold: it was cut to that.`;
    found.push(warn('DISCOUNT_LIMITED', told, message));
  } else if (limited) {
    found.push(
      warn('MARKUP_WITHOUT_LINES', told, `${name} has no position to carry it: it comes to nothing.`),
    );
  }
  return found;
}

/** By its place: a payment has no id. */
const paymentWarnings = ({ payments, paymentTotals }: EstimateContent['estimate']): StoredWarning[] =>
  (payments ?? []).flatMap(({ label }, index) => {
    if (!paymentTotals[index]?.limited) return [];
    const message = `The payment “${label}” is larger than what is left to be paid: it was cut to that.`;
    const id = `PAYMENT_LIMITED:${index + 1}`;
    return [{ id, code: 'PAYMENT_LIMITED', message, sectionId: null, adjustmentId: null, internal: false }];
  });

/** What a person should look at before an estimate is sent, in the order of the document. */
export function warningsOf({ estimate, sections }: EstimateContent, totals: EstimateTotals): StoredWarning[] {
  const found: StoredWarning[] = [];
  if (!estimate.taxChosen) {
    found.push({
      id: 'TAX_NOT_CHOSEN',
      code: 'TAX_NOT_CHOSEN',
      message: 'Nobody chose a tax, so none is taken. Give "taxRate" ("0" for none), or "taxExempt: true".',
      sectionId: null,
      adjustmentId: null,
      internal: false,
    });
  }
  const rows = new Map(sections.map((section) => [section.id, section]));
  const told = totals.sections.flatMap((each) => toldIn(rows.get(each.id)?.adjustments ?? [], each, each.id));
  for (const each of [...told, ...toldIn(estimate.adjustments, totals, null)])
    found.push(...warningsAbout(each));
  return [...found, ...paymentWarnings(estimate)];
}
