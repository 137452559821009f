import fc from 'fast-check';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { priceLists } from '../../../../testkit/price-lists';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { catalogue, idsOf } = priceLists(graph);
const ROOM = {
  parameters: [
    { name: 'area', label: 'Площадь', value: '40' },
    { name: 'hour', value: '12.5' },
  ],
  positions: [
    {
      name: 'Screed',
      variable: 'screed',
      formula: 'area',
      unitPriceFormula: 'max(80, 120 - screed / 2)',
      unitCostFormula: 'hour * 1.7',
    },
    { name: 'Third', unitPriceFormula: 'area / 3', quantity: '3' },
  ],
};
const FIELDS = 'name quantity unitPrice unitPriceFormula unitCost unitCostFormula amount { amount }';
const linesOf = async (viewer: Viewer, id: string, fields = FIELDS) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { positions { ${fields} } } }`)).estimate
    .positions;
const pricesOf = async (viewer: Viewer, id: string) =>
  (await linesOf(viewer, id)).map((line: { unitPrice: string; unitCost: string | null }) => [
    line.unitPrice,
    line.unitCost,
  ]);
const setParameters = (viewer: Viewer, id: string, area: string, hour = '12.5') =>
  graph.mutate(viewer, 'updateEstimate', {
    id,
    parameters: [
      { name: 'area', value: area },
      { name: 'hour', value: hour },
    ],
  });
/** The same person without any right to costs. */
const blindOf = (viewer: Viewer): Viewer => ({
  ...viewer,
  permissions: new Set([...viewer.permissions].filter((each) => !each.startsWith('costs:'))),
});

it('lets prices and costs follow from parameters and quantities, exactly, to the 6 decimals of a price', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  expect(await linesOf(manager, id)).toEqual([
    {
      ...{
        name: 'Screed',
        quantity: '40',
        unitPrice: '100.00',
        unitCost: '21.25',
        amount: { amount: '4000.00' },
      },
      unitPriceFormula: 'max(80, 120 - screed / 2)',
      unitCostFormula: 'hour * 1.7',
    },
    {
      ...{
        name: 'Third',
        quantity: '3',
        unitPrice: '13.333333',
        unitCost: null,
        amount: { amount: '40.00' },
      },
      ...{ unitPriceFormula: 'area / 3', unitCostFormula: null },
    },
  ]);
  await setParameters(manager, id, '60', '20');
  expect(await pricesOf(manager, id)).toEqual([
    ['90.00', '34.00'],
    ['20.00', null],
  ]);
  await graph.mutate(manager, 'updatePosition', { id: positions[0]?.id, formula: null, quantity: '100' });
  expect((await pricesOf(manager, id))[0]).toEqual(['80.00', '34.00']);
  // Without its formula a price stays as it came to.
  const free = { id: positions[1]?.id, unitPriceFormula: null };
  await graph.mutate(manager, 'updatePosition', free);
  await setParameters(manager, id, '90', '20');
  expect((await pricesOf(manager, id))[1]).toEqual(['20.00', null]);
});

it.each([
  ['HALF_UP', '0.0000005', '0.000001'],
  ['HALF_UP', '-0.0000005', '-0.000001'],
  ['HALF_EVEN', '0.0000005', '0.00'],
  ['HALF_EVEN', '0.0000015', '0.000002'],
  ['HALF_EVEN', '1 / 3', '0.333333'],
  ['HALF_UP', '0.1 + 0.2', '0.30'],
  ['HALF_UP', 'round(area / 3, 2)', '13.33'],
  ['HALF_UP', '-area', '-40.00'],
  ['HALF_UP', '999999999.999999', '999999999.999999'],
])('rounds as the estimate does: %s, %s comes to %s', async (rounding, unitPriceFormula, price) => {
  const manager = viewerWith('manager');
  const positions = [{ name: 'A', quantity: '0', unitPriceFormula }];
  const { id } = await graph.estimate(manager, { rounding, parameters: ROOM.parameters, positions });
  expect((await pricesOf(manager, id))[0]).toEqual([price, null]);
});

it('shows prices with the decimals of the currency, whatever it is', async () => {
  const manager = viewerWith('manager');
  for (const [currency, price] of [
    ['JPY', '20'],
    ['KWD', '20.000'],
    ['RUB', '20.00'],
  ]) {
    const positions = [{ name: 'A', unitPriceFormula: 'area / 2' }];
    const { id } = await graph.estimate(manager, { currency, parameters: ROOM.parameters, positions });
    expect((await pricesOf(manager, id))[0]).toEqual([price, null]);
  }
});

/** a × x + b of decimals with four places, half up to six: by whole numbers alone. */
function expected(a: bigint, x: bigint, b: bigint): string {
  const raised = a * x + b * 10_000n; // of 8 places
  const size = raised < 0n ? -raised : raised;
  const millionths = (size + 50n) / 100n;
  const digits = String(millionths).padStart(7, '0');
  const plain = `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/0{1,4}$/, '');
  return `${raised < 0n && millionths > 0n ? '-' : ''}${plain}`;
}
const decimalOf = (units: bigint): string => {
  const digits = String(units < 0n ? -units : units).padStart(5, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
};

it('comes to what whole numbers come to', async () => {
  const manager = viewerWith('manager');
  const number = fc.bigInt({ min: -9_999_999n, max: 9_999_999n });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 }),
      number,
      async (lines, x) => {
        const positions = lines.map(([a, b]) => ({
          ...{ name: 'A', quantity: '0' },
          unitPriceFormula: `x * ${decimalOf(a < 0n ? -a : a)} ${b < 0n ? '-' : '+'} ${decimalOf(b < 0n ? -b : b)}`,
        }));
        const parameters = [{ name: 'x', value: decimalOf(x) }];
        const { id } = await graph.estimate(manager, { rounding: 'HALF_UP', parameters, positions });
        const found = (await pricesOf(manager, id)).map(([price]: string[]) => price);
        expect(found).toEqual(lines.map(([a, b]) => expected(a < 0n ? -a : a, x, b)));
      },
    ),
    { numRuns: 15 },
  );
});

