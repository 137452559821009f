import type {
  AdjustmentTotals,
  CostAdjustmentTotals,
  EstimateTotals,
  PositionTotals,
  SectionTotals,
} from '../calculation/totals.types';
import { plainDecimal } from '../calculation/decimal-text';
import type { EstimateContent } from '../drafts/estimate-content';
import type { StoredAdjustment } from '../estimates/estimate.entity';
import { labourAmountOf } from '../positions/position-amounts';
import type { Position } from '../positions/position.entity';
import { decimal, step, written, type Explained, type ExplanationStep } from './explanation-steps';
import { exchangeStep } from './explained-exchange';
import { coefficientsOf, coefficientStep, timesAll } from './explained-coefficients';
import { say } from './explanation-words';

/*
 * How amounts came about, step by step, of what the engine told. Who may not see costs is explained the document its client sees:
 * prices as they are shown, and no step of what is measured on cost.
 */

/** All adjustments by id, with their scope's name. */
function adjustmentsOf({ estimate, sections }: EstimateContent): Map<string, StoredAdjustment> {
  return new Map(
    [estimate, ...sections].flatMap(({ adjustments }) => adjustments.map((each) => [each.id, each])),
  );
}

function priceSteps(row: Position, found: PositionTotals, about: Explained): ExplanationStep[] {
  const { language, seesCosts } = about;
  const { shownUnitPrice } = found;
  const own = seesCosts || shownUnitPrice == null;
  const priced = own ? (found.internal.priced ?? found) : found;
  const tellsOwn = seesCosts || !about.content.estimate.pricedByCost;
  const coefficients = tellsOwn ? coefficientsOf(row, about, 'COST') : [];
  const given = tellsOwn ? row.unitPrice : (shownUnitPrice ?? found.effectiveUnitPrice ?? row.unitPrice);
  const exactPrice = timesAll(given, coefficients);
  const unitPrice = written(exactPrice);
  const { quantityWithWaste } = found;
  const steps = [
    step(
      'QUANTITY',
      say(language, 'quantity', { wastePercent: plainDecimal(row.wastePercent) }),
      plainDecimal(quantityWithWaste),
      {
        quantity: row.quantity,
        wastePercent: row.wastePercent,
      },
      written(decimal(row.quantity).times(decimal(row.wastePercent).div(100).plus(1))),
    ),
    ...exchangeStep(row, 'unitPrice', about),
    ...coefficientStep(coefficients, given, exactPrice, about),
    step(
      'PRICE',
      say(language, 'price'),
      priced.base,
      { quantityWithWaste, unitPrice },
      written(exactPrice.times(quantityWithWaste)),
    ),
  ];
  if (own && row.markupValue !== null) {
    steps.push(
      step('MARKUP', say(language, 'markup'), priced.markup, { base: priced.base, value: row.markupValue }),
    );
  }
  if (own && row.discountValue !== null) {
    const base = decimal(priced.base).plus(priced.markup).toFixed();
    steps.push(
      step('DISCOUNT', say(language, 'discount'), `-${priced.discount}`, { base, value: row.discountValue }),
    );
  }
  return steps;
}

/** How much of what the line shows is labour, where that was said. */
function labourStep(
  { kind, labourPercent = null }: Position,
  { amount }: PositionTotals,
  { content, language }: Explained,
): ExplanationStep[] {
  if (labourPercent === null) return [];
  const labour = labourAmountOf({ kind, labourPercent, amount }, content.estimate);
  const exact = written(decimal(amount).times(labourPercent).div(100));
  return [step('LABOUR', say(language, 'labour'), labour, { amount, labourPercent }, exact)];
}

/** Its parts of adjustments: those in its price, or those it carries in their turn. */
function shareSteps(found: PositionTotals, inPrices: boolean, about: Explained): ExplanationStep[] {
  const declared = adjustmentsOf(about.content);
  return (found.internal.shares ?? []).flatMap(({ adjustment, amount, weight = '0', weights = '0' }) => {
    const each = declared.get(adjustment);
    if (!each || (each.base === 'COST') !== inPrices) return [];
    const { name } = each;
    const total = amountOf(adjustment, about.totals);
    const equal = decimal(weights).isZero();
    const exact = equal || total === null ? null : written(decimal(total).times(weight).div(weights));
    const text = say(about.language, inPrices ? 'costShare' : equal ? 'equalShare' : 'share', { name });
    const inputs = { adjustment: total, weight: equal ? null : weight, weights: equal ? null : weights };
    return [step(inPrices ? 'COST_SHARE' : 'SHARE', text, amount, inputs, exact)];
  });
}

