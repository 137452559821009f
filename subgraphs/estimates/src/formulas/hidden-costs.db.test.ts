import type { Viewer } from '../../../../service-kit/auth/viewer';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates, type MadeEstimate } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

/* What is said, and stored, of formulas of costs where somebody may not see costs. */

const graph = useEstimates();
const FIELDS = 'name variable unitCost unitCostFormula';
const CONTENT = {
  parameters: [
    { name: 'area', value: '40' },
    { name: 'hour', value: '12.5' },
  ],
  positions: [{ name: 'Door', variable: 'door', quantity: '3' }],
  sections: [
    {
      name: 'Floor',
      positions: [
        { name: 'Screed', variable: 'screed', quantity: '2', unitCostFormula: 'hour * 2 + door + screed' },
        { name: 'Paint', unitPriceFormula: 'area / 4' },
      ],
    },
  ],
};
const without = (viewer: Viewer, ...gone: string[]): Viewer => ({
  ...viewer,
  permissions: new Set([...viewer.permissions].filter((each) => !gone.includes(each))),
});
const blindOf = (viewer: Viewer) => without(viewer, 'costs:read', 'costs:write');
/** A role of one's own may give costs, and see none. */
const clerkOf = (viewer: Viewer) => without(viewer, 'costs:read');

const copy = async (viewer: Viewer, from: MadeEstimate, estimateId: string) =>
  (await graph.mutate(viewer, 'copySections', { ids: [from.sections[0]?.id], estimateId })).userErrors;
const seen = async (viewer: Viewer, id: string) =>
  dataOf(
    await graph.execute(
      viewer,
      `{ estimate(id: "${id}") { parameters { name } positions { ${FIELDS} } sections { positions { ${FIELDS} } } } }`,
    ),
  ).estimate;
const namesOf = ({ parameters }: { parameters: { name: string }[] }) => parameters.map(({ name }) => name);
const give = (viewer: Viewer, id: string | undefined, unitCostFormula: string) =>
  graph.mutate(viewer, 'updatePosition', { id, unitCostFormula });

it('copies into another draft no name that only a cost takes, and of the cost what it comes to', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  const [blinds, own] = [await graph.estimate(manager), await graph.estimate(manager)];
  expect(await copy(blindOf(manager), from, blinds.id)).toEqual([]);
  const told = await seen(manager, blinds.id);
  expect(namesOf(told)).toEqual(['area']);
  expect(told.sections[0].positions[0]).toMatchObject({ unitCost: '30.00', unitCostFormula: null });
  expect(await copy(manager, from, own.id)).toEqual([]);
  const whole = await seen(manager, own.id);
  expect(namesOf(whole)).toEqual(['area', 'hour', 'door']);
  expect(whole.sections[0].positions[0]).toMatchObject({
    ...{ unitCost: '30.00', unitCostFormula: 'hour * 2 + door + screed' },
  });
});

it('gives a copy beside its original no name that only a cost takes', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  expect(await copy(blindOf(manager), from, from.id)).toEqual([]);
  expect((await seen(manager, from.id)).sections[1].positions[0]).toMatchObject({
    ...{ variable: null, unitCost: '30.00', unitCostFormula: null },
  });
  expect(await copy(manager, from, from.id)).toEqual([]);
  expect((await seen(manager, from.id)).sections[1].positions[0]).toMatchObject({ variable: 'screed_2' });
});

it('gives a copied line no name that only its cost takes', async () => {
  const manager = viewerWith('manager');
  const { sections } = await graph.estimate(manager, CONTENT);
  const copied = async (viewer: Viewer) =>
    (
      await graph.mutate(
        viewer,
        'copyPosition',
        { id: sections[0]?.positions[0]?.id },
        'position { variable }',
      )
    )['position'];
  expect(await copied(blindOf(manager))).toEqual({ variable: null });
  expect(await copied(manager)).toEqual({ variable: 'screed_2' });
});

it('refuses nobody a copy for what only costs take', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  const parameters = Array.from({ length: 99 }, (_, index) => ({ name: `p${index}`, value: '1' }));
  const full = await graph.estimate(manager, { parameters });
  expect(await copy(blindOf(manager), from, full.id)).toEqual([]);
  expect(await copy(manager, from, full.id)).toMatchObject([{ code: 'TOO_MANY_ITEMS' }]);
});

