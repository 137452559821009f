import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

/** Every field a position has for one who may see all of it. */
const POSITION = `position { id sectionId kind code name description unit quantity wastePercent quantityWithWaste unitPrice
  markup { mode value } discount { mode value } taxRate taxExempt effectiveTaxRate version
  baseAmount { amount } markupAmount { amount } discountAmount { amount } amount { amount }
  allocatedAdjustment { amount } net { amount } tax { amount } gross { amount } }`;

async function namesOf(viewer: Viewer, id: string): Promise<string> {
  const answer = await graph.execute(
    viewer,
    `{ estimate(id: "${id}") { positions { name } sections { name positions { name } } } }`,
  );
  const { positions, sections } = dataOf(answer).estimate;
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name).join(' ');
  return [
    names(positions),
    ...sections.map((section: { name: string; positions: { name: string }[] }) => {
      return `${section.name}(${names(section.positions)})`;
    }),
  ].join(' ');
}

const named = (...names: string[]) => names.map((name) => ({ name, unitPrice: '1' }));

describe('updatePosition and updatePositions', () => {
  it('change what is given, clear what is null, and leave the rest', async () => {
    const manager = viewerWith('manager');
    const position = {
      name: 'Paint',
      code: 'P',
      unit: 'l',
      quantity: '2',
      unitPrice: '3',
      markup: { value: '10' },
      taxRate: '7',
    };
    const { positions } = await graph.estimate(manager, { positions: [position] });
    const id = positions[0]?.id;
    const change = async (input: object) =>
      (await graph.mutate(manager, 'updatePosition', { id, ...input }, POSITION))['position'];
    expect(await change({ quantity: '5', expectedVersion: 1 })).toMatchObject({
      name: 'Paint',
      code: 'P',
      quantity: '5',
      amount: { amount: '16.50' },
      version: 2,
    });
    expect(await change({ code: null, markup: null, taxRate: null })).toMatchObject({
      code: null,
      unit: 'l',
      markup: null,
      amount: { amount: '15.00' },
      taxRate: null,
      effectiveTaxRate: '20',
    });
    expect(await change({ taxExempt: true })).toMatchObject({ taxExempt: true, effectiveTaxRate: null });
    expect(await change({ taxExempt: false })).toMatchObject({ taxExempt: false, effectiveTaxRate: '20' });
  });

  it.each([
    [{ name: null }, 'REQUIRED', 'name'],
    [{ quantity: null }, 'REQUIRED', 'quantity'],
    [{ kind: null }, 'REQUIRED', 'kind'],
    [{ unitPrice: '1000000000' }, 'ABOVE_MAXIMUM', 'unitPrice'],
    [{ kind: 'TEXT' }, 'TEXT_CARRIES_AMOUNT', 'kind'],
    [{ discount: { mode: 'FIXED', value: '2' } }, 'DISCOUNT_EXCEEDS_LINE', 'discount.value'],
  ])('refuse %j', async (input, code, path) => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A') });
    const item = { id: positions[0]?.id, ...input };
    expect(await graph.mutate(manager, 'updatePosition', item)).toMatchObject({
      userErrors: [{ code, path: path.split('.') }],
    });
    expect(
      await graph.mutate(manager, 'updatePositions', { estimateId: id, positions: [item] }),
    ).toMatchObject({
      userErrors: [{ code, path: ['positions', '0', ...path.split('.')] }],
    });
  });

  it('change many at once, all or none', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A', 'B', 'C') });
    const items = positions.map((position, index) => ({ id: position.id, unitPrice: `${index + 5}` }));
    const payload = await graph.mutate(
      manager,
      'updatePositions',
      { estimateId: id, positions: items },
      'positions { name unitPrice version } estimate { totals { net { amount } } }',
    );
    expect(payload).toMatchObject({
      positions: [
        { name: 'A', unitPrice: '5.00', version: 2 },
        { name: 'B', unitPrice: '6.00', version: 2 },
        { name: 'C', unitPrice: '7.00', version: 2 },
      ],
      estimate: { totals: { net: { amount: '18.00' } } },
    });
    const late = [
      { id: positions[0]?.id, name: 'X' },
      { id: positions[1]?.id, name: 'Y', expectedVersion: 1 },
    ];
    const answer = await graph.tryMutate(manager, 'updatePositions', { estimateId: id, positions: late });
    expect(answer.errors[0]?.extensions).toEqual({ code: 'CONFLICT', expectedVersion: 1, currentVersion: 2 });
    expect(await namesOf(manager, id)).toBe('A B C');
  });

  it('refuse a position of another estimate, and one that occurs twice', async () => {
    const manager = viewerWith('manager');
    const { id, positions } = await graph.estimate(manager, { positions: named('A') });
    const other = await graph.estimate(manager, { positions: named('B') });
    const [a, b] = [positions[0]?.id, other.positions[0]?.id];
    const codeFor = async (...ids: unknown[]) => {
      const items = ids.map((id) => ({ id, name: 'X' }));
      return (await graph.mutate(manager, 'updatePositions', { estimateId: id, positions: items }))
        .userErrors[0];
    };
    expect(await codeFor(a, b)).toMatchObject({ code: 'POSITION_NOT_FOUND', path: ['positions', '1', 'id'] });
    expect(await codeFor(a, 'x')).toMatchObject({
      code: 'POSITION_NOT_FOUND',
      path: ['positions', '1', 'id'],
    });
    expect(await codeFor(a, a)).toMatchObject({ code: 'DUPLICATE_ID', path: ['positions', '1', 'id'] });
  });
});

