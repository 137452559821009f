import fc from 'fast-check';
import { anyEstimate, anyOffer, position } from '../../../../testkit/estimate-inputs';
import { calculateTotals } from './totals';
import type { AdjustmentTotals, EstimateTotals, TotalsInput } from './totals.types';

/** The seed is fixed, so a run can be repeated; fast-check prints it with the smallest failing estimate. */
const RUNS = { seed: 20260115, numRuns: 400 };

/** Checks a property of the result for hundreds of estimates. */
function holds(check: (totals: EstimateTotals, input: TotalsInput) => void): void {
  for (const any of [anyEstimate, anyOffer]) {
    fc.assert(
      fc.property(any, (input) => check(calculateTotals(input), input)),
      RUNS,
    );
  }
}

/** Whether a row counts in what it lies in. */
const counts = (row: { readonly choice?: { readonly taken: boolean } | null } | undefined): boolean =>
  row?.choice?.taken !== false;
/** What counts in the whole estimate. */
const included = <T extends { readonly included?: boolean }>(rows: readonly T[]): T[] =>
  rows.filter((each) => each.included !== false);

/** An amount in minor units; the scale is checked by a property of its own. */
const units = (amount: string): bigint => BigInt(amount.replace('.', ''));
const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, each) => total + units(each), 0n);
const amountsOf = (adjustments: readonly AdjustmentTotals[]): string[] =>
  adjustments.map((each) => each.amount);

describe('sums agree at every level', () => {
  it('adds shown lines up to the subtotal of lines', () => {
    holds(({ positions, linesSubtotal }) => {
      expect(sum(included(positions).map((each) => each.amount))).toBe(units(linesSubtotal));
      for (const { base, markup, discount, amount } of positions) {
        expect(units(base) + units(markup) - units(discount)).toBe(units(amount));
      }
    });
  });

  it('adds top-level sections and lines outside sections up to the subtotal', () => {
    holds(({ sections, positions, subtotal }, input) => {
      const top = sections.filter(
        (_, index) => input.sections[index]?.parentId === null && counts(input.sections[index]),
      );
      const loose = positions.filter(
        (_, index) => input.positions[index]?.sectionId === null && counts(input.positions[index]),
      );
      const both = sum(top.map((each) => each.total)) + sum(loose.map((each) => each.amount));
      expect(both).toBe(units(subtotal));
    });
  });

  it('adds lines, subsections and adjustments up to the total of each section', () => {
    holds(({ sections, positions }, input) => {
      sections.forEach(({ id, linesSubtotal, childrenSubtotal, adjustments, total }) => {
        const children = sections.filter((_, index) => {
          const row = input.sections[index];
          return row?.parentId === id && counts(row);
        });
        const own = positions.filter((_, index) => {
          const row = input.positions[index];
          return row?.sectionId === id && counts(row);
        });
        expect(units(childrenSubtotal)).toBe(sum(children.map((each) => each.total)));
        expect(units(linesSubtotal)).toBe(sum(own.map((each) => each.amount)));
        expect(sum([linesSubtotal, childrenSubtotal, ...amountsOf(adjustments)])).toBe(units(total));
      });
    });
  });

  it('adds sections and estimate adjustments up to what is taxed', () => {
    holds((totals, { policy }) => {
      const inSections = sum(included(totals.sections).flatMap(({ adjustments }) => amountsOf(adjustments)));
      expect(inSections).toBe(units(totals.sectionAdjustments));
      expect(sum([totals.linesSubtotal, totals.sectionAdjustments])).toBe(units(totals.subtotal));
      expect(sum(amountsOf(totals.adjustments))).toBe(units(totals.adjustmentsTotal));
      const taxed = policy.taxMode === 'EXCLUSIVE' ? totals.net : totals.total;
      expect(sum([totals.subtotal, totals.adjustmentsTotal])).toBe(units(taxed));
    });
  });

  it('carries each running total on to the next adjustment', () => {
    holds(({ subtotal, adjustments }) => {
      let running = units(subtotal);
      for (const each of adjustments) {
        running += units(each.amount);
        expect(units(each.runningTotal)).toBe(running);
      }
    });
  });

  it('shares all adjustments out to the lines to the last unit', () => {
    holds(({ positions, sectionAdjustments, adjustmentsTotal }) => {
      const allocated = sum(included(positions).map((each) => each.allocatedAdjustment));
      expect(allocated).toBe(sum([sectionAdjustments, adjustmentsTotal]));
      for (const each of positions) {
        expect(sum([each.amount, each.allocatedAdjustment])).toBe(units(each.adjustedAmount));
      }
    });
  });

  it('makes lines of their own prices and what is measured on cost, and tells the share of each adjustment', () => {
    fc.assert(
      fc.property(anyEstimate, (input) => {
        const { positions, sections, internal, adjustments } = calculateTotals(input, { tellsShares: true });
        const inPrices = [internal, ...sections.map((each) => each.internal)].flatMap(
          (each) => each.costAdjustments ?? [],
        );
        const inTurn = [adjustments, ...sections.map((each) => each.adjustments)].flat();
        for (const { amount, allocatedAdjustment, internal } of positions) {
          const { base, markup, discount, costShare } = internal.priced ?? {};
          if (!base || !markup || !discount || !costShare) continue;
          expect(sum([base, markup, costShare]) - units(discount)).toBe(units(amount));
          const shares = sum((internal.shares ?? []).map((each) => each.amount));
          expect(shares).toBe(sum([costShare, allocatedAdjustment]));
        }
        for (const { id, amount } of [...inPrices, ...inTurn]) {
          const shares = positions.flatMap((each) => each.internal.shares ?? []);
          const own = shares.filter((share) => share.adjustment === id).map((share) => share.amount);
          expect(sum(own)).toBe(units(amount));
        }
      }),
      RUNS,
    );
  });

  it('adds net and tax up to gross for lines, rates and the whole', () => {
    holds(({ positions, taxGroups, net, tax, total }) => {
      for (const each of [...positions, ...taxGroups, { net, tax, gross: total }]) {
        expect(sum([each.net, each.tax])).toBe(units(each.gross));
      }
    });
  });

  it('adds tax groups up to the tax, and lines up to their tax group', () => {
    holds(({ positions, taxGroups, net, tax, total }) => {
      expect(sum(taxGroups.map((each) => each.net))).toBe(units(net));
      expect(sum(taxGroups.map((each) => each.tax))).toBe(units(tax));
      expect(sum(taxGroups.map((each) => each.gross))).toBe(units(total));
      for (const group of taxGroups) {
        const lines = included(positions).filter(
          (each) =>
            each.taxRate === group.rate && (each.secondTaxRate ?? null) === (group.secondRate ?? null),
        );
        expect(sum(lines.map((each) => each.net))).toBe(units(group.net));
        expect(sum(lines.map((each) => each.tax))).toBe(units(group.tax));
      }
    });
  });

  it('adds known costs up, and takes the margin from the net', () => {
    holds(({ positions, net, internal }) => {
      const counting = included(positions);
      const known = counting.flatMap((each) => each.internal.cost ?? []);
      expect(sum(known)).toBe(units(internal.cost));
      expect(internal.positionsWithoutCost).toBe(counting.length - known.length);
      const margin = internal.positionsWithoutCost === 0 ? units(net) - units(internal.cost) : null;
      expect(internal.margin === null ? null : units(internal.margin)).toBe(margin);
    });
  });
});

