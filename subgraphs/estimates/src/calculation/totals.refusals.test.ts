import { adjustment, estimate, EUR, position, section } from '../../../../testkit/estimate-inputs';
import { MONEY_LIMITS, parseDecimal, SIZE_LIMITS, TotalsInputError } from './money-limits';
import { calculateTotals } from './totals';
import type { AdjustmentInput, LineChange, MoneyPolicy, PositionInput, TotalsInput } from './totals.types';

/** What the engine answers to an input it refuses. */
function refusal(input: Partial<TotalsInput>): Pick<TotalsInputError, 'code' | 'place' | 'message'> {
  try {
    calculateTotals(estimate(input));
  } catch (error) {
    if (error instanceof TotalsInputError)
      return { code: error.code, place: error.place, message: error.message };
    throw error;
  }
  throw new Error('the input was accepted');
}

const ofPosition = (fields: Partial<PositionInput>) => refusal({ positions: [position('p', fields)] });
const ofAdjustment = (fields: Partial<AdjustmentInput>) =>
  refusal({ positions: [position('p', { unitPrice: '10' })], adjustments: [adjustment('a', fields)] });

describe('numbers of a position', () => {
  it.each<[Partial<PositionInput>, string, string[]]>([
    [{ quantity: '-1000000000000' }, 'BELOW_MINIMUM', ['quantity']],
    [{ quantity: '1000000000000' }, 'ABOVE_MAXIMUM', ['quantity']],
    [{ quantity: '999999999999', wastePercent: '10' }, 'ABOVE_MAXIMUM', ['quantity']],
    [{ quantity: '0.0000001' }, 'TOO_MANY_DECIMALS', ['quantity']],
    [{ wastePercent: '100.000001' }, 'ABOVE_MAXIMUM', ['wastePercent']],
    [{ unitPrice: '1000000000' }, 'ABOVE_MAXIMUM', ['unitPrice']],
    [{ unitPrice: '-1000000000' }, 'BELOW_MINIMUM', ['unitPrice']],
    [{ unitPrice: '-1', discount: { mode: 'PERCENT', value: '5' } }, 'CREDIT_WITHOUT_CHANGES', ['unitPrice']],
    [
      { quantity: '-1', unitPrice: '2', markup: { mode: 'FIXED', value: '1' } },
      'CREDIT_WITHOUT_CHANGES',
      ['unitPrice'],
    ],
    [{ secondTaxRate: '5' }, 'NO_SECOND_TAX', ['secondTaxRate']],
    [{ unitCost: '1000000000' }, 'ABOVE_MAXIMUM', ['unitCost']],
    [{ taxRate: '100.5' }, 'ABOVE_MAXIMUM', ['taxRate']],
    [{ taxRate: '-1' }, 'BELOW_MINIMUM', ['taxRate']],
    [{ taxRate: 'exempt' }, 'NOT_A_DECIMAL', ['taxRate']],
    [{ markup: { mode: 'PERCENT', value: '1000' } }, 'ABOVE_MAXIMUM', ['markup', 'value']],
    [{ discount: { mode: 'PERCENT', value: '100.1' } }, 'ABOVE_MAXIMUM', ['discount', 'value']],
    [{ discount: { mode: 'FIXED', value: '-5' } }, 'BELOW_MINIMUM', ['discount', 'value']],
    [{ markup: { mode: 'FIXED', value: '0.005' } }, 'TOO_MANY_DECIMALS', ['markup', 'value']],
  ])('refuses %j', (fields, code, path) => {
    expect(ofPosition(fields)).toMatchObject({ code, place: ['positions', 'p', ...path] });
  });

  it.each([
    '',
    ' 1',
    '1,5',
    '1e3',
    'NaN',
    'Infinity',
    '+1',
    '.5',
    '1.',
    '0x10',
    '1 000',
    '１',
    '9'.repeat(41),
  ])('refuses %j as a number', (unitPrice) => {
    expect(ofPosition({ unitPrice }).code).toBe('NOT_A_DECIMAL');
  });

  it('refuses a number that is not a string, as an untyped caller might send', () => {
    expect(ofPosition({ unitPrice: 12.5 as unknown as string }).code).toBe('NOT_A_DECIMAL');
  });

  it('says what to mend', () => {
    expect(ofPosition({ unitPrice: '1000000000' }).message).toBe(
      'unitPrice must not be above 999999999.999999; it is 1000000000.',
    );
  });

  it('accepts the limits themselves, trailing zeros and a negative zero', () => {
    const [line] = calculateTotals(
      estimate({
        positions: [position('p', { quantity: '-0.0000000', unitPrice: MONEY_LIMITS.unitPrice.max })],
      }),
    ).positions;
    expect(line).toMatchObject({ quantityWithWaste: '0.000000', base: '0.00' });
    expect(parseDecimal('1.500000000', MONEY_LIMITS.quantity, ['quantity']).toFixed()).toBe('1.5');
  });

  it.each<[LineChange, string]>([
    [
      { mode: 'FIXED', value: '10.01' },
      "discount 10.01 is more than the line's 10.00: lower it or change the line.",
    ],
  ])('refuses a line discount larger than the line', (discount, message) => {
    expect(ofPosition({ unitPrice: '10', discount })).toEqual({
      code: 'DISCOUNT_EXCEEDS_LINE',
      place: ['positions', 'p', 'discount', 'value'],
      message,
    });
  });

  it.each<Partial<PositionInput>>([
    { unitPrice: '5' },
    { unitCost: '5' },
    { markup: { mode: 'FIXED', value: '0' } },
    { discount: { mode: 'PERCENT', value: '1' } },
  ])('refuses a text position with %j', (fields) => {
    expect(ofPosition({ ...fields, kind: 'TEXT' }).code).toBe('TEXT_CARRIES_AMOUNT');
  });
});

