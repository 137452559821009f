import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
import { ITEMS, priceLists } from '../../../../testkit/price-lists';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const manager = () => viewerWith('manager');
const { catalogue, idsOf } = priceLists(graph);

const setAssembly = (viewer: Viewer, itemId: string | undefined, parts: [string | undefined, string?][]) =>
  graph.mutate(
    viewer,
    'setAssembly',
    {
      itemId,
      components: parts.map(([id, quantity]) => ({ itemId: id, ...(quantity ? { quantity } : {}) })),
    },
    'item { components { name quantity item { code } } } catalogue { version }',
  );
const KITS = [
  ...ITEMS,
  { code: 'FR', name: 'Frame', unit: 'm', unitPrice: null },
  { code: 'WALL', name: 'Partition', unit: 'm²', description: 'Two layers', unitPrice: '1' },
];
/** A partition of plaster, 2 for one, and half a frame; a frame of 3 bags and a third of filler. */
async function wall(viewer: Viewer): Promise<{ ids: Record<string, string>; catalogueId: string }> {
  const catalogueId = await catalogue(viewer, KITS);
  const ids = await idsOf(viewer);
  await setAssembly(viewer, ids['FR'], [
    [ids['MX-7'], '3'],
    [ids['PL-2'], '0.333333'],
  ]);
  const { item } = await setAssembly(viewer, ids['WALL'], [
    [ids['PL-1'], '2'],
    [ids['FR'], '0.5'],
  ]);
  expect(item.components).toEqual([
    { name: 'Штукатурка стен по маякам', quantity: '2', item: { code: 'PL-1' } },
    { name: 'Frame', quantity: '0.5', item: { code: 'FR' } },
  ]);
  return { ids, catalogueId };
}
const ASSEMBLED = 'name quantity unitPrice amount { amount } assembly { group name quantity item { code } }';