describe('every result', () => {
  it('is written in plain decimals at the scale of the currency, without a negative zero', () => {
    const scales = new Map([
      ['quantityWithWaste', 6],
      ['marginPercent', 2],
      ['markupPercent', 2],
      ['shownUnitPrice', 6],
    ]);
    const words = ['id', 'kind', 'currency', 'rate', 'taxRate', 'secondRate', 'secondTaxRate', 'which'];
    const plain = [0, 1, 2, 3, 4, 5, 6].map((decimals) =>
      decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`),
    );
    holds((totals, { policy: { minorUnits } }) => {
      const odd: string[] = [];
      let seen = 0;
      JSON.stringify(totals, (key, value: unknown) => {
        if (typeof value !== 'string' || words.includes(key)) return value;
        seen += 1;
        if (!plain[scales.get(key) ?? minorUnits]?.test(value) || /^-[0.]+$/.test(value)) odd.push(value);
        return value;
      });
      expect(odd).toEqual([]);
      expect(seen).toBeGreaterThan(8);
    });
  });

  it('is never below zero, line by line', () => {
    holds(({ positions, sections, taxGroups, total, payable }, input) => {
      if (input.positions.some((each) => `${each.quantity}${each.unitPrice}`.includes('-'))) return; // credits are
      const shown = [
        ...positions.flatMap((each) => [each.amount, each.adjustedAmount, each.net, each.tax, each.gross]),
        ...sections.map((each) => each.total),
        ...taxGroups.flatMap((each) => [each.net, each.tax]),
        total,
        payable,
      ];
      expect(shown.filter((amount) => amount.startsWith('-'))).toEqual([]);
    });
  });

  it('comes out in identical bytes when calculated again, and leaves its input alone', () => {
    holds((totals, input) => {
      const before = JSON.stringify(input);
      expect(JSON.stringify(calculateTotals(input))).toBe(JSON.stringify(totals));
      expect(JSON.stringify(input)).toBe(before);
    });
  });

  it('is a multiple of the step when it is rounded for payment', () => {
    holds(({ total, payable, payableRounding }, { policy, roundPayableTo }) => {
      expect(sum([total, payableRounding])).toBe(units(payable));
      const step = BigInt(roundPayableTo ?? '0') * 10n ** BigInt(policy.minorUnits);
      if (step === 0n) expect(payable).toBe(total);
      else expect(units(payable) % step).toBe(0n);
    });
  });
});

describe('changes that must not matter', () => {
  const documentOnly = ({ positions, sections, ...totals }: EstimateTotals): string =>
    JSON.stringify({
      ...totals,
      sections: sections.map(({ id, total }) => [id, total]).sort(),
      lines: positions.map(({ id, amount }) => [id, amount]).sort(),
    });

  const reordered = fc
    .tuple(fc.oneof(anyEstimate, anyOffer), fc.infiniteStream(fc.nat()))
    .map(([input, numbers]): [TotalsInput, TotalsInput] => {
      const shuffle = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, key: numbers.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      return [input, { ...input, sections: shuffle(input.sections), positions: shuffle(input.positions) }];
    });

  it('leaves all totals where they are when sections and lines change places, rounding per rate', () => {
    fc.assert(
      fc.property(reordered, (pair) => {
        const [before, after] = pair.map((input) =>
          documentOnly(calculateTotals({ ...input, policy: { ...input.policy, taxRounding: 'PER_RATE' } })),
        );
        expect(after).toBe(before);
      }),
      RUNS,
    );
  });

  it('does so per line too when there is nothing to share out', () => {
    const plain = (input: TotalsInput): TotalsInput => ({
      ...input,
      policy: { ...input.policy, taxRounding: 'PER_LINE' },
      sections: input.sections.map((each) => ({ ...each, adjustments: [] })),
      adjustments: [],
    });
    fc.assert(
      fc.property(reordered, (pair) => {
        const [before, after] = pair.map((input) => documentOnly(calculateTotals(plain(input))));
        expect(after).toBe(before);
      }),
      RUNS,
    );
  });

  it('gives a free line no part in an estimate without fixed markups', () => {
    const fixedMarkup = ({ kind, mode }: { kind: string; mode: string }) =>
      kind === 'MARKUP' && mode === 'FIXED';
    fc.assert(
      fc.property(anyEstimate, (any) => {
        fc.pre(any.positions.length > 0);
        const without = (scope: TotalsInput['adjustments']) => scope.filter((each) => !fixedMarkup(each));
        const input: TotalsInput = {
          ...any,
          adjustments: without(any.adjustments),
          sections: any.sections.map((each) => ({ ...each, adjustments: without(each.adjustments) })),
        };
        const free = position('free', { taxRate: any.positions[0]?.taxRate ?? null, unitCost: '0' });
        const { positions, ...before } = calculateTotals(input);
        const { positions: more, ...after } = calculateTotals({
          ...input,
          positions: [...input.positions, free],
        });
        expect(after).toEqual(before);
        expect(more.slice(0, -1)).toEqual(positions);
      }),
      RUNS,
    );
  });

  it('gives the same digits when everything is counted in a hundredth', () => {
    const digits = (totals: EstimateTotals): string =>
      JSON.stringify(totals, (key, value: unknown) => {
        if (key === 'currency' || key === 'shownUnitPrice') return undefined;
        if (
          [
            'id',
            'kind',
            'rate',
            'taxRate',
            'marginPercent',
            'markupPercent',
            'secondTaxRate',
            'which',
          ].includes(key)
        )
          return value;
        return typeof value === 'string' ? units(value).toString() : value;
      });
    fc.assert(
      fc.property(anyEstimate, (any) => {
        const inCents = { ...any.policy, currency: 'JPY', minorUnits: 0 };
        const inEuros = { ...any.policy, currency: 'EUR', minorUnits: 2 };
        const euros = calculateTotals({ ...any, policy: inEuros });
        expect(digits(calculateTotals({ ...timesHundred(any), policy: inCents }))).toBe(digits(euros));
      }),
      RUNS,
    );
  });
});

/** The same estimate priced in cents: every price and fixed amount a hundred times larger. */
function timesHundred(input: TotalsInput): TotalsInput {
  const hundredfold = (value: string): string => {
    const [whole = '0', fraction = ''] = value.split('.');
    return `${whole}${fraction.padEnd(3, '0').slice(0, 2)}.${fraction.padEnd(3, '0').slice(2)}`;
  };
  const fixed = <T extends { mode: string; value: string }>(change: T): T =>
    change.mode === 'FIXED' ? { ...change, value: `${change.value}00` } : change;
  return {
    ...input,
    adjustments: input.adjustments.map(fixed),
    sections: input.sections.map((each) => ({ ...each, adjustments: each.adjustments.map(fixed) })),
    positions: input.positions.map((each) => ({
      ...each,
      unitPrice: hundredfold(each.unitPrice),
      unitCost: each.unitCost === null ? null : hundredfold(each.unitCost),
      markup: each.markup && fixed(each.markup),
      discount: each.discount && fixed(each.discount),
    })),
    roundPayableTo: input.roundPayableTo && `${input.roundPayableTo}00`,
  };
}