it.each<[string, object[], string, string]>([
  [
    'an unknown name',
    [{ name: 'A', unitPriceFormula: 'nobody * 2' }],
    'FORMULA_UNKNOWN_NAME',
    '0.unitPriceFormula',
  ],
  [
    'a name of costs',
    [{ name: 'A', unitCostFormula: 'nobody * 2' }],
    'FORMULA_UNKNOWN_NAME',
    '0.unitCostFormula',
  ],
  [
    'a division by zero',
    [{ name: 'A', unitPriceFormula: '1 / (area - 40)' }],
    'FORMULA_DIVIDES_BY_ZERO',
    '0.unitPriceFormula',
  ],
  [
    'what can’t be read',
    [{ name: 'A', unitCostFormula: 'area *' }],
    'FORMULA_NOT_READABLE',
    '0.unitCostFormula',
  ],
  [
    'what is not allowed',
    [{ name: 'A', unitPriceFormula: 'process.exit()' }],
    'FORMULA_NOT_ALLOWED',
    '0.unitPriceFormula',
  ],
  [
    'too much',
    [{ name: 'A', unitPriceFormula: 'area * 25000000' }],
    'FORMULA_TOO_LARGE',
    '0.unitPriceFormula',
  ],
  [
    'too little',
    [{ name: 'A', unitPriceFormula: '-area * 25000000' }],
    'FORMULA_TOO_LARGE',
    '0.unitPriceFormula',
  ],
  ['a cost below zero', [{ name: 'A', unitCostFormula: '-area' }], 'FORMULA_BELOW_ZERO', '0.unitCostFormula'],
  [
    'a circle of the quantities that it takes',
    [
      { name: 'A', variable: 'a', formula: 'b' },
      { name: 'B', variable: 'b', formula: 'a', unitPriceFormula: 'a' },
    ],
    'FORMULA_CYCLE',
    '0.formula',
  ],
  [
    'areas and pieces added up',
    [
      { name: 'A', variable: 'a', quantity: '10', unit: 'м2' },
      { name: 'B', variable: 'b', quantity: '2', unit: 'шт' },
      { name: 'C', unit: 'кг', unitPriceFormula: 'a + b' },
    ],
    'UNIT_DOES_NOT_FIT',
    '2.unitPriceFormula',
  ],
  [
    '501 characters',
    [{ name: 'A', unitPriceFormula: `area ${'+ 1'.repeat(166)}` }],
    'TOO_LONG',
    '0.unitPriceFormula',
  ],
  [
    'a price in another currency beside it',
    [
      {
        ...{ name: 'A', unitPriceFormula: 'area' },
        foreignPrice: { currency: 'USD', unitPrice: '1', rate: '2', on: '2026-01-31' },
      },
    ],
    'PRICE_TWICE',
    '0.foreignPrice',
  ],
  [
    'a cost in another currency beside one',
    [
      {
        ...{ name: 'A', unitCostFormula: 'area' },
        foreignPrice: { currency: 'USD', unitPrice: '1', unitCost: '1', rate: '2', on: '2026-01-31' },
      },
    ],
    'PRICE_TWICE',
    '0.foreignPrice.unitCost',
  ],
  [
    'a price of a remark',
    [{ name: 'A', kind: 'TEXT', unitPriceFormula: 'area' }],
    'TEXT_CARRIES_AMOUNT',
    '0.kind',
  ],
])('refuses %s, and says where', async (_what, positions, code, path) => {
  const manager = viewerWith('manager');
  const input = { leadId: graph.lead(manager), title: 'T', currency: 'EUR', taxRate: '0' };
  const { parameters } = ROOM;
  const payload = await graph.mutate(manager, 'createEstimate', { ...input, parameters, positions });
  expect(payload.userErrors).toMatchObject([{ code, path: ['positions', ...path.split('.')] }]);
});

