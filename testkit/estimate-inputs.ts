import fc from 'fast-check';
import type { Choice, CoefficientInput } from '../subgraphs/estimates/src/calculation/offer.types';
import type {
  AdjustmentInput,
  LineChange,
  MoneyPolicy,
  PositionInput,
  SectionInput,
  TotalsInput,
} from '../subgraphs/estimates/src/calculation/totals.types';

/** Builders of money-engine inputs: name what the test is about, the rest is plain EUR at 20 % on top. */

export const EUR: MoneyPolicy = {
  currency: 'EUR',
  minorUnits: 2,
  rounding: 'HALF_UP',
  taxMode: 'EXCLUSIVE',
  taxRounding: 'PER_RATE',
  policyVersion: 4,
};

export function position(id: string, fields: Partial<PositionInput> = {}): PositionInput {
  return {
    id,
    sectionId: null,
    kind: 'WORK',
    quantity: '1',
    wastePercent: '0',
    unitPrice: '0',
    unitCost: null,
    markup: null,
    discount: null,
    taxRate: null,
    ...fields,
  };
}

export function section(id: string, fields: Partial<SectionInput> = {}): SectionInput {
  return { id, parentId: null, adjustments: [], ...fields };
}

export function adjustment(id: string, fields: Partial<AdjustmentInput> = {}): AdjustmentInput {
  return { id, kind: 'MARKUP', mode: 'PERCENT', value: '0', base: 'RUNNING_TOTAL', ...fields };
}

export function estimate(fields: Partial<TotalsInput> = {}): TotalsInput {
  return {
    policy: EUR,
    defaultTaxRate: '20',
    sections: [],
    positions: [],
    adjustments: [],
    roundPayableTo: null,
    ...fields,
  };
}

/** A decimal string between `min` and `max` thousandths of a unit, with three decimals. */
function thousandths(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((value) => {
    const digits = String(value).padStart(4, '0');
    return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
  });
}

const percent = thousandths(0, 100_000);
const policies: fc.Arbitrary<MoneyPolicy> = fc
  .record({
    currency: fc.constantFrom(['JPY', 0] as const, ['EUR', 2] as const, ['KWD', 3] as const),
    rounding: fc.constantFrom('HALF_UP' as const, 'HALF_EVEN' as const),
    taxMode: fc.constantFrom('EXCLUSIVE' as const, 'INCLUSIVE' as const),
    taxRounding: fc.constantFrom('PER_RATE' as const, 'PER_LINE' as const),
    policyVersion: fc.constantFrom(1, 2, 3),
  })
  .map(({ currency: [currency, minorUnits], ...rest }) => ({
    currency,
    minorUnits,
    ...rest,
  }));

const markups: fc.Arbitrary<LineChange | null> = fc.option(
  fc.oneof(
    percent.map((value) => ({ mode: 'PERCENT' as const, value })),
    fc.nat(500).map((value) => ({ mode: 'FIXED' as const, value: String(value) })),
  ),
);

/** A fixed discount is one unit at most: the generated lines are worth at least that. */
const discounts: fc.Arbitrary<LineChange | null> = fc.option(
  fc.oneof(
    percent.map((value) => ({ mode: 'PERCENT' as const, value })),
    fc.nat(1).map((value) => ({ mode: 'FIXED' as const, value: String(value) })),
  ),
);

const adjustmentFields = fc.oneof(
  fc.record({
    kind: fc.constantFrom('MARKUP' as const, 'DISCOUNT' as const),
    mode: fc.constant('PERCENT' as const),
    value: percent,
    base: fc.constantFrom('COST', 'LABOUR', 'MATERIAL', 'RUNNING_TOTAL'),
  }),
  fc.record({
    kind: fc.constantFrom('MARKUP' as const, 'DISCOUNT' as const),
    mode: fc.constant('FIXED' as const),
    value: fc.nat(2_000).map(String),
    base: fc.constantFrom('COST', 'LABOUR', 'MATERIAL', 'RUNNING_TOTAL'),
  }),
  fc.record({
    kind: fc.constant('ROUND_TO' as const),
    mode: fc.constant('FIXED' as const),
    value: fc.constantFrom('1', '5', '10', '100'),
    base: fc.constant('RUNNING_TOTAL' as const),
  }),
);

function adjustments(scope: string): fc.Arbitrary<AdjustmentInput[]> {
  return fc
    .array(adjustmentFields, { maxLength: 3 })
    .map((list) => list.map((fields, index) => ({ id: `${scope}-a${index}`, ...fields }) as AdjustmentInput));
}

/** Each section lies at the top level or in one of the few before it. */
function sectionForest(): fc.Arbitrary<SectionInput[]> {
  return fc.array(fc.nat(5), { maxLength: 6 }).chain((parents) =>
    fc.tuple(
      ...parents.map((pick, index) =>
        adjustments(`s${index}`).map((own): SectionInput => {
          const parent = pick % (index + 1);
          return { id: `s${index}`, parentId: parent === index ? null : `s${parent}`, adjustments: own };
        }),
      ),
    ),
  );
}

