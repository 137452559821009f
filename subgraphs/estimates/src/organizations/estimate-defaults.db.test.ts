import { inOrganization } from '../../../../service-kit/postgres/database';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const create = (viewer: Viewer, input: object = {}) =>
  graph.mutate(
    viewer,
    'createEstimate',
    { title: 'T', leadId: graph.lead(viewer), ...input },
    'estimate { currency taxRate taxExempt taxName warnings { code } }',
  );
/** As identity's event leaves it. */
const setCurrency = (viewer: Viewer, currency: string) =>
  inOrganization(graph.parts.source, viewer.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.organization_settings AS known (org_id, currency) VALUES ($1, $2)
       ON CONFLICT (org_id) DO UPDATE SET currency = excluded.currency`,
      [viewer.orgId, currency],
    ),
  );

it('begins new estimates with the organisation’s currency and tax, and leaves old ones as they are', async () => {
  const owner = viewerWith('owner');
  await setCurrency(owner, 'RUB');
  const before = (await create(owner)).estimate;
  expect(before).toEqual({
    ...{ currency: 'RUB', taxRate: '0', taxExempt: false, taxName: null },
    warnings: [{ code: 'TAX_NOT_CHOSEN' }],
  });
  const change = { taxRate: '22', taxName: 'НДС' };
  const { defaults } = await graph.mutate(
    owner,
    'updateEstimateDefaults',
    change,
    'defaults { currency timeZone taxRate taxExempt taxName }',
  );
  expect(defaults).toEqual({
    currency: 'RUB',
    timeZone: 'UTC',
    taxRate: '22',
    taxExempt: false,
    taxName: 'НДС',
  });
  expect((await create(owner)).estimate).toEqual({
    ...{ currency: 'RUB', taxRate: '22', taxExempt: false, taxName: 'НДС', warnings: [] },
  });
  const { estimates } = dataOf(
    await graph.execute(
      owner,
      '{ estimates(orderBy: CREATED_AT_ASC, first: 1) { edges { node { taxRate } } } }',
    ),
  );
  expect(estimates.edges[0].node.taxRate).toBe('0');
});

it('lets an estimate name its own', async () => {
  const owner = viewerWith('owner');
  await setCurrency(owner, 'EUR');
  await graph.mutate(owner, 'updateEstimateDefaults', { taxExempt: true });
  expect((await create(owner)).estimate).toMatchObject({ currency: 'EUR', taxRate: null, taxExempt: true });
  expect((await create(owner, { currency: 'USD', taxRate: '7' })).estimate).toMatchObject({
    ...{ currency: 'USD', taxRate: '7', taxExempt: false },
  });
});

it('wants a currency where the organisation has none, and refuses a bad default', async () => {
  const owner = viewerWith('owner');
  expect((await create(owner)).userErrors).toMatchObject([{ code: 'CURRENCY_REQUIRED', path: ['currency'] }]);
  const bad = await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '101' });
  expect(bad.userErrors).toMatchObject([{ code: 'ABOVE_MAXIMUM', path: ['taxRate'] }]);
  const both = await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '1', taxExempt: true });
  expect(both.userErrors).toMatchObject([{ code: 'TAX_RATE_AND_EXEMPT' }]);
});

it('lets only who may change the organisation change them', async () => {
  expect(
    codes(await graph.tryMutate(viewerWith('manager'), 'updateEstimateDefaults', { taxRate: '1' })),
  ).toEqual(['FORBIDDEN']);
});

const AMOUNTS = 'net { amount } tax { amount } payable { amount }';
const RETAXING = `changesEstimate positionCount positions { name } taxRate taxName before { ${AMOUNTS} } after { ${AMOUNTS} }`;
const outdated = async (viewer: Viewer): Promise<string[]> => {
  const { estimateDefaults } = dataOf(
    await graph.execute(viewer, '{ estimateDefaults { outdatedDrafts { id } } }'),
  );
  return estimateDefaults.outdatedDrafts.map(({ id }: { id: string }) => id);
};
const told = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ retaxing(estimateId: "${id}") { ${RETAXING} } }`)).retaxing;
const amounts = (net: string, tax: string, payable: string) => ({
  ...{ net: { amount: net }, tax: { amount: tax }, payable: { amount: payable } },
});
const retax = (viewer: Viewer, estimateId: string, input: object = {}) =>
  graph.mutate(
    viewer,
    'retaxEstimate',
    { estimateId, ...input },
    `changed estimate { version taxRate taxName positions { taxRate taxExempt } totals { ${AMOUNTS} } }`,
  );

