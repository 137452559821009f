import { applyAdjustments } from './adjustments';
import { checkChoices, countLines, isIncluded } from './choices';
import { createFactors } from './coefficients';
import { priceByCost } from './cost-prices';
import { costSummary, estimateInternals, grandTotals } from './grand-totals';
import { checkText, priceLine, type Line } from './line-amounts';
import { positionTotals } from './line-totals';
import { SIZE_LIMITS, TotalsInputError } from './money-limits';
import { createTaxClasses, formatAmount, inRange, readPolicy, type MoneyRules } from './money-rules';
import { sumOf, type MinorUnits } from './rounding';
import { readSectionTree, type SectionNode } from './section-tree';
import { calculateTaxes } from './taxes';
import type {
  AdjustmentInput,
  CostAdjustments,
  CostAdjustmentTotals,
  EstimateTotals,
  SectionTotals,
  TotalsInput,
} from './totals.types';

/** What a calculation is asked for besides the amounts. */
export interface TotalsOptions {
  /** Each line's share of each adjustment, under `internal`. */
  readonly tellsShares?: boolean;
  /** The same, and by what they were shared out: for explanations, not for what is kept. */
  readonly tellsWeights?: boolean;
}

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
 * LABOUR is WORK positions and what others declare, MATERIAL is MATERIAL positions, on the price side. A fixed line discount larger than the
 * line is refused; a section or estimate discount larger than what its lines hold is cut to that and marked
 * `limited`, so that removing a line never locks a draft. A fixed one with no line to carry it comes to zero and is
 * marked too.
 *
 * From rules 3 on there are options and alternatives (`choices.ts`): what is not taken is priced, and counts in nothing above it.
 * Lines may be below zero (credits): they lower what adjustments are measured on and what is taxed, and carry no adjustment.
 *
 * From rules 4 on unit price and unit cost are multiplied by coefficients (`coefficients.ts`), unrounded, before 2.
 *
 * With the policy PER_RATE no total depends on the order of sections and positions.
 *
 * @param input the estimate; `MONEY_LIMITS` and `SIZE_LIMITS` bound it. Its `policyVersion` chooses the rules
 * @throws TotalsInputError naming the place and what to mend
 */