function amountOf(id: string, { sections, adjustments, internal }: EstimateTotals): string | null {
  const scopes = [{ adjustments, internal }, ...sections];
  for (const scope of scopes) {
    const all: readonly { id: string; amount: string }[] = [
      ...scope.adjustments,
      ...(scope.internal.costAdjustments ?? []),
    ];
    const found = all.find((each) => each.id === id);
    if (found) return found.amount;
  }
  return null;
}

function taxSteps(found: PositionTotals, { content, totals, language }: Explained): ExplanationStep[] {
  const { taxMode, taxRounding } = content.estimate;
  const { taxRate, secondTaxRate = null, tax, secondTax = '0', adjustedAmount } = found;
  const group = totals.taxGroups.find(
    (each) => each.rate === taxRate && (each.secondRate ?? null) === secondTaxRate,
  );
  const first = decimal(tax).minus(secondTax).toFixed(content.estimate.minorUnits);
  const steps = [step('NET', say(language, 'total'), found.net, { amount: adjustedAmount })];
  if (taxRate === 'EXEMPT' || taxRate === null) steps.push(step('TAX', say(language, 'exempt'), first));
  else {
    const rate = decimal(taxRate).div(100);
    const alone = taxMode === 'EXCLUSIVE' ? decimal(found.net).times(rate) : null;
    const inclusive = secondTaxRate === null ? decimal(adjustedAmount).times(rate).div(rate.plus(1)) : null;
    const exact = alone ?? inclusive;
    const text = say(language, taxRounding === 'PER_RATE' ? 'perRate' : 'perLine');
    const ofAll =
      taxRounding === 'PER_RATE' ? { groupNet: group?.net ?? null, groupTax: group?.tax ?? null } : {};
    steps.push(
      step('TAX', text, first, { rate: taxRate, net: found.net, ...ofAll }, exact && written(exact)),
    );
  }
  if (secondTaxRate !== null && secondTaxRate !== 'EXEMPT') {
    steps.push(
      step('SECOND_TAX', say(language, 'second'), secondTax, { rate: secondTaxRate, net: found.net }),
    );
  }
  return [...steps, step('GROSS', say(language, 'gross'), found.gross, { net: found.net, tax })];
}

/** How a position's amounts came about. */
export function explainPosition(row: Position, about: Explained): ExplanationStep[] {
  const found = about.totals.positions.find(({ id }) => id === row.id);
  if (!found || row.kind === 'TEXT') return [];
  const { language, seesCosts } = about;
  const steps = priceSteps(row, found, about);
  if (seesCosts) steps.push(...shareSteps(found, true, about));
  steps.push(step('LINE', say(language, 'amount'), found.amount), ...labourStep(row, found, about));
  steps.push(...shareSteps(found, false, about));
  if (found.amount.startsWith('-'))
    steps.push(step('SHARE', say(language, 'credit'), found.allocatedAdjustment));
  if (found.included === false) steps.push(step('NOT_TAKEN', say(language, 'notTaken'), found.net));
  else steps.push(...taxSteps(found, about));
  if (!seesCosts) return steps;
  const { cost } = found.internal;
  if (cost === null || row.unitCost === null)
    return [...steps, step('COST', say(language, 'costUnknown'), '0')];
  const { quantityWithWaste } = found;
  const coefficients = coefficientsOf(row, about, 'PRICE');
  const exactCost = timesAll(row.unitCost, coefficients);
  const unitCost = written(exactCost);
  const exact = written(exactCost.times(quantityWithWaste));
  return [
    ...steps,
    ...exchangeStep(row, 'unitCost', about),
    ...coefficientStep(coefficients, row.unitCost, exactCost, about),
    step('COST', say(language, 'cost'), cost, { quantityWithWaste, unitCost }, exact),
  ];
}