describe('amounts too large to store', () => {
  const huge = { quantity: '2000000', unitPrice: '900000000' };

  it('refuses a line', () => {
    expect(ofPosition(huge)).toMatchObject({
      code: 'AMOUNT_OUT_OF_RANGE',
      place: ['positions', 'p', 'amount'],
    });
  });

  it('takes any cost, because a refusal would tell it to people who may not see costs', () => {
    const positions = [position('p', { quantity: '2000000', unitCost: '900000000' })];
    expect(calculateTotals(estimate({ positions })).internal.cost).toBe('1800000000000000.00');
  });

  it.each([
    ['subtotal', '900000', {}],
    ['total', '500000', { defaultTaxRate: '25' }],
  ])('refuses a %s', (name, quantity, fields) => {
    const positions = ['a', 'b'].map((id) => position(id, { quantity, unitPrice: '900000000' }));
    expect(refusal({ positions, ...fields })).toMatchObject({ code: 'AMOUNT_OUT_OF_RANGE', place: [name] });
  });

  it('refuses a section and a running total', () => {
    const positions = ['a', 'b'].map((id) =>
      position(id, { quantity: '900000', unitPrice: '900000000', sectionId: 's' }),
    );
    expect(refusal({ positions, sections: [section('s')] }).place).toEqual(['sections', 's', 'subtotal']);
    const fee = adjustment('fee', { value: '900' });
    expect(
      refusal({
        positions: [position('p', { quantity: '900000', unitPrice: '900000000' })],
        adjustments: [fee],
      }),
    ).toMatchObject({ code: 'AMOUNT_OUT_OF_RANGE', place: ['adjustments', 'fee', 'runningTotal'] });
  });

  it('refuses a payable total rounded up beyond the range', () => {
    const line = position('p', { markup: { mode: 'FIXED', value: '999999999999999' }, taxRate: '0' });
    expect(refusal({ positions: [line], roundPayableTo: '10' })).toMatchObject({
      code: 'AMOUNT_OUT_OF_RANGE',
      place: ['payable'],
    });
  });

  it('holds the largest amount of a currency', () => {
    const line = position('p', {
      unitPrice: '0',
      markup: { mode: 'FIXED', value: '999999999999999.99' },
      taxRate: '0',
    });
    expect(calculateTotals(estimate({ positions: [line] })).total).toBe('999999999999999.99');
    expect(refusal({ positions: [{ ...line, unitPrice: '0.01' }] }).code).toBe('AMOUNT_OUT_OF_RANGE');
  });
});

describe('adjustments', () => {
  it.each<[Partial<AdjustmentInput>, string]>([
    [{ value: '-1' }, 'BELOW_MINIMUM'],
    [{ value: '1000' }, 'ABOVE_MAXIMUM'],
    [{ kind: 'DISCOUNT', value: '101' }, 'ABOVE_MAXIMUM'],
    [{ mode: 'FIXED', value: '1.005' }, 'TOO_MANY_DECIMALS'],
    [{ kind: 'ROUND_TO', mode: 'FIXED', value: '0' }, 'BELOW_MINIMUM'],
    [{ kind: 'ROUND_TO', mode: 'FIXED', value: '1000001' }, 'ABOVE_MAXIMUM'],
  ])('refuses %j', (fields, code) => {
    expect(ofAdjustment(fields)).toMatchObject({ code, place: ['adjustments', 'a', 'value'] });
  });

  it.each<Partial<AdjustmentInput>>([
    { kind: 'ROUND_TO', mode: 'PERCENT', value: '10' },
    { kind: 'ROUND_TO', mode: 'FIXED', value: '10', base: 'LABOUR' },
  ])('refuses a rounding as %j', (fields) => {
    expect(ofAdjustment(fields)).toMatchObject({ code: 'INVALID_ADJUSTMENT', place: ['adjustments', 'a'] });
  });

  it('checks values even where no line carries them', () => {
    expect(refusal({ adjustments: [adjustment('a', { value: 'x', base: 'LABOUR' })] }).code).toBe(
      'NOT_A_DECIMAL',
    );
  });

  it('names the section', () => {
    const sections = [section('s', { adjustments: [adjustment('a', { value: 'x' })] })];
    expect(refusal({ sections }).place).toEqual(['sections', 's', 'adjustments', 'a', 'value']);
  });

  it('refuses too many in one place', () => {
    const adjustments = Array.from({ length: 21 }, (_, index) => adjustment(`a${index}`));
    expect(refusal({ adjustments })).toMatchObject({ code: 'TOO_MANY_ITEMS', place: ['adjustments'] });
  });

  it.each(['0', '-10', '0.001', 'ten'])('refuses to round the payable total to %s', (roundPayableTo) => {
    expect(refusal({ roundPayableTo }).place).toEqual(['roundPayableTo']);
  });
});

