import { adjustment, estimate, EUR, position, section } from '../../../../testkit/estimate-inputs';
import { calculateTotals } from './totals';
import type { AdjustmentInput, TotalsInput } from './totals.types';

const work = position('work', { unitPrice: '100', unitCost: '60' });
const material = position('material', { kind: 'MATERIAL', unitPrice: '50', unitCost: '30' });
const machine = position('machine', { kind: 'EQUIPMENT', unitPrice: '30', unitCost: '10', taxRate: '0' });

function applied(fields: Partial<AdjustmentInput>, input: Partial<TotalsInput> = {}) {
  const totals = calculateTotals(
    estimate({ positions: [work, material, machine], adjustments: [adjustment('a', fields)], ...input }),
  );
  const [result] = totals.adjustments;
  if (!result) throw new Error('no adjustment in the result');
  return { ...result, shares: totals.positions.map((each) => each.allocatedAdjustment), totals };
}

describe('bases', () => {
  it('measures LABOUR on work lines and lands on them only', () => {
    const result = applied({ value: '10', base: 'LABOUR' });
    expect(result).toMatchObject({
      baseAmount: '100.00',
      amount: '10.00',
      shares: ['10.00', '0.00', '0.00'],
    });
  });

  it('measures MATERIAL on material lines and lands on them only', () => {
    const result = applied({ value: '10', base: 'MATERIAL' });
    expect(result).toMatchObject({ baseAmount: '50.00', amount: '5.00', shares: ['0.00', '5.00', '0.00'] });
  });

  it('makes prices of what is measured on COST, by price, with nothing of it outside `internal`', () => {
    const off = adjustment('off', { kind: 'DISCOUNT', value: '10' });
    const onCost = adjustment('cost', { value: '50', base: 'COST' });
    const totals = calculateTotals(
      estimate({
        positions: [work, material, { ...machine, unitPrice: '50', taxRate: null }],
        adjustments: [off, onCost],
      }),
    );
    expect(totals.adjustments).toMatchObject([{ id: 'off', baseAmount: '250.00', amount: '-25.00' }]);
    expect(totals.internal.costAdjustments).toMatchObject([
      { id: 'cost', baseAmount: '100.00', amount: '50.00', limited: false, positionsWithoutCost: 0 },
    ]);
    const shown = totals.positions.map(({ shownUnitPrice, base, amount }) => [shownUnitPrice, base, amount]);
    expect(shown).toEqual([
      ['125.000000', '125.00', '125.00'],
      ['62.500000', '62.50', '62.50'],
      ['62.500000', '62.50', '62.50'],
    ]);
    expect(totals.positions[0]?.internal.priced).toEqual({
      base: '100.00',
      markup: '0.00',
      discount: '0.00',
      costShare: '25.00',
      effectiveUnitPrice: null,
    });
    const shownToClients = JSON.stringify(totals, (key, value: unknown) =>
      key === 'internal' ? null : value,
    );
    expect(shownToClients).not.toMatch(/cost/i);
  });

  it('measures COST on the cost side and lands by cost under the first rules', () => {
    const policy = { ...EUR, policyVersion: 1 };
    const result = applied({ value: '10', base: 'COST' }, { policy });
    expect(result).toMatchObject({ baseAmount: null, amount: '10.00', shares: ['6.00', '3.00', '1.00'] });
    expect(result.internal.baseAmount).toBe('100.00');
  });

  it('compounds RUNNING_TOTAL but not LABOUR', () => {
    const ten = { value: '10' };
    const { adjustments } = calculateTotals(
      estimate({
        positions: [work],
        adjustments: [
          adjustment('first', ten),
          adjustment('second', ten),
          adjustment('third', { ...ten, base: 'LABOUR' }),
        ],
      }),
    );
    expect(adjustments.map((each) => each.amount)).toEqual(['10.00', '11.00', '10.00']);
  });

  it('depends on the declared order', () => {
    const off = adjustment('off', { kind: 'DISCOUNT', value: '10' });
    const fee = adjustment('fee', { mode: 'FIXED', value: '20' });
    const net = (adjustments: AdjustmentInput[]) =>
      calculateTotals(estimate({ positions: [work], adjustments })).net;
    expect(net([off, fee])).toBe('110.00');
    expect(net([fee, off])).toBe('108.00');
  });

  it('shares a fixed amount equally over lines that are worth nothing', () => {
    const free = ['a', 'b', 'c'].map((id) => position(id));
    expect(applied({ mode: 'FIXED', value: '1' }, { positions: free }).shares).toEqual([
      '0.34',
      '0.33',
      '0.33',
    ]);
  });

  it('lets a fixed amount on COST land by price where no cost is known', () => {
    const positions = ['40', '60'].map((unitPrice) => position(unitPrice, { unitPrice }));
    const policy = { ...EUR, policyVersion: 1 };
    const result = applied({ mode: 'FIXED', value: '10', base: 'COST' }, { positions, policy });
    expect(result.shares).toEqual(['4.00', '6.00']);
  });

  it('comes to zero where no line carries it, marked when it was a fixed amount', () => {
    const nothing = { amount: '0.00', runningTotal: '0.00' };
    const fixed = { mode: 'FIXED', value: '50' } as const;
    expect(applied(fixed, { positions: [] })).toMatchObject({ ...nothing, limited: true });
    expect(applied({ ...fixed, kind: 'DISCOUNT' }, { positions: [] })).toMatchObject({
      ...nothing,
      limited: true,
    });
    expect(applied({ value: '50' }, { positions: [] })).toMatchObject({ ...nothing, limited: false });
    const labour = applied({ ...fixed, base: 'LABOUR' }, { positions: [material] });
    expect(labour).toMatchObject({ amount: '0.00', runningTotal: '50.00', limited: true });
  });
});

