import { adjustment, estimate, EUR, position, section } from '../../../../testkit/estimate-inputs';
import { calculateTotals } from './totals';
import type { EstimateTotals, TaxRounding, TotalsInput } from './totals.types';

function amounts(totals: EstimateTotals): string[] {
  return totals.positions.map((each) => each.amount);
}

/** The example of docs/money.md, worked there by hand. */
const WORKED_EXAMPLE: TotalsInput = estimate({
  sections: [
    section('walls', {
      adjustments: [adjustment('loyalty', { kind: 'DISCOUNT', value: '5', base: 'LABOUR' })],
    }),
    section('machines'),
  ],
  positions: [
    position('plaster', { sectionId: 'walls', quantity: '42.5', unitPrice: '12.35', unitCost: '8.10' }),
    position('mix', {
      sectionId: 'walls',
      kind: 'MATERIAL',
      quantity: '42.5',
      wastePercent: '10',
      unitPrice: '3.79',
      unitCost: '3.10',
      markup: { mode: 'PERCENT', value: '15' },
    }),
    position('lift', {
      sectionId: 'machines',
      kind: 'EQUIPMENT',
      quantity: '3',
      unitPrice: '99.99',
      unitCost: '70',
      discount: { mode: 'FIXED', value: '20' },
      taxRate: '10',
    }),
    position('permit', { kind: 'SUBCONTRACT', unitPrice: '250', unitCost: '200', taxRate: 'EXEMPT' }),
    position('note', { kind: 'TEXT' }),
  ],
  adjustments: [
    adjustment('delivery', { mode: 'FIXED', value: '50' }),
    adjustment('season', { kind: 'DISCOUNT', value: '3' }),
    adjustment('round', { kind: 'ROUND_TO', mode: 'FIXED', value: '10' }),
  ],
});

describe('the worked example of docs/money.md', () => {
  const totals = calculateTotals(WORKED_EXAMPLE);

  it('prices each line', () => {
    expect(amounts(totals)).toEqual(['524.88', '203.76', '279.97', '250.00', '0.00']);
    expect(totals.positions[1]).toMatchObject({
      quantityWithWaste: '46.750000',
      base: '177.18',
      markup: '26.58',
    });
    expect(totals.positions[2]).toMatchObject({ base: '299.97', discount: '20.00' });
    expect(totals.linesSubtotal).toBe('1258.61');
  });

  it('adjusts the section by its labour only', () => {
    expect(totals.sections[0]).toMatchObject({
      linesSubtotal: '728.64',
      childrenSubtotal: '0.00',
      total: '702.40',
    });
    expect(totals.sections[0]?.adjustments).toEqual([
      {
        id: 'loyalty',
        kind: 'DISCOUNT',
        baseAmount: '524.88',
        amount: '-26.24',
        runningTotal: '702.40',
        limited: false,
        internal: { baseAmount: '524.88' },
      },
    ]);
    expect(totals).toMatchObject({ sectionAdjustments: '-26.24', subtotal: '1232.37' });
  });

  it('applies the estimate adjustments in declared order, rounding to 10 as a visible line', () => {
    expect(totals.adjustments.map(({ amount, runningTotal }) => [amount, runningTotal])).toEqual([
      ['50.00', '1282.37'],
      ['-38.47', '1243.90'],
      ['-3.90', '1240.00'],
    ]);
    expect(totals.adjustmentsTotal).toBe('7.63');
  });

  it('spreads the adjustments and taxes each rate once', () => {
    expect(totals.positions.map((each) => each.adjustedAmount)).toEqual([
      '501.72',
      '205.03',
      '281.70',
      '251.55',
      '0.00',
    ]);
    expect(totals.positions.map((each) => each.tax)).toEqual(['100.34', '41.01', '28.17', '0.00', '0.00']);
    expect(totals.taxGroups).toMatchObject([
      { rate: '20', net: '706.75', tax: '141.35', gross: '848.10' },
      { rate: '10', net: '281.70', tax: '28.17', gross: '309.87' },
      { rate: 'EXEMPT', net: '251.55', tax: '0.00', gross: '251.55' },
    ]);
    expect(totals).toMatchObject({ net: '1240.00', tax: '169.52', total: '1409.52', payable: '1409.52' });
  });

  it('keeps cost, margin and markup for internal eyes', () => {
    expect(totals.internal).toEqual({
      cost: '899.18',
      positionsWithoutCost: 0,
      margin: '340.82',
      marginPercent: '27.49',
      markupPercent: '37.90',
    });
    expect(totals.sections[0]?.internal).toEqual({ cost: '489.18', positionsWithoutCost: 0 });
  });
});