it.each([
  ['what ends too early', '1 +', 'FORMULA_NOT_READABLE'],
  ['what is no part of formulas', 'area.constructor', 'FORMULA_NOT_ALLOWED'],
  ['too many parts', '1+'.repeat(150) + '1', 'FORMULA_TOO_LARGE'],
])('stores no formula that can’t be read, whoever gives it: %s', async (_what, unitCostFormula, code) => {
  const manager = viewerWith('manager');
  const clerk = clerkOf(manager);
  const { id, sections } = await graph.estimate(manager, CONTENT);
  const given = await give(clerk, sections[0]?.positions[0]?.id, unitCostFormula);
  expect(given.userErrors).toMatchObject([{ code, path: ['unitCostFormula'] }]);
  const added = await graph.mutate(clerk, 'addPositions', {
    ...{ estimateId: id, positions: [{ name: 'A' }, { name: 'B', unitCostFormula }] },
  });
  expect(added.userErrors).toMatchObject([{ code, path: ['positions', '1', 'unitCostFormula'] }]);
  const made = await graph.mutate(clerk, 'createEstimate', {
    ...{ leadId: graph.lead(manager), title: 'New', currency: 'EUR', taxRate: '20' },
    positions: [{ name: 'A', unitCostFormula }],
  });
  expect(made.userErrors).toMatchObject([{ code, path: ['positions', '0', 'unitCostFormula'] }]);
  // What it comes to stays untold.
  const other = await give(clerk, sections[0]?.positions[0]?.id, 'hour / (area - 40)');
  expect(other.userErrors).toEqual([]);
});

it('says of one that was stored unreadable what it is, to whoever may see it', async () => {
  const manager = viewerWith('manager');
  const from = await graph.estimate(manager, CONTENT);
  const [line] = from.sections[0]?.positions ?? [];
  const spoil = `UPDATE estimates.positions SET unit_cost_formula = '1 +', unit_cost = NULL WHERE id = $1`;
  await inOrganization(graph.parts.source, manager.orgId, (db) => db.query(spoil, [line?.id]));
  const into = await graph.estimate(manager);
  for (const target of [into.id, from.id])
    expect(await copy(manager, from, target)).toMatchObject([
      { code: 'FORMULA_NOT_READABLE', path: [], message: expect.stringContaining('In the cost of “Screed”') },
    ]);
  expect(await copy(blindOf(manager), from, into.id)).toEqual([]);
  expect(await copy(blindOf(manager), from, from.id)).toEqual([]);
  const named = await graph.mutate(clerkOf(manager), 'updatePosition', { id: line?.id, name: 'Floor' });
  expect(named.userErrors).toEqual([]);
  expect((await give(manager, line?.id, '1 + 1')).userErrors).toEqual([]);
});

/** Of 496 characters: an estimate has place for 604. */
const long = (index: number) => `${`0.${'0'.repeat(37)}1+`.repeat(12)}${1000 + index}`;

it('tells nobody who may not see costs how long their formulas are', async () => {
  const manager = viewerWith('manager');
  const positions = Array.from({ length: 604 }, (_, index) => ({ name: 'A', unitCostFormula: long(index) }));
  const { id, positions: made } = await graph.estimate(manager, { positions });
  const add = (viewer: Viewer, input: object) =>
    graph.mutate(viewer, 'addPosition', { estimateId: id, name: 'B', ...input }, 'position { id }');
  expect((await add(blindOf(manager), { unitPriceFormula: long(0) })).userErrors).toEqual([]);
  expect((await add(manager, { unitCostFormula: long(604) })).userErrors).toMatchObject([
    { code: 'FORMULA_TOO_LARGE', message: expect.stringContaining('cost formulas') },
  ]);
  const copied = await graph.mutate(blindOf(manager), 'copyPosition', { id: made[0]?.id }, 'position { id }');
  expect(copied.userErrors).toEqual([]);
  const given = await add(clerkOf(manager), { unitCostFormula: long(604) });
  expect(given.userErrors).toEqual([]);
  expect((await add(manager, {})).userErrors).toMatchObject([{ code: 'FORMULA_TOO_LARGE' }]);
  await graph.mutate(manager, 'updatePosition', { id: given['position'].id, unitCostFormula: null });
  expect((await add(manager, {})).userErrors).toEqual([]);
});
