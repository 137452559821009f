import { applyAdjustments } from './adjustments';
import { priceByCost } from './cost-prices';
import { checkText, priceLine, type Line } from './line-amounts';
import { MONEY_LIMITS, SIZE_LIMITS, TotalsInputError } from './money-limits';
import {
  createTaxClasses,
  formatAmount,
  inRange,
  readPolicy,
  readStep,
  type MoneyRules,
} from './money-rules';
import { profitOf } from './profit';
import { ExactDecimal, roundToStep, sumOf, type MinorUnits } from './rounding';
import { readSectionTree, type SectionNode } from './section-tree';
import { pricedLine, sharesOf, shownPrice } from './shown-price';
import { calculateTaxes, type TaxedAmount, type Taxes } from './taxes';
import type {
  AdjustmentInput,
  AdjustmentTotals,
  CostAdjustments,
  CostAdjustmentTotals,
  CostSummary,
  EstimateTotals,
  PositionTotals,
  SectionTotals,
  TotalsInput,
} from './totals.types';

/**
 * Calculates every amount of an estimate. Pure: the same input gives the same bytes (`JSON.stringify`), always.
 *
 * Order of calculation, each result rounded to the currency's minor unit before it is used (docs/money.md has an
 * example by hand; product.md 3.3 is the source):
 * 1. quantity × (1 + waste), to 6 decimals;
 * 2. line: base = quantity × unit price; markup on the base; discount on base + markup; amount = what is left.
 *    Cost = quantity × unit cost. The price side never looks at the cost, except through a COST base: from rules 2 on,
 *    what is measured on cost becomes part of the lines' amounts here, by price (`cost-prices.ts`);
 * 3. section, deepest first: own lines + subsections, then its adjustments in declared order;
 * 4. estimate: top-level sections + lines outside sections, then its adjustments in declared order. ROUND_TO is an
 *    adjustment like the others, with an amount to show;
 * 5. every adjustment is shared out to the lines that carry it by largest remainder: first over tax rates (ties to
 *    the higher rate, EXEMPT last), then inside a rate (ties to the line that comes first);
 * 6. tax once per rate on the adjusted amounts (or on each line, by policy); INCLUSIVE: net = gross ÷ (1 + rate),
 *    tax = gross − net;
 * 7. total = net + tax; `roundPayableTo` then gives `payable`, and the difference to show.
 *
 * LABOUR is WORK positions, MATERIAL is MATERIAL positions, on the price side. A fixed line discount larger than the
 * line is refused; a section or estimate discount larger than what its lines hold is cut to that and marked
 * `limited`, so that removing a line never locks a draft. A fixed one with no line to carry it comes to zero and is
 * marked too.
 *
 * With the policy PER_RATE no total depends on the order of sections and positions.
 *
 * @param input the estimate; `MONEY_LIMITS` and `SIZE_LIMITS` bound it. Its `policyVersion` chooses the rules
 * @param options `tellsShares`: each line's share of each adjustment, under `internal`
 * @throws TotalsInputError naming the place and what to mend
 */
export function calculateTotals(
  input: TotalsInput,
  { tellsShares = false }: { tellsShares?: boolean } = {},
): EstimateTotals {
  const rules = readPolicy(input.policy, tellsShares);
  checkSizesAndIds(input);
  const tree = readSectionTree(input.sections);
  const lines = priceLines(input, tree, rules);
  const scopes = scopesOf(tree, lines);
  const byCost = rules.pricesByCost ? priceByCost(input, scopes, lines, rules) : null;
  const sections = calculateSections(input, scopes, byCost, rules);

  const linesSubtotal = sumOf(lines, (line) => line.amount);
  const subtotal = inRange(
    sumOf(lines, (line) => line.running),
    rules,
    ['subtotal'],
  );
  const adjustments = applyAdjustments(input.adjustments, lines, rules, []);
  const adjusted = sumOf(lines, (line) => line.running);
  const taxes = calculateTaxes(lines, rules);
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  return {
    currency: input.policy.currency,
    policyVersion: input.policy.policyVersion,
    positions: positionTotals(input, lines, taxes, rules),
    sections,
    linesSubtotal: amount(linesSubtotal),
    sectionAdjustments: amount(subtotal - linesSubtotal),
    subtotal: amount(subtotal),
    adjustments,
    adjustmentsTotal: amount(adjusted - subtotal),
    ...grandTotals(input, taxes, rules),
    internal: { ...estimateInternals(lines, taxes, rules), ...costAdjustmentsIn(input.adjustments, byCost) },
  };
}