describe('discounts larger than what is left', () => {
  it('cuts a fixed discount to what its lines hold and says so', () => {
    const result = applied({ kind: 'DISCOUNT', mode: 'FIXED', value: '500' });
    expect(result).toMatchObject({ amount: '-180.00', runningTotal: '0.00', limited: true });
    expect(result.totals).toMatchObject({ net: '0.00', tax: '0.00', total: '0.00' });
  });

  it('cuts a labour discount to the labour, not to the whole', () => {
    const result = applied({ kind: 'DISCOUNT', mode: 'FIXED', value: '150', base: 'LABOUR' });
    expect(result).toMatchObject({ amount: '-100.00', runningTotal: '80.00', limited: true });
  });

  it('takes 100 % without a remainder and without a mark', () => {
    expect(applied({ kind: 'DISCOUNT', value: '100' })).toMatchObject({ amount: '-180.00', limited: false });
  });
});

describe('ROUND_TO', () => {
  it.each([
    ['10', '0.00', '180.00'],
    ['100', '20.00', '200.00'],
    ['1000', '-180.00', '0.00'],
  ])('rounds 180.00 to a multiple of %s', (value, amount, runningTotal) => {
    expect(applied({ kind: 'ROUND_TO', mode: 'FIXED', value })).toMatchObject({ amount, runningTotal });
  });

  it('breaks a tie by the rounding of the document', () => {
    const input = {
      policy: { ...EUR, rounding: 'HALF_EVEN' as const },
      positions: [position('p', { unitPrice: '25' })],
    };
    expect(applied({ kind: 'ROUND_TO', mode: 'FIXED', value: '10' }, input).runningTotal).toBe('20.00');
  });

  it('rounds a section too', () => {
    const { sections, subtotal } = calculateTotals(
      estimate({
        sections: [
          section('s', { adjustments: [adjustment('r', { kind: 'ROUND_TO', mode: 'FIXED', value: '50' })] }),
        ],
        positions: [{ ...machine, sectionId: 's' }],
      }),
    );
    expect([sections[0]?.total, subtotal]).toEqual(['50.00', '50.00']);
  });
});

