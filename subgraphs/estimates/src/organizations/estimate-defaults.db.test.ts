import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
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
