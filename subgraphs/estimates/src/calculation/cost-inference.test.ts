import { atOnce } from '../../../../service-kit/subgraph/turns';
import fc from 'fast-check';
import { contentFrom } from '../../../../testkit/estimate-content';
import { anyEstimate, anyOffer, anyPriced } from '../../../../testkit/estimate-inputs';
import { showsSource, shownPriceOf } from '../estimates/shown-prices';
import { withoutInternals } from '../snapshots/without-internals';
import { calculateTotals } from './totals';
import type { AdjustmentInput, TotalsInput } from './totals.types';

/*
 * What may be shown without costs:read must not tell costs. Two proofs over random documents, instead of one clever solver:
 * whatever a solver does, it can't tell apart what is written in the same bytes.
 */

const RUNS = { seed: 20261129, numRuns: 400 };

const newestRules = fc.oneof(
  anyEstimate.map((input): TotalsInput => ({ ...input, policy: { ...input.policy, policyVersion: 2 } })),
  anyOffer,
);

/** With coefficients; those of lines are for prices, so that costs can change places. */
const withCoefficients = anyPriced.map((input): TotalsInput => ({
  ...input,
  positions: input.positions.map((each) => ({
    ...each,
    coefficients: (each.coefficients ?? []).filter(({ appliesTo }) => appliesTo === 'PRICE'),
  })),
}));

/** The same document; which line of a section costs what is dealt anew. */
function dealtAnew(any: TotalsInput, dice: Iterator<number>): { before: TotalsInput; dealt: TotalsInput } {
  const positions = any.positions.map((each) => ({ ...each, quantity: '1', wastePercent: '0' }));
  const costs = new Map<string | null, (string | null)[]>();
  for (const { sectionId, unitCost } of positions) {
    costs.set(sectionId, [...(costs.get(sectionId) ?? []), unitCost]);
  }
  const dealt = positions.map((each) => {
    const left = costs.get(each.sectionId) ?? [];
    const [unitCost] = left.splice((dice.next().value as number) % left.length, 1);
    return { ...each, unitCost: unitCost ?? null };
  });
  return { before: { ...any, positions }, dealt: { ...any, positions: dealt } };
}

it('is the same, byte for byte, whichever line of a section costs what', () => {
  fc.assert(
    fc.property(fc.oneof(newestRules, withCoefficients), fc.infiniteStream(fc.nat()), (any, dice) => {
      const { before, dealt } = dealtAnew(any, dice);
      const shown = (input: TotalsInput) => atOnce(withoutInternals(calculateTotals(input)));
      expect(shown(dealt)).toBe(shown(before));
    }),
    RUNS,
  );
});

it('tells a price list’s price only where a client sees that price, whichever line costs what', () => {
  let hidden = 0;
  fc.assert(
    fc.property(fc.oneof(newestRules, withCoefficients), fc.infiniteStream(fc.nat()), (any, dice) => {
      const { before, dealt } = dealtAnew(any, dice);
      const told = (input: TotalsInput) => {
        const { estimate, positions } = contentFrom(input);
        return positions.map((row) => {
          Object.assign(row, { sourceUnitPrice: row.unitPrice }); // taken as it stands in the list
          const price = showsSource(false, estimate, row) ? row.sourceUnitPrice : null;
          if (price === null) hidden += 1;
          else if (estimate.pricedByCost) expect(Number(price)).toBe(Number(shownPriceOf(row)));
          return price;
        });
      };
      expect(told(dealt)).toEqual(told(before));
    }),
    { ...RUNS, numRuns: 100 },
  );
  expect(hidden).toBeGreaterThan(100);
});

it('is a document like any other: one with those prices and no adjustment of the cost comes to the same bytes', () => {
  const notOnCost = (adjustments: readonly AdjustmentInput[]) =>
    adjustments.filter(({ base }) => base !== 'COST');
  let carrying = 0;
  fc.assert(
    fc.property(newestRules, (input) => {
      const totals = calculateTotals(input);
      const positions = input.positions.map((each, index) => {
        const { shownUnitPrice } = totals.positions[index] ?? {};
        if (shownUnitPrice == null) return { ...each, unitCost: null };
        carrying += 1;
        return { ...each, unitCost: null, unitPrice: shownUnitPrice, markup: null, discount: null };
      });
      const plain = calculateTotals({
        ...input,
        positions,
        sections: input.sections.map((each) => ({ ...each, adjustments: notOnCost(each.adjustments) })),
        adjustments: notOnCost(input.adjustments),
      });
      const priceless = (text: string) => text.replace(/"shownUnitPrice":(null|"[^"]*"),/g, '');
      expect(priceless(atOnce(withoutInternals(plain)))).toBe(priceless(atOnce(withoutInternals(totals))));
    }),
    RUNS,
  );
  expect(carrying).toBeGreaterThan(100);
});

it('shows nothing of coefficients on costs', () => {
  const notOnCost = <T extends Pick<TotalsInput, 'adjustments' | 'coefficients'>>(
    scope: T,
    drops: boolean,
  ): T => ({
    ...scope,
    adjustments: scope.adjustments.filter(({ base }) => base !== 'COST'),
    coefficients: (scope.coefficients ?? []).filter(({ appliesTo }) => !drops || appliesTo !== 'COST'),
  });
  const without = (input: TotalsInput, drops: boolean): TotalsInput => ({
    ...notOnCost(input, drops),
    sections: input.sections.map((each) => notOnCost(each, drops)),
    positions: input.positions.map((each) => {
      const { coefficients } = notOnCost({ adjustments: [], coefficients: each.coefficients ?? null }, drops);
      return { ...each, coefficients: coefficients ?? null };
    }),
  });
  fc.assert(
    fc.property(anyPriced, (input) => {
      const shown = (drops: boolean) => atOnce(withoutInternals(calculateTotals(without(input, drops))));
      expect(shown(true)).toBe(shown(false));
    }),
    { ...RUNS, numRuns: 100 },
  );
});