describe('nested sections', () => {
  const ten = (id: string) => [adjustment(id, { value: '10' })];
  const nested = estimate({
    sections: [
      section('inner', { parentId: 'outer', adjustments: ten('i') }),
      section('outer', { adjustments: ten('o') }),
      section('empty', { adjustments: [adjustment('e', { mode: 'FIXED', value: '99' })] }),
    ],
    positions: [
      { ...work, sectionId: 'inner' },
      { ...material, sectionId: 'outer' },
      { ...machine, sectionId: null },
    ],
    adjustments: ten('t'),
  });

  it('totals the deepest first, whatever the order of the list', () => {
    const totals = calculateTotals(nested);
    expect(
      totals.sections.map(({ id, linesSubtotal, childrenSubtotal, total }) => [
        id,
        linesSubtotal,
        childrenSubtotal,
        total,
      ]),
    ).toEqual([
      ['inner', '100.00', '0.00', '110.00'],
      ['outer', '50.00', '110.00', '176.00'],
      ['empty', '0.00', '0.00', '0.00'],
    ]);
    expect(totals).toMatchObject({
      linesSubtotal: '180.00',
      sectionAdjustments: '26.00',
      subtotal: '206.00',
    });
    expect(totals.positions.map((each) => each.adjustedAmount)).toEqual(['133.10', '60.50', '33.00']);
  });

  it('sums costs over subsections', () => {
    expect(calculateTotals(nested).sections.map((each) => each.internal.cost)).toEqual([
      '60.00',
      '90.00',
      '0.00',
    ]);
  });
});

describe('cost side', () => {
  it('leaves the cost alone whatever happens to the price', () => {
    const { internal } = applied({ kind: 'DISCOUNT', value: '50' }).totals;
    expect(internal).toEqual({
      cost: '100.00',
      positionsWithoutCost: 0,
      margin: '-10.00',
      marginPercent: '-11.11',
      markupPercent: '-10.00',
    });
  });

  it('gives no margin while a cost is not known, and counts the gaps', () => {
    const { internal, positions } = applied(
      {},
      { positions: [work, { ...material, unitCost: null }, position('remark', { kind: 'TEXT' })] },
    ).totals;
    expect(internal).toEqual({
      cost: '60.00',
      positionsWithoutCost: 1,
      margin: null,
      marginPercent: null,
      markupPercent: null,
    });
    expect(positions[1]?.internal.cost).toBeNull();
  });

  it('takes the margin on the price without tax when prices contain it', () => {
    const policy = { ...EUR, taxMode: 'INCLUSIVE' as const };
    const totals = calculateTotals(estimate({ policy, positions: [{ ...work, unitPrice: '120' }] }));
    expect(totals.positions[0]).toMatchObject({
      amount: '120.00',
      net: '100.00',
      internal: { margin: '40.00' },
    });
    expect(totals.internal).toMatchObject({
      margin: '40.00',
      marginPercent: '40.00',
      markupPercent: '66.67',
    });
  });

  it('writes a loss too small to show as zero, not as a negative zero', () => {
    const line = position('p', { unitPrice: '100000', unitCost: '100000.01' });
    expect(calculateTotals(estimate({ positions: [line] })).internal).toMatchObject({
      margin: '-0.01',
      marginPercent: '0.00',
      markupPercent: '0.00',
    });
  });

  it('puts nothing internal outside `internal`', () => {
    const withoutInternals = (unitCost: string | null) =>
      JSON.stringify(
        applied({ value: '10' }, { positions: [{ ...work, unitCost }, material] }).totals,
        (key, value: unknown) => (key === 'internal' ? undefined : value),
      );
    expect(withoutInternals('60')).toBe(withoutInternals('61.5'));
    expect(withoutInternals('60')).toBe(withoutInternals(null));
  });
});