it('may be counted in another unit than what it takes', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, {
    positions: [
      { name: 'A', variable: 'a', quantity: '10', unit: 'м2' },
      { name: 'B', unit: 'шт', unitPriceFormula: 'a * 2.5' },
    ],
  });
  expect((await pricesOf(manager, id))[1]).toEqual(['25.00', null]);
});

it('is not overwritten by a number beside it, names the position where an edit elsewhere breaks it, and changes nothing then', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  const [screed] = positions;
  const change = async (input: object) =>
    (await graph.mutate(manager, 'updatePosition', { id: screed?.id, ...input })).userErrors;
  expect(await change({ unitPrice: '1' })).toMatchObject([
    { code: 'PRICE_HAS_FORMULA', path: ['unitPrice'] },
  ]);
  expect(await change({ unitCost: '1' })).toMatchObject([{ code: 'COST_HAS_FORMULA', path: ['unitCost'] }]);
  expect(await change({ unitPrice: '100', name: 'Screed 2' })).toEqual([]);
  const parameters = [{ name: 'area', value: '40' }];
  const { userErrors } = await graph.mutate(manager, 'updateEstimate', { id, parameters });
  expect(userErrors).toMatchObject([
    { code: 'FORMULA_UNKNOWN_NAME', path: [], message: expect.stringContaining('In the cost of “Screed 2”') },
  ]);
  expect((await pricesOf(manager, id))[0]).toEqual(['100.00', '21.25']);
  expect(
    await change({ unitPriceFormula: null, unitPrice: '7', unitCostFormula: null, unitCost: '3' }),
  ).toEqual([]);
  expect((await pricesOf(manager, id))[0]).toEqual(['7.00', '3.00']);
});

it('takes the place of a price in another currency, and gives place to one', async () => {
  const manager = viewerWith('manager');
  const foreignPrice = { currency: 'USD', unitPrice: '10', unitCost: '4', rate: '2', on: '2026-01-31' };
  const { id, positions } = await graph.estimate(manager, {
    parameters: ROOM.parameters,
    positions: [{ name: 'A', foreignPrice }],
  });
  const change = (input: object) =>
    graph.mutate(
      manager,
      'updatePosition',
      { id: positions[0]?.id, ...input },
      'position { foreignPrice { unitCost } }',
    );
  const cost = await change({ unitCostFormula: 'hour' });
  expect(cost['position']).toEqual({ foreignPrice: { unitCost: null } });
  const price = await change({ unitPriceFormula: 'area' });
  expect(price['position']).toEqual({ foreignPrice: null });
  expect(await pricesOf(manager, id)).toEqual([['40.00', '12.50']]);
  expect((await change({ foreignPrice })).userErrors).toMatchObject([
    { code: 'PRICE_TWICE', path: ['foreignPrice'] },
    { code: 'COST_HAS_FORMULA' },
  ]);
  const back = await change({ foreignPrice, unitPriceFormula: null, unitCostFormula: null });
  expect([back.userErrors, await pricesOf(manager, id)]).toEqual([[], [['20.00', '8.00']]]);
});

const WHOLE = `estimate { id parameters { name value } positions { ${FIELDS} } sections { positions { ${FIELDS} } } }`;
const SECTIONS = { ...ROOM, positions: [], sections: [{ name: 'Floor', positions: ROOM.positions }] };