function checkSizesAndIds(input: TotalsInput): void {
  const { sections, positions } = input;
  const adjustments = [input, ...sections].flatMap((scope) => scope.adjustments);
  for (const [name, items] of Object.entries({ sections, positions, adjustments })) {
    const ids = new Set<string>();
    for (const { id } of items) {
      if (ids.has(id))
        throw new TotalsInputError('DUPLICATE_ID', [name, id], `The id ${id} occurs twice in ${name}.`);
      ids.add(id);
    }
  }
  for (const [name, items] of Object.entries({ sections, positions })) {
    const limit = SIZE_LIMITS[name as 'sections' | 'positions'];
    if (items.length <= limit) continue;
    throw new TotalsInputError('TOO_MANY_ITEMS', [name], `An estimate holds at most ${limit} ${name}.`);
  }
}

/** Checks every position and prices those that carry money. */
function priceLines(input: TotalsInput, tree: ReadonlyMap<string, SectionNode>, rules: MoneyRules): Line[] {
  const taxClassOf = createTaxClasses();
  const defaultTaxClass = taxClassOf(input.defaultTaxRate, ['defaultTaxRate']);
  const lines: Line[] = [];
  for (const position of input.positions) {
    const path = ['positions', position.id];
    if (position.sectionId !== null && !tree.has(position.sectionId)) {
      const message = 'The section of the position is not in this estimate.';
      throw new TotalsInputError('UNKNOWN_SECTION', [...path, 'sectionId'], message);
    }
    const taxClass =
      position.taxRate === null ? defaultTaxClass : taxClassOf(position.taxRate, [...path, 'taxRate']);
    if (position.kind === 'TEXT') checkText(position);
    else lines.push(priceLine(position, taxClass, rules));
  }
  return lines;
}

/** Lists the lines of each section, those of its subsections included, in display order. */
function linesBySection(tree: ReadonlyMap<string, SectionNode>, lines: readonly Line[]): Map<string, Line[]> {
  const bySection = new Map([...tree.keys()].map((id): [string, Line[]] => [id, []]));
  for (const line of lines) {
    const { sectionId } = line.position;
    if (sectionId === null) continue;
    for (const section of tree.get(sectionId)?.lineage ?? []) bySection.get(section.id)?.push(line);
  }
  return bySection;
}

type Scope = TotalsInput['sections'][number] & { readonly lines: readonly Line[] };

/** The sections with their lines, deepest first, so that a section finds its subsections done. */
function scopesOf(tree: ReadonlyMap<string, SectionNode>, lines: readonly Line[]): Scope[] {
  const bySection = linesBySection(tree, lines);
  return [...tree.values()]
    .sort((a, b) => b.depth - a.depth)
    .map(({ section }) => ({ ...section, lines: bySection.get(section.id) ?? [] }));
}

type ByCost = ReadonlyMap<string, CostAdjustmentTotals> | null;

/** Those of a scope, in declared order; none before rules 2. */
function costAdjustmentsIn(adjustments: readonly AdjustmentInput[], byCost: ByCost): CostAdjustments {
  const costAdjustments = adjustments.flatMap(({ id }) => byCost?.get(id) ?? []);
  return costAdjustments.length === 0 ? {} : { costAdjustments };
}

/** Totals of all sections, in the order of the input. */
function calculateSections(
  input: TotalsInput,
  scopes: readonly Scope[],
  byCost: ByCost,
  rules: MoneyRules,
): SectionTotals[] {
  const done = new Map<string, SectionTotals>();
  for (const scope of scopes) done.set(scope.id, calculateSection(scope, scope.lines, byCost, rules));
  return input.sections.map(({ id }) => done.get(id) as SectionTotals);
}

