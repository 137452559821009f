import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const CONTENT = {
  positions: [
    { name: 'Walls', quantity: '42.5', unitPrice: '12.35', unitCost: '8.10' },
    {
      name: 'Mix',
      kind: 'MATERIAL',
      quantity: '42.5',
      wastePercent: '10',
      unitPrice: '3.79',
      markup: { value: '15' },
    },
  ],
  adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '3' }],
};
const explain = (viewer: Viewer, estimateId: string, rowId?: string, language = 'EN') =>
  graph.execute(
    viewer,
    `query ($estimateId: ID!, $rowId: ID, $language: ExportLanguage!) {
       explainAmounts(estimateId: $estimateId, rowId: $rowId, language: $language) {
         name policyVersion steps { rule text exact amount inputs { name value } } } }`,
    { estimateId, rowId, language },
  );
const stepsOf = async (...given: Parameters<typeof explain>) =>
  dataOf(await explain(...given)).explainAmounts.steps;

it('leads from quantity and price to net, tax and cost, with what each step takes and what it was rounded from', async () => {
  const manager = viewerWith('manager');
  const { id, positions } = await graph.estimate(manager, CONTENT);
  const steps = await stepsOf(manager, id, positions[1]?.id);
  const told = steps.map(({ rule, exact, amount }: Record<string, string>) => [rule, exact, amount]);
  expect(told).toEqual([
    ['QUANTITY', '46.75', '46.75'],
    ['PRICE', '177.1825', '177.18'],
    ['MARKUP', null, '26.58'],
    ['LINE', null, '203.76'],
    ['SHARE', expect.stringMatching(/^-6\.11/), '-6.11'],
    ['NET', null, '197.65'],
    ['TAX', '39.53', '39.53'],
    ['GROSS', null, '237.18'],
    ['COST', null, '0'],
  ]);
  expect(steps[1].inputs).toEqual([
    { name: 'quantityWithWaste', value: '46.75' },
    { name: 'unitPrice', value: '3.79' },
  ]);
  const russian = await stepsOf(manager, id, positions[1]?.id, 'RU');
  expect(russian[4].text).toBe(
    'Доля «Off»: делится по тому, от чего считается, или по тому, что осталось в строках.',
  );
});

it('explains a sent estimate by the rules it was sent under, and the estimate itself', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  const before = await stepsOf(manager, id);
  expect(before.map(({ rule, amount }: Record<string, string>) => [rule, amount])).toEqual([
    ['SUM', '728.64'],
    ['ADJUSTMENT', '-21.86'],
    ['NET', '706.78'],
    ['TAX', '141.36'],
    ['GROSS', '848.14'],
  ]);
  await graph.mutate(manager, 'sendEstimate', { id });
  expect(await stepsOf(manager, id)).toEqual(before);
});

it('tells nothing of cost to who may not see it', async () => {
  const manager = viewerWith('manager');
  const content = {
    ...CONTENT,
    adjustments: [{ name: 'Overheads', kind: 'MARKUP', value: '20', base: 'COST' }],
  };
  const { id, positions } = await graph.estimate(manager, content);
  const reader = viewerWith('viewer', manager.orgId);
  for (const rowId of [undefined, ...positions.map((each) => each.id)]) {
    const told = JSON.stringify(await stepsOf(reader, id, rowId));
    expect(told).not.toMatch(/cost|COST|Overheads|8\.1"|344\.25/);
    expect(JSON.stringify(await stepsOf(manager, id, rowId))).toMatch(/Overheads/);
  }
});

it('finds no row of another estimate, and nothing of another organisation', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  const other = await graph.estimate(manager, CONTENT);
  expect(errorsOf(await explain(manager, id, other.positions[0]?.id))[0]).toContain('NOT_FOUND');
  expect(errorsOf(await explain(viewerWith('owner'), id))[0]).toContain('NOT_FOUND');
});