const DOLLARS = { currency: 'USD', unitPrice: '100', rate: '0.92345678', source: 'ECB', on: '2026-11-30' };
const FOREIGN = 'foreignPrice { currency unitPrice unitCost rate source on }';

describe('a price in another currency', () => {
  const priced = async (over: object = {}, rows: object = {}) => {
    const owner = viewerWith('owner');
    const position = { name: 'Pump', quantity: '3', foreignPrice: { ...DOLLARS, unitCost: '80' }, ...rows };
    const { id, positions } = await graph.estimate(owner, { positions: [position], ...over });
    return { owner, id, positionId: positions[0]!.id };
  };
  const update = (viewer: Viewer, id: string, input: object) =>
    graph.mutate(
      viewer,
      'updatePosition',
      { id, ...input },
      `position { unitPrice unitCost amount { amount } ${FOREIGN} }`,
    );

  it('becomes one in the estimate’s at its rate, which stays in what was sent, revised and copied, is explained and compared', async () => {
    const { owner, id, positionId } = await priced();
    const fields = `positions { unitPrice unitCost amount { amount } cost { amount } ${FOREIGN} } totals { net { amount currency } }`;
    const read = `{ estimate(id: "${id}") { ${fields} }
      explainAmounts(estimateId: "${id}", rowId: "${positionId}") { steps { rule text exact amount } } }`;
    const { estimate, explainAmounts } = dataOf(await graph.execute(owner, read));
    expect(estimate).toEqual({
      positions: [
        {
          ...{ unitPrice: '92.345678', unitCost: '73.876542', amount: { amount: '277.04' } },
          cost: { amount: '221.63' },
          foreignPrice: { ...DOLLARS, unitCost: '80' },
        },
      ],
      totals: { net: { amount: '277.04', currency: 'EUR' } },
    });
    expect(explainAmounts.steps.filter(({ rule }: { rule: string }) => rule === 'EXCHANGE')).toEqual([
      {
        ...{ rule: 'EXCHANGE', exact: '92.345678', amount: '92.345678' },
        text: '100 USD for one at the rate of 0.92345678 (ECB, 2026-11-30), which stays.',
      },
      expect.objectContaining({ exact: '73.8765424', amount: '73.876542' }),
    ]);
    const viewer = { ...viewerWith('viewer'), orgId: owner.orgId };
    const seen = await graph.execute(viewer, `{ estimate(id: "${id}") { positions { ${FOREIGN} } } }`);
    expect(seen.errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
    expect(seen.data.estimate.positions[0].foreignPrice).toMatchObject({ unitPrice: '100', unitCost: null });

    await graph.mutate(owner, 'sendEstimate', { id });
    expect(
      dataOf(await graph.execute(owner, `{ verifyEstimate(id: "${id}") { intact } }`)).verifyEstimate.intact,
    ).toBe(true);
    const copy = (await graph.mutate(owner, 'duplicateEstimate', { id }, `estimate { ${fields} }`)).estimate;
    expect(copy).toEqual(estimate);
    const next = (await graph.mutate(owner, 'reviseEstimate', { id }, 'estimate { id positions { id } }'))
      .estimate;
    const anew = { ...DOLLARS, rate: '0.9', source: null, on: '2026-12-01' };
    expect((await update(owner, next.positions[0].id, { foreignPrice: anew })).position).toEqual({
      ...{ unitPrice: '90.00', unitCost: '72.00', amount: { amount: '270.00' } },
      foreignPrice: { ...anew, unitCost: '80' },
    });
    const diff = `{ estimateDiff(fromId: "${id}", toId: "${next.id}") { positions { changes { field before after } } } }`;
    expect(dataOf(await graph.execute(owner, diff)).estimateDiff.positions[0].changes).toContainEqual({
      field: 'foreignPrice',
      before: '100 USD × 0.92345678 (ECB, 2026-11-30)',
      after: '100 USD × 0.9 (2026-12-01)',
    });
  });

  it('gives way to a price in the estimate’s, and keeps the estimate in its currency until then', async () => {
    const { owner, id, positionId } = await priced();
    const dollars = () => graph.mutate(owner, 'updateEstimate', { id, currency: 'USD' });
    expect((await dollars()).userErrors).toMatchObject([
      { code: 'FOREIGN_PRICES', path: ['currency'], message: expect.stringContaining('“Pump”') },
    ]);
    expect((await update(owner, positionId, { name: 'Pumps' })).position.foreignPrice).not.toBeNull();
    expect((await update(owner, positionId, { unitCost: '70' })).position).toMatchObject({
      ...{ unitCost: '70.00', foreignPrice: { unitCost: null } },
    });
    expect((await update(owner, positionId, { unitPrice: '91' })).position).toMatchObject({
      ...{ unitPrice: '91.00', unitCost: '70.00', foreignPrice: null },
    });
    await update(owner, positionId, { foreignPrice: DOLLARS });
    expect((await update(owner, positionId, { foreignPrice: null })).position).toMatchObject({
      ...{ unitPrice: '92.345678', foreignPrice: null },
    });
    expect((await dollars()).userErrors).toEqual([]);
  });

  it('is not shown to who may not see costs where they are part of the prices', async () => {
    const adjustments = [{ name: 'Risk', kind: 'MARKUP', value: '10', base: 'COST' }];
    const { owner, id } = await priced({ adjustments });
    const viewer = { ...viewerWith('viewer'), orgId: owner.orgId };
    const read = `{ estimate(id: "${id}") { positions { unitPrice foreignPrice { rate } } }
      explainAmounts(estimateId: "${id}") { steps { rule } } }`;
    const { estimate } = dataOf(await graph.execute(viewer, read));
    expect(estimate.positions).toEqual([{ unitPrice: expect.stringMatching(/^99\.7/), foreignPrice: null }]);
  });

  it.each<[string, object, string, string[]]>([
    [
      'an unknown currency',
      { foreignPrice: { ...DOLLARS, currency: 'usd' } },
      'UNKNOWN_CURRENCY',
      ['currency'],
    ],
    ['the estimate’s own', { foreignPrice: { ...DOLLARS, currency: 'EUR' } }, 'SAME_CURRENCY', ['currency']],
    ['a rate of nothing', { foreignPrice: { ...DOLLARS, rate: '0' } }, 'BELOW_MINIMUM', ['rate']],
    [
      'a rate of too much',
      { foreignPrice: { ...DOLLARS, rate: '99999999' } },
      'ABOVE_MAXIMUM',
      ['unitPrice'],
    ],
    [
      'a cost of which nothing is left',
      { foreignPrice: { ...DOLLARS, unitCost: '0.01', rate: '0.00001' } },
      'BELOW_MINIMUM',
      ['unitCost'],
    ],
    [
      'a rate of too little',
      { foreignPrice: { ...DOLLARS, unitPrice: '1', rate: '0.0000000001' } },
      'BELOW_MINIMUM',
      ['unitPrice'],
    ],
  ])('refuses %s', async (_what, input, code, path) => {
    const { owner, positionId } = await priced();
    expect((await update(owner, positionId, input)).userErrors).toMatchObject([
      { code, path: ['foreignPrice', ...path] },
    ]);
  });

  it('refuses a price that is given twice, and a cost from who may not set costs', async () => {
    const { owner, positionId } = await priced();
    const twice = await update(owner, positionId, { foreignPrice: DOLLARS, unitPrice: '5' });
    expect(twice.userErrors).toMatchObject([{ code: 'PRICE_TWICE', path: ['unitPrice'] }]);
    const clerk = { ...owner, permissions: new Set(['estimates:read', 'estimates:write']) };
    // A cost that does not fit at a new rate isn't known: to refuse it would tell how large it is.
    const large = { ...DOLLARS, unitPrice: '1', rate: '99999999' };
    const done = await graph.tryMutate(clerk as never, 'updatePosition', {
      id: positionId,
      foreignPrice: large,
    });
    expect(dataOf(done).updatePosition.userErrors).toEqual([]);
    expect((await update(owner, positionId, { name: 'Pumps' })).position).toMatchObject({
      ...{ unitPrice: '99999999.00', unitCost: null, foreignPrice: { unitPrice: '1', unitCost: null } },
    });
    const input = { id: positionId, foreignPrice: { ...DOLLARS, unitCost: '1' } };
    expect(codes(await graph.tryMutate(clerk as never, 'updatePosition', input))).toEqual(['FORBIDDEN']);
  });
});