describe('the tree', () => {
  it('refuses unknown sections and parents', () => {
    expect(ofPosition({ sectionId: 'gone' })).toMatchObject({
      code: 'UNKNOWN_SECTION',
      place: ['positions', 'p', 'sectionId'],
    });
    expect(refusal({ sections: [section('s', { parentId: 'gone' })] })).toMatchObject({
      code: 'UNKNOWN_SECTION',
      place: ['sections', 's', 'parentId'],
    });
  });

  it('refuses sections inside themselves', () => {
    expect(refusal({ sections: [section('s', { parentId: 's' })] }).code).toBe('SECTION_CYCLE');
    const ring = [section('a', { parentId: 'b' }), section('b', { parentId: 'a' })];
    expect(refusal({ sections: ring }).code).toBe('SECTION_CYCLE');
  });

  it('holds eight levels and refuses a ninth', () => {
    const levels = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        section(`s${index}`, { parentId: index === 0 ? null : `s${index - 1}` }),
      );
    const positions = [position('p', { unitPrice: '1', sectionId: `s${SIZE_LIMITS.sectionDepth - 1}` })];
    expect(calculateTotals(estimate({ sections: levels(8), positions })).sections[0]?.total).toBe('1.00');
    expect(refusal({ sections: levels(9) })).toMatchObject({
      code: 'SECTIONS_TOO_DEEP',
      place: ['sections', 's8', 'parentId'],
    });
  });

  it('refuses ids that occur twice', () => {
    expect(refusal({ positions: [position('p'), position('p')] })).toMatchObject({
      code: 'DUPLICATE_ID',
      place: ['positions', 'p'],
    });
    const twice = [adjustment('a')];
    const input = { adjustments: twice, sections: [section('s', { adjustments: twice })] };
    expect(refusal(input)).toMatchObject({ code: 'DUPLICATE_ID', place: ['adjustments', 'a'] });
  });

  it('refuses more positions than an estimate holds', () => {
    const positions = Array.from({ length: SIZE_LIMITS.positions + 1 }, (_, index) => position(`p${index}`));
    expect(refusal({ positions })).toMatchObject({ code: 'TOO_MANY_ITEMS', place: ['positions'] });
  });

  it('takes ids named like properties of objects', () => {
    const sections = [section('__proto__'), section('constructor', { parentId: '__proto__' })];
    const positions = [position('toString', { unitPrice: '1', sectionId: 'constructor' })];
    expect(calculateTotals(estimate({ sections, positions })).sections.map((each) => each.total)).toEqual([
      '1.00',
      '1.00',
    ]);
  });
});

describe('the policy', () => {
  it.each<[keyof MoneyPolicy, unknown]>([
    ['policyVersion', 5],
    ['policyVersion', 'constructor'],
    ['currency', 'eur'],
    ['minorUnits', 5],
    ['minorUnits', 1.5],
    ['rounding', 'DOWN'],
    ['taxMode', 'BOTH'],
    ['taxRounding', 'NEVER'],
  ])('refuses %s %j', (field, value) => {
    const policy = { ...EUR, [field]: value } as MoneyPolicy;
    expect(refusal({ policy })).toMatchObject({ code: 'UNSUPPORTED_POLICY', place: ['policy', field] });
  });

  it.each(['quantity', 'unitPrice'])(
    'refuses a %s below zero under the rules that had no credits',
    (field) => {
      const policy = { ...EUR, policyVersion: 2 };
      expect(refusal({ policy, positions: [position('p', { [field]: '-1' })] })).toMatchObject({
        code: 'BELOW_MINIMUM',
        place: ['positions', 'p', field],
      });
    },
  );

  it('checks the default tax rate even when no position uses it', () => {
    expect(refusal({ defaultTaxRate: '120' })).toMatchObject({
      code: 'ABOVE_MAXIMUM',
      place: ['defaultTaxRate'],
    });
  });
});