function positionIn(sections: readonly SectionInput[]): fc.Arbitrary<Omit<PositionInput, 'id'>> {
  const priced = fc.record({
    sectionId: fc.constantFrom(null, ...sections.map(({ id }) => id)),
    kind: fc.constantFrom('WORK', 'MATERIAL', 'EQUIPMENT', 'SUBCONTRACT', 'OVERHEAD'),
    quantity: thousandths(1_000, 500_000),
    wastePercent: fc.constantFrom('0', '0', '7.5', '10'),
    unitPrice: thousandths(1_000, 900_000),
    unitCost: fc.option(thousandths(0, 900_000)),
    markup: markups,
    discount: discounts,
    labourPercent: fc.constantFrom(undefined, null, null, '0', '34.2571', '100'),
    taxRate: fc.constantFrom(null, '0', '10', '20', '8.875', 'EXEMPT'),
  });
  return priced as fc.Arbitrary<Omit<PositionInput, 'id'>>;
}

/**
 * Any estimate within the rules: three currencies, all policies, nested sections, all kinds of adjustments, lines of
 * at least one unit of currency. No id depends on a position in a list, so lists can be shuffled.
 */
export const anyEstimate: fc.Arbitrary<TotalsInput> = sectionForest().chain((sections) =>
  fc.record({
    policy: policies,
    defaultTaxRate: fc.constantFrom('20', '0', 'EXEMPT'),
    sections: fc.constant(sections),
    positions: fc
      .array(positionIn(sections), { maxLength: 20 })
      .map((list) => list.map((fields, index) => ({ id: `p${index}`, ...fields }))),
    adjustments: adjustments('estimate'),
    roundPayableTo: fc.constantFrom(null, '1', '10'),
  }),
);

/** How a row belongs to the offer: mostly it is part of it. */
const choices: fc.Arbitrary<Choice | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.record({ group: fc.constantFrom(null, null, 'A', 'B'), taken: fc.boolean() }),
  },
);

/** What a line has under rules 3: a choice, a second rate, and for one in five a credit in its place. */
const lineOffers = fc.record({
  choice: choices,
  secondTaxRate: fc.constantFrom(null, null, '5', '9.975', 'EXEMPT'),
  credit: fc.constantFrom(null, null, null, null, 'quantity' as const, 'unitPrice' as const),
});

/** Takes the first of each group of alternatives, and no other. */
function takeFirsts(input: TotalsInput): TotalsInput {
  const seen = new Set<string>();
  const settled = (choice: Choice | null | undefined, parent: string | null): Choice | null => {
    if (choice == null || choice.group === null) return choice ?? null;
    const key = `${parent} ${choice.group}`;
    const taken = !seen.has(key);
    seen.add(key);
    return { ...choice, taken };
  };
  return {
    ...input,
    positions: input.positions.map((each) => ({ ...each, choice: settled(each.choice, each.sectionId) })),
    sections: input.sections.map((each) => ({ ...each, choice: settled(each.choice, each.parentId) })),
  };
}

/** Any estimate under rules 3 with options and alternatives, credits, and a second tax more often than not. */
export const anyOffer: fc.Arbitrary<TotalsInput> = anyEstimate.chain((input) =>
  fc
    .record({
      lines: fc.array(lineOffers, { minLength: input.positions.length, maxLength: input.positions.length }),
      sections: fc.array(choices, { minLength: input.sections.length, maxLength: input.sections.length }),
      secondTax: fc.option(
        fc.record({ rate: fc.constantFrom('7', '9.975', 'EXEMPT'), compound: fc.boolean() }),
        { freq: 3 },
      ),
    })
    .map(({ lines, sections, secondTax }) =>
      takeFirsts({
        ...input,
        policy: { ...input.policy, policyVersion: 3 },
        secondTax,
        sections: input.sections.map((each, index) => ({ ...each, choice: sections[index] ?? null })),
        positions: input.positions.map((each, index): PositionInput => {
          const { choice = null, secondTaxRate = null, credit = null } = lines[index] ?? {};
          const second = secondTax ? secondTaxRate : null;
          const row = { ...each, choice, secondTaxRate: second };
          if (credit === null) return row;
          return { ...row, markup: null, discount: null, [credit]: `-${row[credit]}` };
        }),
      }),
    ),
);

const coefficients: fc.Arbitrary<CoefficientInput[] | null> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        value: fc.constantFrom('1.15', '0.875', '1.000001', '3', '0.333333'),
        appliesTo: fc.constantFrom('BOTH' as const, 'PRICE' as const, 'COST' as const),
      }),
      { maxLength: 2 },
    ),
  },
);

/** Any offer under rules 4, with coefficients on lines, sections and the whole. */
export const anyPriced: fc.Arbitrary<TotalsInput> = anyOffer.chain((input) => {
  const listFor = (rows: readonly unknown[]) =>
    fc.array(coefficients, { minLength: rows.length, maxLength: rows.length });
  return fc
    .record({ lines: listFor(input.positions), sections: listFor(input.sections), all: coefficients })
    .map(({ lines, sections, all }) => ({
      ...input,
      policy: { ...input.policy, policyVersion: 4 },
      coefficients: all,
      sections: input.sections.map((each, index) => ({ ...each, coefficients: sections[index] ?? null })),
      // A fixed discount is one at most, and the smallest line is worth a sixth of one then.
      positions: input.positions.map((each, index) => ({
        ...each,
        discount: each.discount?.mode === 'FIXED' ? null : each.discount,
        coefficients: lines[index] ?? null,
      })),
    }));
});