export function calculateTotals(input: TotalsInput, options: TotalsOptions = {}): EstimateTotals {
  const pieces = calculateInPieces(input, options);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** The same, piece by piece, for who lets others have a turn between two: a piece is one adjustment, or one stage. */
export function* calculateInPieces(
  input: TotalsInput,
  options: TotalsOptions = {},
): Generator<void, EstimateTotals> {
  const rules = readPolicy(input.policy, { ...options, compound: input.secondTax?.compound ?? false });
  checkSizesAndIds(input);
  if (rules.knowsOffers) checkChoices(input);
  const tree = readSectionTree(input.sections);
  const every = yield* priceLines(input, tree, rules);
  yield;
  const byCost = rules.pricesByCost
    ? yield* priceByCost(input, scopesOf(tree, linesBySection(tree, every)), every, rules)
    : null;
  const counted = countLines(tree, every);
  const { lines } = counted;
  const sections = yield* calculateSections(input, tree, scopesOf(tree, counted.bySection), byCost, rules);

  const linesSubtotal = sumOf(lines, (line) => line.amount);
  const subtotal = inRange(
    sumOf(lines, (line) => line.running),
    rules,
    ['subtotal'],
  );
  const adjustments = yield* applyAdjustments(input.adjustments, lines, rules, []);
  const adjusted = sumOf(lines, (line) => line.running);
  const taxes = calculateTaxes(lines, rules);
  yield;
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  return {
    currency: input.policy.currency,
    policyVersion: input.policy.policyVersion,
    positions: yield* positionTotals(input, every, taxes, rules),
    sections,
    linesSubtotal: amount(linesSubtotal),
    sectionAdjustments: amount(subtotal - linesSubtotal),
    subtotal: amount(subtotal),
    adjustments,
    adjustmentsTotal: amount(adjusted - subtotal),
    ...grandTotals(input, taxes, rules),
    ...(rules.knowsOffers ? { optionsTotal: optionsTotal(input, tree, every, sections, rules) } : {}),
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

/** What all options come to that are not taken and lie in nothing that is not. */
function optionsTotal(
  input: TotalsInput,
  tree: ReadonlyMap<string, SectionNode>,
  lines: readonly Line[],
  sections: readonly SectionTotals[],
  rules: MoneyRules,
): string {
  const isOpen = ({ choice }: Pick<TotalsInput['positions'][number], 'choice'>, parent: string | null) =>
    choice != null && !choice.taken && choice.group === null && isIncluded(tree.get(parent ?? ''));
  const ofLines = sumOf(lines, ({ position, amount }) =>
    isOpen(position, position.sectionId) ? amount : 0n,
  );
  const open = sections.filter((_, index) => {
    const section = input.sections[index] as TotalsInput['sections'][number];
    return isOpen(section, section.parentId);
  });
  const ofSections = sumOf(open, ({ total }) => BigInt(total.replace('.', '')));
  return formatAmount(ofLines + ofSections, rules);
}

/** Lines that are priced in one piece. */
const PIECE = 500;

/** Checks every position and prices those that carry money. */
function* priceLines(
  input: TotalsInput,
  tree: ReadonlyMap<string, SectionNode>,
  rules: MoneyRules,
): Generator<void, Line[]> {
  const factorsOf = createFactors(input, tree, rules);
  const taxClassOf = createTaxClasses();
  const secondRate = rules.knowsOffers ? (input.secondTax?.rate ?? null) : null;
  // A bad one is refused even where no line takes it.
  taxClassOf(input.defaultTaxRate, secondRate, { first: ['defaultTaxRate'], second: ['secondTax', 'rate'] });
  const lines: Line[] = [];
  for (const [index, position] of input.positions.entries()) {
    if (index % PIECE === PIECE - 1) yield;
    const path = ['positions', position.id];
    if (position.sectionId !== null && !tree.has(position.sectionId)) {
      const message = 'The section of the position is not in this estimate.';
      throw new TotalsInputError('UNKNOWN_SECTION', [...path, 'sectionId'], message);
    }
    const own = position.secondTaxRate ?? null;
    if (own !== null && secondRate === null) {
      const message = 'The estimate has no second tax: give it one first ("secondTax"), or leave this out.';
      throw new TotalsInputError('NO_SECOND_TAX', [...path, 'secondTaxRate'], message);
    }
    const taxClass = taxClassOf(position.taxRate ?? input.defaultTaxRate, own ?? secondRate, {
      first: [...path, 'taxRate'],
      second: [...path, 'secondTaxRate'],
    });
    if (position.kind === 'TEXT') checkText(position);
    else lines.push(priceLine(position, taxClass, factorsOf(position), rules));
  }
  return lines;
}

/** Lists all lines of each section, those of its subsections included, in display order. */
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
function scopesOf(
  tree: ReadonlyMap<string, SectionNode>,
  bySection: ReadonlyMap<string, readonly Line[]>,
): Scope[] {
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
function* calculateSections(
  input: TotalsInput,
  tree: ReadonlyMap<string, SectionNode>,
  scopes: readonly Scope[],
  byCost: ByCost,
  rules: MoneyRules,
): Generator<void, SectionTotals[]> {
  const done = new Map<string, SectionTotals>();
  for (const scope of scopes) {
    const included = rules.knowsOffers ? { included: isIncluded(tree.get(scope.id)) } : {};
    done.set(scope.id, { ...(yield* calculateSection(scope, scope.lines, byCost, rules)), ...included });
  }
  return input.sections.map(({ id }) => done.get(id) as SectionTotals);
}

function* calculateSection(
  section: TotalsInput['sections'][number],
  lines: readonly Line[],
  byCost: ByCost,
  rules: MoneyRules,
): Generator<void, SectionTotals> {
  const path = ['sections', section.id];
  const own = lines.filter((line) => line.position.sectionId === section.id);
  const linesSubtotal = sumOf(own, (line) => line.amount);
  const before = inRange(
    sumOf(lines, (line) => line.running),
    rules,
    [...path, 'subtotal'],
  );
  const adjustments = yield* applyAdjustments(section.adjustments, lines, rules, path);
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