describe('cases other systems got wrong', () => {
  const taxOf = (fields: Partial<TotalsInput>, taxRounding: TaxRounding = 'PER_RATE'): EstimateTotals =>
    calculateTotals(estimate({ ...fields, policy: { ...EUR, ...fields.policy, taxRounding } }));

  // erpnext#6954: one line of 7716.67 at 5 % was taxed 385.83, the same sum in 22 lines 385.87.
  // Seven lines taxed 17.505, one 17.5085, thirteen 17.56, one 17.51: by line 122.57 + 17.51 + 228.28 + 17.51.
  const prices = [
    ...Array<string>(7).fill('350.10'),
    '350.17',
    ...Array<string>(13).fill('351.20'),
    '350.20',
  ];
  const lines22 = prices.map((unitPrice, index) => position(`p${index}`, { unitPrice }));

  it('taxes 22 lines like one line of the same sum when it rounds once per rate', () => {
    const one = taxOf({ defaultTaxRate: '5', positions: [position('only', { unitPrice: '7716.67' })] });
    const many = taxOf({ defaultTaxRate: '5', positions: lines22 });
    expect([one.net, one.tax, many.net, many.tax]).toEqual(['7716.67', '385.83', '7716.67', '385.83']);
  });

  it('taxes the same 22 lines four cents higher when the policy says by line', () => {
    expect(taxOf({ defaultTaxRate: '5', positions: lines22 }, 'PER_LINE').tax).toBe('385.87');
  });

  // odoo#37896: 16 × 348.35 less 4 % at 22 % gave 6527.80 or 6527.81 by a setting, for a single line.
  // 5573.60 − 222.94 = 5350.66; 22 % of the shown 5350.66 is 1177.1452.
  it.each(['PER_RATE', 'PER_LINE'] as const)('totals a single discounted line alike, rounding %s', (mode) => {
    const line = position('p', {
      quantity: '16',
      unitPrice: '348.35',
      discount: { mode: 'PERCENT', value: '4' },
    });
    expect(taxOf({ defaultTaxRate: '22', positions: [line] }, mode)).toMatchObject({
      net: '5350.66',
      tax: '1177.15',
      total: '6527.81',
    });
  });

  // odoo#24725: nine lines of 13.60 at 6 %: 7.38 by line, 7.34 on the 122.40 together.
  it('keeps per-line and per-rate rounding apart as an explicit choice', () => {
    const positions = Array.from({ length: 9 }, (_, index) => position(`p${index}`, { unitPrice: '13.60' }));
    expect(taxOf({ defaultTaxRate: '6', positions }, 'PER_LINE').tax).toBe('7.38');
    expect(taxOf({ defaultTaxRate: '6', positions }, 'PER_RATE').tax).toBe('7.34');
  });

  // erpnext#52236: 50 000 JPY with 10 % inside became 45 455 + 4 546 = 50 001.
  it('never rounds an inclusive price twice', () => {
    const policy = { ...EUR, currency: 'JPY', minorUnits: 0, taxMode: 'INCLUSIVE' as const };
    const totals = taxOf({
      policy,
      defaultTaxRate: '10',
      positions: [position('p', { unitPrice: '50000' })],
    });
    expect(totals).toMatchObject({ net: '45455', tax: '4545', total: '50000' });
  });

  // erpnext#58712: two lines of 379.00 with 21 % inside summed to 757.99. 758 ÷ 1.21 = 626.446…
  it('takes the net of inclusive lines out of their sum', () => {
    const policy = { ...EUR, taxMode: 'INCLUSIVE' as const };
    const positions = [position('a', { unitPrice: '379' }), position('b', { unitPrice: '379' })];
    const totals = taxOf({ policy, defaultTaxRate: '21', positions });
    expect(totals).toMatchObject({ net: '626.45', tax: '131.55', total: '758.00' });
    expect(totals.positions.map(({ net, tax, gross }) => [net, tax, gross])).toEqual([
      ['313.22', '65.78', '379.00'],
      ['313.23', '65.77', '379.00'],
    ]);
  });

  // odoo PR#6882: 1.00 over three lines must not be 0.33 three times; 5.01 over two not 2.51 twice.
  it('splits a document discount without losing a cent, ties to the first line', () => {
    const three = ['a', 'b', 'c'].map((id) => position(id, { unitPrice: '10' }));
    const off = adjustment('off', { kind: 'DISCOUNT', mode: 'FIXED', value: '1.00' });
    const totals = calculateTotals(estimate({ positions: three, adjustments: [off] }));
    expect(totals.positions.map((each) => each.allocatedAdjustment)).toEqual(['-0.34', '-0.33', '-0.33']);
    const half = calculateTotals(
      estimate({ positions: three.slice(1), adjustments: [{ ...off, value: '5.01' }] }),
    );
    expect(half.positions.map((each) => each.allocatedAdjustment)).toEqual(['-2.51', '-2.50']);
  });

  // Exact shares are 0.4 cents of each 20 % line and 0.6 of each exempt one. One flat list of remainders takes every
  // cent from the exempt lines (20.00 and 29.00) and the customer pays 8 cents of tax too much.
  it('keeps a spread discount within a cent of the exact share of each tax rate', () => {
    const hundred = (name: string, unitPrice: string, taxRate: string) =>
      Array.from({ length: 100 }, (_, index) => position(`${name}${index}`, { unitPrice, taxRate }));
    const positions = [...hundred('taxed', '0.20', '20'), ...hundred('exempt', '0.30', 'EXEMPT')];
    const off = adjustment('off', { kind: 'DISCOUNT', mode: 'FIXED', value: '1.00' });
    const totals = calculateTotals(estimate({ positions, adjustments: [off] }));
    expect(totals.taxGroups.map(({ rate, net }) => [rate, net])).toEqual([
      ['20', '19.60'],
      ['EXEMPT', '29.40'],
    ]);
  });
});