it('goes along into templates, duplicates, revisions and copies, and follows the parameters there', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, ROOM);
  const made = await graph.mutate(
    manager,
    'saveTemplate',
    { estimateId: id, name: 'Floor' },
    'template { id }',
  );
  const input = { templateId: made['template'].id, leadId: graph.lead(manager) };
  const parameters = [
    { name: 'area', value: '60' },
    { name: 'hour', value: '20' },
  ];
  const plain = await graph.mutate(manager, 'createFromTemplate', input, WHOLE);
  const other = await graph.mutate(manager, 'createFromTemplate', { ...input, parameters }, WHOLE);
  expect(plain['estimate'].positions).toEqual(await linesOf(manager, id));
  expect(await pricesOf(manager, other['estimate'].id)).toEqual([
    ['90.00', '34.00'],
    ['20.00', null],
  ]);
  const twin = await graph.mutate(manager, 'duplicateEstimate', { id }, WHOLE);
  expect(twin['estimate'].positions).toEqual(plain['estimate'].positions);
  await setParameters(manager, twin['estimate'].id, '60', '20');
  expect(await pricesOf(manager, twin['estimate'].id)).toEqual(await pricesOf(manager, other['estimate'].id));
  const copy = await graph.mutate(
    manager,
    'copyPosition',
    { id: positions[0]?.id },
    `position { ${FIELDS} }`,
  );
  const [first] = await linesOf(manager, id);
  expect(copy['position']).toEqual({ ...first, unitPriceFormula: 'max(80, 120 - screed_2 / 2)' });
});

it('lets a copy’s price and cost follow from the copy’s own quantity, also once the original is gone', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, {
    ...{ parameters: ROOM.parameters, taxRate: '0' },
    positions: [
      {
        ...{ name: 'Screed', variable: 'screed', quantity: '40' },
        ...{ unitPriceFormula: 'max(80, 120 - screed / 2)', unitCostFormula: 'hour + screed / 10' },
      },
      { name: 'Taken', variable: 'screed_2', formula: 'screed' },
    ],
  });
  const original = positions[0]?.id;
  const copy = await graph.mutate(manager, 'copyPosition', { id: original }, 'position { id variable }');
  const copied = copy['position'] as unknown as { id: string };
  expect(copied).toMatchObject({ variable: 'screed_3' });
  const set = (positionId: string | undefined, quantity: string) =>
    graph.mutate(manager, 'updatePosition', { id: positionId, quantity });
  await set(copied.id, '20');
  expect((await pricesOf(manager, id)).slice(0, 2)).toEqual([
    ['100.00', '16.50'],
    ['110.00', '14.50'],
  ]);
  await set(original, '60');
  expect((await pricesOf(manager, id)).slice(0, 2)).toEqual([
    ['90.00', '18.50'],
    ['110.00', '14.50'],
  ]);
  await graph.mutate(manager, 'updatePosition', { id: positions[1]?.id, formula: null });
  const gone = await graph.mutate(manager, 'removePosition', { id: original }, 'removedId');
  expect(gone.userErrors).toEqual([]);
  expect(await linesOf(manager, id, 'unitPrice unitPriceFormula unitCost unitCostFormula')).toEqual([
    {
      ...{ unitPrice: '110.00', unitPriceFormula: 'max(80, 120 - screed_3 / 2)' },
      ...{ unitCost: '14.50', unitCostFormula: 'hour + screed_3 / 10' },
    },
    expect.anything(),
  ]);
});

it('comes to the same where sections are copied into another draft, whatever the names are there', async () => {
  const manager = viewerWith('manager');
  const source = await graph.estimate(manager, SECTIONS);
  const target = await graph.estimate(manager, {
    parameters: [
      { name: 'area', value: '1' },
      { name: 'hour', value: '12.5' },
    ],
    positions: [{ name: 'Own', variable: 'screed', quantity: '2', unitPriceFormula: 'area * screed' }],
  });
  const ids = source.sections.map((section) => section.id);
  const input = { estimateId: target.id, ids };
  const copied = await graph.mutate(manager, 'copySections', input, WHOLE);
  expect(copied.userErrors).toEqual([]);
  const { estimate } = copied as unknown as { estimate: Record<string, never> };
  expect(estimate).toMatchObject({
    parameters: [{ name: 'area' }, { name: 'hour' }, { name: 'area_2', value: '40' }],
    positions: [{ unitPrice: '2.00' }],
    sections: [
      {
        positions: [
          {
            ...{ unitPrice: '100.00', unitCost: '21.25', unitCostFormula: 'hour * 1.7' },
            unitPriceFormula: 'max(80, 120 - screed_2 / 2)',
          },
          { unitPrice: '13.333333', unitPriceFormula: 'area_2 / 3' },
        ],
      },
    ],
  });
});