interface Scope {
  readonly adjustments: readonly AdjustmentTotals[];
  readonly internal: { readonly costAdjustments?: readonly CostAdjustmentTotals[] };
}

function adjustmentSteps(
  declared: readonly StoredAdjustment[],
  scope: Scope,
  about: Explained,
): ExplanationStep[] {
  const { language, seesCosts } = about;
  return declared.flatMap((each) => {
    const { id, name, kind, mode, base } = each;
    const value = plainDecimal(each.value);
    const inPrices = scope.internal.costAdjustments?.find((one) => one.id === id);
    if (base === 'COST' && !seesCosts) return [];
    if (inPrices) {
      const inputs = { base: inPrices.baseAmount, value };
      return [step('ADJUSTMENT', say(language, 'inPrices', { name }), inPrices.amount, inputs)];
    }
    const found = scope.adjustments.find((one) => one.id === id);
    if (!found) return [];
    const how = found.limited
      ? 'limited'
      : kind === 'ROUND_TO'
        ? 'round'
        : mode === 'FIXED'
          ? 'fixed'
          : 'percent';
    const measured = found.internal.baseAmount;
    const exact =
      how === 'percent'
        ? written(
            decimal(measured)
              .times(value)
              .div(kind === 'DISCOUNT' ? -100 : 100),
          )
        : null;
    const inputs = { base: measured, value, runningTotal: found.runningTotal };
    return [step('ADJUSTMENT', say(language, how, { name, value }), found.amount, inputs, exact)];
  });
}

/** How a section's total came about. */
export function explainSection(id: string, about: Explained): ExplanationStep[] {
  const found = about.totals.sections.find((each) => each.id === id) as SectionTotals;
  const row = about.content.sections.find((each) => each.id === id);
  const { language } = about;
  const steps = [
    step('SUM', say(language, 'lines'), found.linesSubtotal),
    step('SUM', say(language, 'sections'), found.childrenSubtotal),
    ...adjustmentSteps(row?.adjustments ?? [], found, about),
    step('SUM', say(language, 'total'), found.total),
  ];
  if (found.included === false) steps.push(step('NOT_TAKEN', say(language, 'notTaken'), found.total));
  return steps;
}

/** How the estimate's amounts came about. */
export function explainEstimate(about: Explained): ExplanationStep[] {
  const { totals, content, language } = about;
  const { estimate } = content;
  const payments = estimate.payments ?? [];
  const taxes =
    totals.taxes ??
    totals.taxGroups.map(({ rate, net, tax }) => ({ which: 'FIRST' as const, rate, base: net, amount: tax }));
  const steps = [
    step('SUM', say(language, 'topSections'), totals.subtotal, {
      lines: totals.linesSubtotal,
      sectionAdjustments: totals.sectionAdjustments,
    }),
    ...adjustmentSteps(estimate.adjustments, totals, about),
    step('NET', say(language, 'total'), totals.net),
    ...taxes
      .filter(({ rate }) => rate !== 'EXEMPT')
      .map(({ which, rate, base, amount }) => {
        const exact =
          estimate.taxMode === 'EXCLUSIVE' && estimate.taxRounding === 'PER_RATE'
            ? written(decimal(base).times(rate).div(100))
            : null;
        const [rule, text] =
          which === 'FIRST' ? (['TAX', 'tax'] as const) : (['SECOND_TAX', 'secondTax'] as const);
        return step(rule, say(language, text, { rate: plainDecimal(rate) }), amount, { base, rate }, exact);
      }),
    step('GROSS', say(language, 'gross'), totals.total, { net: totals.net, tax: totals.tax }),
  ];
  if (estimate.roundPayableTo !== null) {
    const value = plainDecimal(estimate.roundPayableTo);
    steps.push(
      step('ROUNDING', say(language, 'payable', { value }), totals.payable, {
        total: totals.total,
        step: value,
      }),
    );
  }
  payments.forEach(({ label, value }, index) => {
    const { amount = '0', limited } = estimate.paymentTotals[index] ?? {};
    const text = say(language, limited ? 'paymentLimited' : 'payment', { name: label });
    steps.push(step('PAYMENT', text, amount, { payable: totals.payable, value }));
  });
  return steps;
}