it('lists drafts with a tax that was the organisation’s, tells what the new one makes of each, and gives it to those that are named', async () => {
  const owner = viewerWith('owner');
  const unchosen = (await graph.estimate(owner, { taxRate: null })).id;
  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '20', taxName: 'НДС' });
  const line = { name: 'A', unitPrice: '100' };
  const plain = await graph.estimate(owner, { taxName: 'НДС', positions: [line] });
  const lines = [
    { ...line, taxRate: '20' },
    { name: 'B', unitPrice: '50', taxExempt: true },
  ];
  const named = (await graph.estimate(owner, { taxRate: '10', positions: lines })).id;
  const within = (await graph.estimate(owner, { taxMode: 'INCLUSIVE', positions: [line] })).id;
  await graph.estimate(owner, { taxRate: '10', positions: [line] });
  const sent = (await graph.estimate(owner, { positions: [line] })).id;
  await graph.mutate(owner, 'sendEstimate', { id: sent });
  expect(await outdated(owner)).toEqual([unchosen]);

  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '22', taxName: 'НДС 22' });
  expect(await outdated(owner)).toEqual([within, named, plain.id, unchosen]);
  expect(await told(owner, plain.id)).toEqual({
    ...{ changesEstimate: true, positionCount: 0, positions: [], taxRate: '22', taxName: 'НДС 22' },
    before: amounts('100.00', '20.00', '120.00'),
    after: amounts('100.00', '22.00', '122.00'),
  });
  expect(await told(owner, named)).toEqual({
    ...{ changesEstimate: false, positionCount: 1, positions: [{ name: 'A' }], taxRate: '22', taxName: null },
    before: amounts('150.00', '20.00', '170.00'),
    after: amounts('150.00', '22.00', '172.00'),
  });
  expect((await told(owner, within)).after).toEqual(amounts('81.97', '18.03', '100.00'));

  const done = await retax(owner, plain.id, { expectedVersion: plain.version });
  expect(done).toMatchObject({
    changed: true,
    estimate: {
      version: plain.version + 1,
      taxRate: '22',
      taxName: 'НДС 22',
      totals: amounts('100.00', '22.00', '122.00'),
    },
  });
  expect(await retax(owner, named, { includesPositions: false })).toMatchObject({
    ...{ changed: false, estimate: { version: 1 } },
  });
  expect(await retax(owner, named)).toMatchObject({
    changed: true,
    estimate: {
      ...{ taxRate: '10', totals: amounts('150.00', '22.00', '172.00') },
      positions: [
        { taxRate: '22', taxExempt: false },
        { taxRate: null, taxExempt: true },
      ],
    },
  });
  expect((await retax(owner, unchosen)).estimate).toMatchObject({ taxRate: '22', taxName: 'НДС 22' });
  expect(await outdated(owner)).toEqual([within]);
  expect((await retax(owner, sent)).userErrors).toMatchObject([{ code: 'ESTIMATE_NOT_DRAFT' }]);

  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '20' });
  expect(await outdated(owner)).toEqual([unchosen, named, plain.id]);
  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: null });
  expect([await outdated(owner), await told(owner, plain.id)]).toEqual([[], null]);
});

it('says what is too much where the new tax brings more than an amount can be', async () => {
  const owner = viewerWith('owner');
  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '0' });
  const positions = [{ name: 'Bridge', quantity: '999999', unitPrice: '999999999' }];
  const { id } = await graph.estimate(owner, { taxRate: '0', positions });
  await graph.mutate(owner, 'updateEstimateDefaults', { taxRate: '20' });
  const asked = await graph.execute(owner, `{ retaxing(estimateId: "${id}") { positionCount } }`);
  expect(errorsOf(asked)).toEqual([
    expect.stringMatching(
      /^BAD_USER_INPUT With this tax the estimate can’t be calculated\. .*999999999999999/,
    ),
  ]);
  expect((await retax(owner, id)).userErrors).toMatchObject([{ message: expect.stringContaining('9') }]);
});