it('keeps costs from who may not see them: no formula, no number, no word, whatever they turn a parameter to', async () => {
  const manager = viewerWith('manager');
  const blind = blindOf(manager);
  const { id, positions } = await graph.estimate(manager, ROOM);
  const asked = await graph.execute(blind, `{ estimate(id: "${id}") { positions { unitCostFormula } } }`);
  expect(errorsOf(asked).join()).toContain('FORBIDDEN');
  expect(await linesOf(blind, id, 'unitPriceFormula')).toEqual([
    { unitPriceFormula: 'max(80, 120 - screed / 2)' },
    { unitPriceFormula: 'area / 3' },
  ]);
  for (const input of [{ unitCostFormula: '1' }, { unitCostFormula: null }]) {
    const refused = await graph.tryMutate(blind, 'updatePosition', { id: positions[0]?.id, ...input });
    expect(codes(refused)).toEqual(['FORBIDDEN']);
  }
  const seen = `{ estimate(id: "${id}") { warnings { code } totals { payable { amount } } positions { unitPrice amount { amount } } } }`;
  const before = dataOf(await graph.execute(blind, seen));
  // Too large a cost, one below zero, one that is there again: nothing tells them apart.
  for (const hour of ['900000000', '-1', '0', '12.5']) {
    expect((await setParameters(blind, id, '40', hour)).userErrors).toEqual([]);
    expect(dataOf(await graph.execute(blind, seen))).toEqual(before);
    const cost = { '900000000': null, '-1': null, '0': '0.00', '12.5': '21.25' }[hour];
    expect((await pricesOf(manager, id))[0]).toEqual(['100.00', cost]);
  }
  // A name that only a cost takes may go; who may see costs is told at their next edit.
  const parameters = [{ name: 'area', value: '40' }];
  expect((await graph.mutate(blind, 'updateEstimate', { id, parameters })).userErrors).toEqual([]);
  expect((await pricesOf(manager, id))[0]).toEqual(['100.00', null]);
  const { userErrors } = await graph.mutate(manager, 'updatePosition', {
    id: positions[1]?.id,
    quantity: '4',
  });
  expect(userErrors).toMatchObject([{ code: 'FORMULA_UNKNOWN_NAME', path: [] }]);
});

it('shows no formula of a price that holds costs to who may not see them', async () => {
  const manager = viewerWith('manager');
  const adjustments = [{ name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' }];
  const { id } = await graph.estimate(manager, { ...ROOM, adjustments });
  const fields = 'unitPrice unitPriceFormula';
  const [line] = await linesOf(blindOf(manager), id, fields);
  expect(line.unitPriceFormula).toBeNull();
  expect(line.unitPrice).not.toBe('100.00');
  expect((await linesOf(manager, id, fields))[0]).toEqual({
    unitPrice: '100.00',
    unitPriceFormula: ROOM.positions[0]?.unitPriceFormula,
  });
});

it('stays where its price list has another price, unless that is wanted; then it goes', async () => {
  const manager = viewerWith('manager');
  const catalogueId = await catalogue(manager);
  const ids = await idsOf(manager);
  const { id: estimateId } = await graph.estimate(manager, { parameters: ROOM.parameters });
  const items = [{ itemId: ids['PL-1'] }];
  const added = await graph.mutate(
    manager,
    'addFromCatalogue',
    { estimateId, on: '2026-02-01', items },
    'positions { id }',
  );
  // It comes to the price that was taken: it is not that price all the same.
  const formulas = { unitPriceFormula: 'area * 16.25', unitCostFormula: 'area * 10.25' };
  await graph.mutate(manager, 'updatePosition', { id: added['positions'][0].id, ...formulas });
  const change = [{ code: 'PL-1', unitPrice: '700', unitCost: '450' }];
  await graph.mutate(manager, 'putCataloguePrices', { catalogueId, validFrom: '2026-03-01', items: change });
  const fields = 'changedCount keptCount';
  const reprice = (input: object = {}) =>
    graph.mutate(manager, 'repriceEstimate', { estimateId, on: '2026-05-01', ...input }, fields);
  expect(await reprice()).toMatchObject({ changedCount: 0, keptCount: 1 });
  expect(await linesOf(manager, estimateId)).toMatchObject([
    { ...formulas, unitPrice: '650.00', unitCost: '410.00' },
  ]);
  expect(await reprice({ overwriteEdited: true })).toMatchObject({ changedCount: 1, keptCount: 0 });
  expect(await linesOf(manager, estimateId)).toMatchObject([
    { unitPrice: '700.00', unitCost: '450.00', unitPriceFormula: null, unitCostFormula: null },
  ]);
});