function calculateSection(
  section: TotalsInput['sections'][number],
  lines: readonly Line[],
  byCost: ByCost,
  rules: MoneyRules,
): SectionTotals {
  const path = ['sections', section.id];
  const own = lines.filter((line) => line.position.sectionId === section.id);
  const linesSubtotal = sumOf(own, (line) => line.amount);
  const before = inRange(
    sumOf(lines, (line) => line.running),
    rules,
    [...path, 'subtotal'],
  );
  const adjustments: AdjustmentTotals[] = applyAdjustments(section.adjustments, lines, rules, path);
  return {
    id: section.id,
    linesSubtotal: formatAmount(linesSubtotal, rules),
    childrenSubtotal: formatAmount(before - linesSubtotal, rules),
    adjustments,
    total: formatAmount(
      sumOf(lines, (line) => line.running),
      rules,
    ),
    internal: { ...costSummary(lines, rules), ...costAdjustmentsIn(section.adjustments, byCost) },
  };
}

function costSummary(lines: readonly Line[], rules: MoneyRules): CostSummary {
  return {
    cost: formatAmount(
      sumOf(lines, (line) => line.cost ?? 0n),
      rules,
    ),
    positionsWithoutCost: lines.filter((line) => line.cost === null).length,
  };
}

const ZERO = new ExactDecimal(0);
const NO_TAX: TaxedAmount = { net: 0n, tax: 0n, gross: 0n };

function positionTotals(
  input: TotalsInput,
  lines: readonly Line[],
  taxes: Taxes,
  rules: MoneyRules,
): PositionTotals[] {
  const lineOf = new Map(lines.map((line) => [line.position.id, line]));
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  const { scale } = MONEY_LIMITS.quantity;
  return input.positions.map(({ id }): PositionTotals => {
    const line = lineOf.get(id);
    const { net, tax, gross } = (line && taxes.byLine.get(line)) ?? NO_TAX;
    const cost = line ? line.cost : 0n;
    return {
      id,
      quantityWithWaste: (line?.quantityWithWaste ?? ZERO).toFixed(scale),
      ...shownPrice(line, rules),
      amount: amount(line?.amount ?? 0n),
      allocatedAdjustment: amount(line ? line.running - line.amount : 0n),
      adjustedAmount: amount(line?.running ?? 0n),
      taxRate: line?.taxClass.key ?? null,
      net: amount(net),
      tax: amount(tax),
      gross: amount(gross),
      internal: {
        cost: cost === null ? null : amount(cost),
        ...profitOf(net, cost, rules),
        ...(rules.pricesByCost ? { priced: pricedLine(line, rules) } : {}),
        ...(rules.tellsShares ? { shares: sharesOf(line, rules) } : {}),
      },
    };
  });
}

type GrandTotals = Pick<
  EstimateTotals,
  'taxGroups' | 'net' | 'tax' | 'total' | 'payableRounding' | 'payable'
>;

function grandTotals(input: TotalsInput, { groups }: Taxes, rules: MoneyRules): GrandTotals {
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  const total = inRange(
    sumOf(groups, ({ gross }) => gross),
    rules,
    ['total'],
  );
  const step =
    input.roundPayableTo === null ? null : readStep(input.roundPayableTo, rules, ['roundPayableTo']);
  const payable =
    step === null ? total : inRange(roundToStep(total, step, rules.rounding), rules, ['payable']);
  return {
    taxGroups: groups.map(({ taxClass, net, tax, gross }) => ({
      rate: taxClass.key,
      net: amount(net),
      tax: amount(tax),
      gross: amount(gross),
    })),
    net: amount(sumOf(groups, ({ net }) => net)),
    tax: amount(sumOf(groups, ({ tax }) => tax)),
    total: amount(total),
    payableRounding: amount(payable - total),
    payable: amount(payable),
  };
}

function estimateInternals(
  lines: readonly Line[],
  { groups }: Taxes,
  rules: MoneyRules,
): EstimateTotals['internal'] {
  const summary = costSummary(lines, rules);
  const cost = summary.positionsWithoutCost > 0 ? null : sumOf(lines, (line) => line.cost ?? 0n);
  return {
    ...summary,
    ...profitOf(
      sumOf(groups, ({ net }) => net),
      cost,
      rules,
    ),
  };
}