describe('rounding', () => {
  const line = (fields: object, policy: object): string | undefined =>
    amounts(
      calculateTotals(estimate({ policy: { ...EUR, ...policy }, positions: [position('p', fields)] })),
    )[0];

  it('takes a tie up by HALF_UP and to the even digit by HALF_EVEN', () => {
    const tie = { quantity: '0.5', unitPrice: '0.25' };
    expect(line(tie, { rounding: 'HALF_UP' })).toBe('0.13');
    expect(line(tie, { rounding: 'HALF_EVEN' })).toBe('0.12');
    expect(line({ quantity: '0.5', unitPrice: '0.27' }, { rounding: 'HALF_EVEN' })).toBe('0.14');
  });

  it.each([
    [0, '1235'],
    [1, '1234.6'],
    [2, '1234.57'],
    [3, '1234.568'],
    [4, '1234.5679'],
  ])('keeps the %d decimals of the currency', (minorUnits, expected) => {
    expect(line({ unitPrice: '1234.567891' }, { minorUnits })).toBe(expected);
  });

  it('is exact where floating point is not', () => {
    expect(line({ quantity: '1.005', unitPrice: '100' }, {})).toBe('100.50');
    expect(line({ quantity: '1', unitPrice: '1.005' }, {})).toBe('1.01');
    expect(line({ quantity: '9999.999999', unitPrice: '999999999.999999' }, {})).toBe('9999999998999.99');
    // 23009516861222.034999999999: a product cut to fewer than 26 digits ends in 035 and rounds up.
    expect(line({ quantity: '528992.977833', unitPrice: '43496828.550503' }, {})).toBe('23009516861222.03');
  });

  it('groups equal tax rates however they are written, the highest first, exempt apart from zero', () => {
    const rates = ['EXEMPT', '0', '10', '20.000000', '9.5', '20', '0.0', null];
    const positions = rates.map((taxRate, index) => position(`p${index}`, { unitPrice: '1', taxRate }));
    const { taxGroups } = calculateTotals(estimate({ positions }));
    expect(taxGroups.map(({ rate, net }) => [rate, net])).toEqual([
      ['20', '3.00'],
      ['10', '1.00'],
      ['9.5', '1.00'],
      ['0', '2.00'],
      ['EXEMPT', '1.00'],
    ]);
  });

  it('shows the difference when the payable total is rounded, and leaves the tax alone', () => {
    const totals = calculateTotals(
      estimate({ positions: [position('p', { unitPrice: '101.03' })], roundPayableTo: '0.05' }),
    );
    expect(totals).toMatchObject({
      tax: '20.21',
      total: '121.24',
      payableRounding: '0.01',
      payable: '121.25',
    });
  });

  it('gives an empty estimate zeros', () => {
    const totals = calculateTotals(estimate());
    expect(totals).toMatchObject({
      subtotal: '0.00',
      net: '0.00',
      tax: '0.00',
      total: '0.00',
      taxGroups: [],
    });
    expect(totals.internal).toEqual({
      cost: '0.00',
      positionsWithoutCost: 0,
      margin: '0.00',
      marginPercent: null,
      markupPercent: null,
    });
  });
});
