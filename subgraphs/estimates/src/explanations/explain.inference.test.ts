import fc from 'fast-check';
import { contentFrom } from '../../../../testkit/estimate-content';
import { anyEstimate, anyOffer, anyPriced } from '../../../../testkit/estimate-inputs';
import { ExactDecimal } from '../calculation/rounding';
import type { TotalsInput } from '../calculation/totals.types';
import { calculateContent } from '../drafts/draft-totals';
import { explainEstimate, explainPosition, explainSection } from './explain';
import type { Explained } from './explanation-steps';

const RUNS = { seed: 20261130, numRuns: 150 };
const newestRules = fc.oneof(
  anyEstimate.map((input): TotalsInput => ({ ...input, policy: { ...input.policy, policyVersion: 3 } })),
  anyOffer,
  anyPriced.map((input): TotalsInput => ({
    ...input,
    positions: input.positions.map((each) => ({
      ...each,
      coefficients: (each.coefficients ?? []).filter(({ appliesTo }) => appliesTo === 'PRICE'),
    })),
  })),
);

function aboutOf(input: TotalsInput, seesCosts: boolean): Explained {
  const content = contentFrom(input);
  return { content, totals: calculateContent(content, { tellsWeights: true }), seesCosts, language: 'EN' };
}
const all = (about: Explained) => [
  explainEstimate(about),
  ...about.content.sections.map(({ id }) => explainSection(id, about)),
  ...about.content.positions.map((row) => explainPosition(row, about)),
];

it('tells who may not see costs the same, byte for byte, whichever line of a section costs what', () => {
  fc.assert(
    fc.property(newestRules, fc.infiniteStream(fc.nat()), (any, dice) => {
      const positions = any.positions.map((each) => ({ ...each, quantity: '1', wastePercent: '0' }));
      const costs = new Map<string | null, (string | null)[]>();
      for (const { sectionId, unitCost } of positions)
        costs.set(sectionId, [...(costs.get(sectionId) ?? []), unitCost]);
      const dealt = positions.map((each) => {
        const left = costs.get(each.sectionId) ?? [];
        const [unitCost] = left.splice((dice.next().value as number) % left.length, 1);
        return { ...each, unitCost: unitCost ?? null };
      });
      const told = (lines: TotalsInput['positions']) =>
        JSON.stringify(all(aboutOf({ ...any, positions: lines }, false)));
      expect(told(dealt)).toBe(told(positions));
    }),
    RUNS,
  );
});

it('names no adjustment of the cost, and no cost, to who may not see them', () => {
  fc.assert(
    fc.property(newestRules, (input) => {
      const about = aboutOf(input, false);
      const told = all(about).flat();
      expect(told.filter(({ rule }) => rule === 'COST' || rule === 'COST_SHARE')).toEqual([]);
      const secret = [about.content.estimate, ...about.content.sections].flatMap(({ adjustments }) =>
        adjustments.filter(({ base }) => base === 'COST').map(({ name }) => `“${name}”`),
      );
      const texts = told.map(({ text }) => text).join('\n');
      expect(secret.filter((name) => texts.includes(name))).toEqual([]);
    }),
    RUNS,
  );
});

it('adds up: steps of a line lead to its amount, and from there to its net', () => {
  fc.assert(
    fc.property(newestRules, fc.boolean(), (input, seesCosts) => {
      const about = aboutOf(input, seesCosts);
      for (const row of about.content.positions) {
        const steps = explainPosition(row, about);
        const sumOf = (...rules: string[]) =>
          steps
            .filter(({ rule, text }) => rules.includes(rule) && !text.includes('credit'))
            .reduce((sum, { amount }) => sum.plus(amount), new ExactDecimal(0))
            .toNumber();
        const found = about.totals.positions.find(({ id }) => id === row.id);
        expect(sumOf('PRICE', 'MARKUP', 'DISCOUNT', 'COST_SHARE')).toBe(Number(found?.amount));
        expect(sumOf('LINE', 'SHARE')).toBe(Number(found?.adjustedAmount));
        if (found?.included) expect(sumOf('TAX', 'SECOND_TAX')).toBe(Number(found.tax));
      }
    }),
    RUNS,
  );
});

it('tells an exact value that is not a whole unit away from what it was rounded to', () => {
  fc.assert(
    fc.property(newestRules, (input) => {
      const about = aboutOf(input, true);
      const unit = new ExactDecimal(10).pow(-input.policy.minorUnits);
      const far = all(about)
        .flat()
        .filter(
          ({ rule, exact, amount }) =>
            exact !== null &&
            rule !== 'QUANTITY' &&
            new ExactDecimal(exact)
              .minus(amount)
              .abs()
              .gt(unit.times(rule === 'TAX' || rule === 'SHARE' || rule === 'COST_SHARE' ? 2 : 1)),
        );
      expect(far).toEqual([]);
    }),
    RUNS,
  );
});