it('unfolds an assembly into a section, those in it into sections of their own, with quantities for as many as are taken', async () => {
  const viewer = manager();
  const { ids } = await wall(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = [
    { itemId: ids['WALL'], quantity: '10' },
    { itemId: ids['MX-7'], quantity: '4' },
  ];
  const done = await graph.mutate(
    viewer,
    'addFromCatalogue',
    { estimateId, on: '2026-02-01', items },
    `positions { ${ASSEMBLED} } estimate { positions { name assembly { name } } sections { name description total { amount }
       positions { name } sections { name description positions { name } } } totals { net { amount } } }`,
  );
  const of = { group: expect.any(String), name: 'Partition', quantity: '10', item: { code: 'WALL' } };
  expect(done.positions).toMatchObject([
    { name: 'Штукатурка стен по маякам', quantity: '20', amount: { amount: '13000.00' }, assembly: of },
    { name: 'Gypsum plaster mix 30 kg', quantity: '15', amount: { amount: '108.75' }, assembly: of },
    { name: 'Шпаклёвка потолка', quantity: '1.666665', amount: { amount: '534.17' }, assembly: of },
    { name: 'Gypsum plaster mix 30 kg', quantity: '4', assembly: null },
  ]);
  expect(
    new Set(done.positions.map((each: { assembly?: { group: string } }) => each.assembly?.group)).size,
  ).toBe(2);
  expect(done.estimate).toEqual({
    positions: [{ name: 'Gypsum plaster mix 30 kg', assembly: null }],
    sections: [
      {
        ...{ name: 'Partition', description: '10 m²\nTwo layers', total: { amount: '13642.92' } },
        positions: [{ name: 'Штукатурка стен по маякам' }],
        sections: [
          {
            ...{ name: 'Frame', description: '5 m' },
            positions: [{ name: 'Gypsum plaster mix 30 kg' }, { name: 'Шпаклёвка потолка' }],
          },
        ],
      },
    ],
    totals: { net: { amount: '13671.92' } },
  });
});

it('leads to no price of an assembly without costs:read, once costs are in prices', async () => {
  const viewer = manager();
  const { ids } = await wall(viewer);
  const adjustments = [{ name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' }];
  const { id: estimateId } = await graph.estimate(viewer, { adjustments });
  const items = [{ itemId: ids['WALL'] }];
  await graph.mutate(viewer, 'addFromCatalogue', {
    estimateId,
    items,
    on: '2026-02-01',
    layout: 'POSITIONS',
  });
  const query = `{ estimate(id: "${estimateId}") { positions { assembly { name quantity item { code } } } } }`;
  const read = async (who: Viewer) => dataOf(await graph.execute(who, query)).estimate.positions[0].assembly;
  const of = { name: 'Partition', quantity: '1' };
  expect(await read({ ...viewerWith('viewer'), orgId: viewer.orgId })).toEqual({ ...of, item: null });
  expect(await read(viewer)).toEqual({ ...of, item: { code: 'WALL' } });
});

it('keeps what an assembly was when it was taken, in copies and templates too, and gives its lines new prices as all others', async () => {
  const viewer = manager();
  const { ids, catalogueId } = await wall(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = [{ itemId: ids['WALL'], quantity: '-2' }];
  const taken = { estimateId, on: '2026-02-01', items, layout: 'POSITIONS' };
  const { estimate, positions } = await graph.mutate(
    viewer,
    'addFromCatalogue',
    taken,
    `estimate { sections { id } } positions { ${ASSEMBLED} }`,
  );
  expect([estimate.sections, positions.map(({ quantity }: { quantity: string }) => quantity)]).toEqual([
    [],
    ['-4', '-3', '-0.333333'],
  ]);
  await setAssembly(viewer, ids['WALL'], [[ids['PL-2'], '7']]);
  const change = { catalogueId, validFrom: '2026-03-01', items: [{ code: 'MX-7', unitPrice: '8' }] };
  await graph.mutate(viewer, 'putCataloguePrices', change);
  const { repricing, catalogue: list } = dataOf(
    await graph.execute(
      viewer,
      `{ repricing(estimateId: "${estimateId}", on: "2026-05-01") { positions { unitPrice keeps position { name } } }
         catalogue(id: "${catalogueId}") { outdatedDrafts { id } } }`,
    ),
  );
  expect(repricing.positions).toEqual([
    { unitPrice: '8.00', keeps: null, position: { name: 'Gypsum plaster mix 30 kg' } },
  ]);
  expect(list.outdatedDrafts).toEqual([{ id: estimateId }]);
  const repriced = await graph.mutate(
    viewer,
    'repriceEstimate',
    { estimateId, on: '2026-05-01' },
    `estimate { positions { ${ASSEMBLED} } }`,
  );
  const now = repriced.estimate.positions;
  expect(now.map((each: { unitPrice: string }) => each.unitPrice)).toEqual(['650.00', '8.00', '320.50']);
  expect(now[0]).toEqual(positions[0]);
  const copy = await graph.mutate(
    viewer,
    'duplicateEstimate',
    { id: estimateId },
    `estimate { positions { ${ASSEMBLED} } }`,
  );
  expect(copy.estimate.positions).toEqual(now);
  const { template } = await graph.mutate(
    viewer,
    'saveTemplate',
    { estimateId, name: 'T' },
    'template { id }',
  );
  const made = await graph.mutate(
    viewer,
    'createFromTemplate',
    { templateId: template.id, leadId: graph.lead(viewer) },
    `estimate { positions { ${ASSEMBLED} } }`,
  );
  expect(made.estimate.positions).toEqual(now);
  await graph.mutate(viewer, 'deleteCatalogue', { id: catalogueId }, 'deletedId');
  const read = `{ estimate(id: "${estimateId}") { positions { assembly { name item { id } } } } }`;
  const left = dataOf(await graph.execute(viewer, read)).estimate.positions;
  expect(left[0].assembly).toEqual({ name: 'Partition', item: null });
});

it('refuses an assembly that contains itself, nests too deep, or holds what it can’t, with the chain that leads there', async () => {
  const viewer = manager();
  const { ids } = await wall(viewer);
  const refusal = async (item: string, parts: [string | undefined, string?][]) =>
    (await setAssembly(viewer, ids[item], parts)).userErrors[0];
  expect(await refusal('FR', [[ids['MX-7']], [ids['WALL']]])).toEqual({
    ...{ code: 'ASSEMBLY_CYCLE', path: ['components', '1', 'itemId'] },
    message: "“Frame” → “Partition” → “Frame”: an assembly can't contain itself.",
  });
  expect(await refusal('FR', [[ids['FR']]])).toMatchObject({ code: 'ASSEMBLY_CYCLE' });
  expect(await refusal('FR', [[ids['PL-1'], '0']])).toMatchObject({
    ...{ code: 'BELOW_MINIMUM', path: ['components', '0', 'quantity'] },
  });
  const other = await catalogue(manager());
  expect(await refusal('FR', [[other]])).toMatchObject({ code: 'CATALOGUEITEM_NOT_FOUND' });
  const many = Array.from({ length: 101 }, () => [ids['PL-1']] as [string | undefined]);
  expect(await refusal('FR', many)).toMatchObject({ code: 'TOO_MANY_ITEMS', path: ['components'] });
  const catalogueId = await catalogue(
    viewer,
    Array.from({ length: 10 }, (_, index) => ({ code: `L${index}`, name: `L${index}`, unitPrice: '1' })),
  );
  expect(catalogueId).toBeTruthy();
  const levels = await idsOf(viewer);
  for (let index = 8; index >= 1; index -= 1) {
    expect((await setAssembly(viewer, levels[`L${index}`], [[levels[`L${index + 1}`]]])).userErrors).toEqual(
      [],
    );
  }
  expect((await setAssembly(viewer, levels['L0'], [[levels['L1']]])).userErrors).toMatchObject([
    { code: 'ASSEMBLY_TOO_DEEP', path: ['components', '0', 'itemId'] },
  ]);
});

it('takes no assembly whose component is gone, goes in a circle, comes to too little or to too much, and says which', async () => {
  const viewer = manager();
  const gone = await catalogue(viewer, [{ code: 'SCREW', name: 'Screw', unitPrice: '1' }]);
  const { ids } = await wall(viewer);
  await setAssembly(viewer, ids['FR'], [[(await idsOf(viewer))['SCREW'], '0.0001']]);
  const { id: estimateId } = await graph.estimate(viewer);
  const refused = async (quantity: string, item = 'WALL') => {
    const items = [{ itemId: ids[item], quantity }];
    return (await graph.mutate(viewer, 'addFromCatalogue', { estimateId, on: '2026-02-01', items }))
      .userErrors;
  };
  expect(await refused('0.001')).toEqual([
    {
      ...{ code: 'QUANTITY_TOO_SMALL', path: ['items', '0'] },
      message: expect.stringContaining('“Partition” → “Frame” → “Screw” comes to less'),
    },
  ]);
  expect(await refused('999999999999')).toMatchObject([
    { code: 'ABOVE_MAXIMUM', path: ['items', '0', 'quantity'] },
  ]);
  await graph.mutate(viewer, 'deleteCatalogue', { id: gone }, 'deletedId');
  expect(await refused('1')).toEqual([
    {
      ...{ code: 'COMPONENT_NOT_FOUND', path: ['items', '0'] },
      message:
        '“Partition” → “Frame” → “Screw” is in no price list any more: set the components of “Frame” anew.',
    },
  ]);
  // As two people may leave it who set two assemblies at once.
  await inOrganization(graph.parts.source, viewer.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.assembly_components (org_id, item_id, place, component_id, name, quantity)
         VALUES ($1, $2, 0, $3, 'Partition', 1)`,
      [viewer.orgId, ids['PL-1'], ids['WALL']],
    ),
  );
  expect(await refused('1')).toMatchObject([
    {
      code: 'ASSEMBLY_CYCLE',
      message: expect.stringContaining(
        '“Partition” → “Штукатурка стен по маякам” → “Partition” contains itself',
      ),
    },
  ]);
  const hundred = (id: string | undefined) => Array.from({ length: 100 }, () => [id] as [string | undefined]);
  await setAssembly(viewer, ids['MX-7'], hundred(ids['PL-2']));
  await setAssembly(viewer, ids['FR'], hundred(ids['MX-7']));
  expect(await refused('1', 'FR')).toMatchObject([{ code: 'TOO_MANY_ITEMS', path: ['items', '0'] }]);
  const { estimate } = dataOf(
    await graph.execute(viewer, `{ estimate(id: "${estimateId}") { allSections { id } positions { id } } }`),
  );
  expect([estimate.allSections, estimate.positions]).toEqual([[], []]);
});
