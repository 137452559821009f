import type { Viewer } from '../../../../service-kit/auth/viewer';
import { clientLinksOf } from '../../../../testkit/client-links';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const manager = viewerWith('manager');
const clerk: Viewer = {
  ...manager,
  permissions: new Set([...manager.permissions].filter((each) => !each.startsWith('costs:'))),
};

const winter = { name: 'Winter', value: '1.15' };
const index = { name: 'Index', value: '1.0333333', appliesTo: 'PRICE' };
const bulk = { name: 'Bulk', value: '0.9', appliesTo: 'COST' };
const CONTENT = {
  coefficients: [winter],
  sections: [
    {
      name: 'S',
      coefficients: [{ ...index, value: '1.033333' }],
      positions: [{ name: 'X', quantity: '3', unitPrice: '10', unitCost: '6', coefficients: [bulk] }],
    },
  ],
  positions: [{ name: 'P', quantity: '2', unitPrice: '100', unitCost: '50' }],
};
const SHOWN = `coefficients { name value appliesTo } version
  allSections { id coefficients { name } }
  allPositions(first: 10) { edges { node {
    name unitPrice effectiveUnitPrice amount { amount } coefficients { name value appliesTo } } } }`;

const ofPositions = (estimate: { allPositions: { edges: { node: object }[] } }) =>
  estimate.allPositions.edges.map(({ node }) => node);
const read = async (viewer: Viewer, id: string, fields = SHOWN) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${fields} } }`)).estimate;

it('multiplies prices and costs, unrounded, by those of the line, its sections and the estimate', async () => {
  const { id } = await graph.estimate(manager, CONTENT);
  const found = await read(
    manager,
    id,
    `${SHOWN} allSections { cost { amount } } costTotals { cost { amount } }`,
  );
  // 3 × 10 × 1.15 × 1.033333 = 35.6499885, and 2 × 100 × 1.15; costs: 3 × 6 × 1.15 × 0.9 = 18.63, and 115.
  expect(ofPositions(found)).toEqual([
    {
      name: 'P',
      unitPrice: '100.00',
      effectiveUnitPrice: '115.00',
      amount: { amount: '230.00' },
      coefficients: [],
    },
    {
      name: 'X',
      unitPrice: '10.00',
      effectiveUnitPrice: '11.88333',
      amount: { amount: '35.65' },
      coefficients: [bulk],
    },
  ]);
  expect(found).toMatchObject({
    coefficients: [{ ...winter, appliesTo: 'BOTH' }],
    allSections: [{ cost: { amount: '18.63' } }],
    costTotals: { cost: { amount: '133.63' } },
  });
  const ask = `query ($id: ID!, $row: ID) { explainAmounts(estimateId: $id, rowId: $row) {
    steps { rule text inputs { name value } exact amount } } }`;
  const { edges } = (await read(manager, id, 'allPositions(first: 10) { edges { node { id } } }'))
    .allPositions;
  const { steps } = dataOf(await graph.execute(manager, ask, { id, row: edges[1].node.id })).explainAmounts;
  const told = steps.filter(({ rule }: { rule: string }) => ['COEFFICIENTS', 'PRICE', 'COST'].includes(rule));
  expect(told).toMatchObject([
    {
      text: 'For one: “Index” × 1.033333, “Winter” × 1.15. It is not rounded.',
      exact: '11.8833295',
      amount: '11.88333',
    },
    { rule: 'PRICE', exact: '35.6499885', amount: '35.65' },
    {
      rule: 'COEFFICIENTS',
      inputs: [{ name: 'given', value: '6' }, { name: 'Bulk' }, { name: 'Winter' }],
      amount: '6.21',
    },
    { rule: 'COST', exact: '18.63', amount: '18.63' },
  ]);
});

it('shows the client resulting prices only, and copies coefficients', async () => {
  const { id } = await graph.estimate(manager, CONTENT);
  const { sent, link, look } = clientLinksOf(graph);
  const made = await sent(manager, CONTENT);
  const { token } = await link(manager, made.id);
  await graph.tryMutate(null, 'openClientEstimate', { token }, 'estimate { state }');
  const shown = JSON.stringify(await look(token, 'document { rows { name price } }'));
  expect(shown).toContain('11.88333');
  for (const { name } of [winter, index, bulk]) expect(shown).not.toContain(name);
  const copy = await graph.mutate(manager, 'duplicateEstimate', { id }, `estimate { ${SHOWN} }`);
  expect(ofPositions(copy['estimate'])).toEqual(ofPositions(await read(manager, id)));
  const verify = `{ verifyEstimate(id: "${made.id}") { intact policyVersion } }`;
  expect(dataOf(await graph.execute(manager, verify)).verifyEstimate).toEqual({
    intact: true,
    policyVersion: 4,
  });
});

it('keeps coefficients on costs from who may not see costs, whatever they put in place of the list', async () => {
  const { id, sections } = await graph.estimate(manager, CONTENT);
  const positionId = sections[0]!.positions[0]!.id;
  const change = (viewer: Viewer, coefficients: object[]) =>
    graph.tryMutate(
      viewer,
      'updatePosition',
      { id: positionId, coefficients },
      'position { coefficients { name } }',
    );
  expect(ofPositions(await read(clerk, id))[1]).toMatchObject({ unitPrice: '10.00', coefficients: [] });
  expect(codes(await change(clerk, [bulk]))).toEqual(['FORBIDDEN']);
  expect(dataOf(await change(clerk, [winter])).updatePosition.position).toEqual({
    coefficients: [{ name: 'Winter' }],
  });
  expect(ofPositions(await read(manager, id))[1]).toMatchObject({
    coefficients: [{ name: 'Winter' }, { name: 'Bulk' }],
  });
  // Where costs are part of the prices, what a price was without coefficients would tell what is in it.
  const onCost = { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' };
  await graph.mutate(manager, 'addAdjustment', { estimateId: id, ...onCost });
  const told = await read(clerk, id);
  expect(JSON.stringify(told)).not.toMatch(/Winter|Index|Bulk/);
  for (const node of ofPositions(told)) expect(node).toMatchObject({ coefficients: [] });
  const [p] = ofPositions(told) as { unitPrice: string; effectiveUnitPrice: string }[];
  expect(p?.unitPrice).toBe(p?.effectiveUnitPrice);
});

it('tells what to mend, and raises no version where nothing changes', async () => {
  const { id, version } = await graph.estimate(manager, CONTENT);
  const told = async (coefficients: object[]) => {
    const { userErrors } = await graph.mutate(manager, 'updateEstimate', { id, coefficients });
    return userErrors.map((each) => `${each.code} ${each.path?.join('.')}`);
  };
  expect(await told([{ name: '', value: '0' }])).toEqual([
    'REQUIRED coefficients.0.name',
    'BELOW_MINIMUM coefficients.0.value',
  ]);
  expect(await told([index])).toEqual(['TOO_MANY_DECIMALS coefficients.0.value']);
  expect(await told(Array.from({ length: 6 }, () => winter))).toEqual(['TOO_MANY_ITEMS coefficients']);
  expect(await told([{ ...winter, value: '1.150' }])).toEqual([]);
  expect(await read(manager, id)).toMatchObject({ version });
});
