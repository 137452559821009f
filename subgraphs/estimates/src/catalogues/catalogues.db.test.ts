import { inOrganization } from '../../../../service-kit/postgres/database';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const manager = () => viewerWith('manager');
const ITEMS = [
  { code: 'PL-1', name: 'Штукатурка стен по маякам', unit: 'м²', unitPrice: '650', unitCost: '410' },
  { code: 'PL-2', name: 'Шпаклёвка потолка', unit: 'м²', unitPrice: '320.5' },
  {
    code: 'MX-7',
    name: 'Gypsum plaster mix 30 kg',
    kind: 'MATERIAL',
    unit: 'bag',
    unitPrice: '7.25',
    unitCost: '5',
  },
];

async function catalogue(viewer: Viewer, items: object[] = ITEMS, validFrom = '2026-01-01'): Promise<string> {
  const made = await graph.mutate(
    viewer,
    'createCatalogue',
    { name: 'Works', currency: 'EUR' },
    'catalogue { id }',
  );
  const put = await graph.mutate(viewer, 'putCataloguePrices', {
    catalogueId: made.catalogue.id,
    validFrom,
    items,
  });
  expect(put.userErrors).toEqual([]);
  return made.catalogue.id;
}
const find = async (viewer: Viewer, filter: object, fields = 'code') => {
  const query = `query ($filter: CatalogueItemFilter) { catalogueItems(filter: $filter) { totalCount edges { node { ${fields} } } } }`;
  const { catalogueItems } = dataOf(await graph.execute(viewer, query, { filter }));
  return catalogueItems.edges.map(({ node }: { node: object }) => node);
};
const idsOf = async (viewer: Viewer): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await find(viewer, {}, 'id code')).map((each: { id: string; code: string }) => [each.code, each.id]),
  );

it.each([
  ['words in their order', 'штукатурка маяк', ['PL-1']],
  ['a part of a code, whatever the case', 'mx-', ['MX-7']],
  ['a word with a mistake of typing', 'шткатурка', ['PL-1']],
  ['an English word with a mistake', 'plastr mix', ['MX-7']],
  ['nothing like it', 'экскаватор', []],
  ['wildcards, which stand for themselves', '%', []],
])('finds items by %s', async (_what, search, found) => {
  const viewer = manager();
  await catalogue(viewer);
  expect((await find(viewer, { search })).map(({ code }: { code: string }) => code)).toEqual(found);
});

it('finds what is nearest to words with a mistake, not all that is like them', async () => {
  const viewer = manager();
  const walls = ['Штукатурка стен', 'Штукатурка потолка', 'Штукатурка откосов'];
  await catalogue(
    viewer,
    walls.map((name, index) => ({ code: `n${index}`, name, unitPrice: '1' })),
  );
  const found = await find(viewer, { search: 'штукатрка потлка' }, 'name');
  expect(found).toEqual([{ name: 'Штукатурка потолка' }]);
});

it('knows what an item cost, costs and will cost, and when it is not sold any more', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const put = (validFrom: string, item: object) =>
    graph.mutate(
      viewer,
      'putCataloguePrices',
      { catalogueId, validFrom, items: [item] },
      'version { number validFrom }',
    );
  await put('2026-06-01', { code: 'PL-1', unitPrice: '700' });
  await put('2026-06-01', { code: 'PL-1', unitPrice: '710' }); // corrects the one before
  await put('2026-03-01', { code: 'PL-1', name: 'Штукатурка стен', unitPrice: '680', unitCost: null });
  await put('2026-09-01', { code: 'PL-1', unitPrice: null });
  const price = (on: string) =>
    `p${on.replaceAll('-', '')}: price(on: "${on}") { unitPrice unitCost version }`;
  const days = ['2025-12-31', '2026-01-01', '2026-02-28', '2026-03-01', '2026-06-01', '2026-09-01'];
  const [item] = await find(
    viewer,
    { code: 'PL-1' },
    `name ${days.map(price).join(' ')} prices { validFrom unitPrice }`,
  );
  expect(Object.values(item).slice(1, -1)).toEqual([
    null,
    { unitPrice: '650', unitCost: '410', version: 1 },
    { unitPrice: '650', unitCost: '410', version: 1 },
    { unitPrice: '680', unitCost: null, version: 4 },
    { unitPrice: '710', unitCost: '410', version: 3 }, // made before the cost of March was forgotten
    { unitPrice: null, unitCost: '410', version: 5 },
  ]);
  expect(item.name).toBe('Штукатурка стен');
  expect(item.prices.map(({ unitPrice }: { unitPrice: string }) => unitPrice)).toEqual([
    null,
    '710',
    '700',
    '680',
    '650',
  ]);
});

it('copies an item into a draft, and no later price changes it', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const ids = await idsOf(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = [{ itemId: ids['PL-1'], quantity: '10' }, { itemId: ids['MX-7'] }];
  const fields =
    'positions { name unit kind unitPrice unitCost amount { amount } source { version unitPrice on item { code } } }';
  const added = await graph.mutate(
    viewer,
    'addFromCatalogue',
    { estimateId, on: '2026-02-01', items },
    fields,
  );
  expect(added.positions[0]).toEqual({
    name: 'Штукатурка стен по маякам',
    ...{ unit: 'м²', kind: 'WORK', unitPrice: '650.00', unitCost: '410.00', amount: { amount: '6500.00' } },
    source: { version: 1, unitPrice: '650', on: '2026-02-01', item: { code: 'PL-1' } },
  });
  const change = { catalogueId, validFrom: '2026-04-01', items: [{ code: 'PL-1', unitPrice: '660' }] };
  await graph.mutate(viewer, 'putCataloguePrices', change);
  const read = `{ estimate(id: "${estimateId}") { version totals { net { amount } } } }`;
  const before = dataOf(await graph.execute(viewer, read)).estimate;
  expect(before.totals.net.amount).toBe('6507.25');

  const told = `{ repricing(estimateId: "${estimateId}", on: "2026-05-01") {
    before { amount } after { amount } positions { unitPrice version position { name } } }
    catalogue(id: "${catalogueId}") { outdatedDrafts { id } } }`;
  const { repricing, catalogue: list } = dataOf(await graph.execute(viewer, told));
  expect(repricing).toEqual({
    before: { amount: '7808.70' },
    after: { amount: '7928.70' },
    positions: [{ unitPrice: '660.00', version: 2, position: { name: 'Штукатурка стен по маякам' } }],
  });
  expect(list.outdatedDrafts).toEqual([{ id: estimateId }]);
  expect(dataOf(await graph.execute(viewer, read)).estimate).toEqual(before);

  const done = await graph.mutate(
    viewer,
    'repriceEstimate',
    { estimateId, on: '2026-05-01' },
    'changedCount estimate { totals { payable { amount } } }',
  );
  expect(done).toMatchObject({ changedCount: 1, estimate: { totals: { payable: { amount: '7928.70' } } } });
  const after = dataOf(await graph.execute(viewer, told));
  expect([after.repricing.positions, after.catalogue.outdatedDrafts]).toEqual([[], []]);
});

it('leaves alone what was changed by hand, is not sold any more, or is priced in another currency, unless told', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const ids = await idsOf(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = ['PL-1', 'PL-2', 'MX-7'].map((code) => ({ itemId: ids[code] }));
  const added = await graph.mutate(
    viewer,
    'addFromCatalogue',
    { estimateId, on: '2026-02-01', items },
    'positions { id }',
  );
  const [byHand, gone, ownCost] = added.positions.map(({ id }: { id: string }) => id);
  await graph.mutate(viewer, 'updatePosition', { id: byHand, unitPrice: '600' });
  await graph.mutate(viewer, 'updatePosition', { id: ownCost, unitCost: '4.5' });
  const change = [
    { code: 'PL-1', unitPrice: '700', unitCost: '450' },
    { code: 'PL-2', unitPrice: null },
    { code: 'MX-7', unitPrice: '8', unitCost: '6' },
  ];
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom: '2026-03-01', items: change });
  const told = async () => {
    const query = `{ repricing(estimateId: "${estimateId}", on: "2026-05-01") {
      after { amount } positions { keeps currency unitPrice position { id } } } }`;
    const { repricing } = dataOf(await graph.execute(viewer, query));
    const found: { position: { id: string } }[] = repricing.positions;
    return { after: repricing.after.amount, of: new Map(found.map((each) => [each.position.id, each])) };
  };
  const reprice = (input: object = {}) =>
    graph.mutate(
      viewer,
      'repriceEstimate',
      { estimateId, on: '2026-05-01', ...input },
      'changedCount keptCount estimate { positions { unitPrice unitCost } totals { payable { amount } } }',
    );
  const before = await told();
  expect(before.of.get(byHand)).toMatchObject({ keeps: 'EDITED', unitPrice: '700.00', currency: 'EUR' });
  expect(before.of.get(gone)).toMatchObject({ keeps: 'NOT_SOLD', unitPrice: null });
  expect(before.of.get(ownCost)).toMatchObject({ keeps: null, unitPrice: '8.00' });
  const done = await reprice();
  expect(done).toMatchObject({
    ...{ changedCount: 1, keptCount: 2 },
    estimate: {
      positions: [
        { unitPrice: '600.00', unitCost: '410.00' },
        { unitPrice: '320.50', unitCost: null },
        { unitPrice: '8.00', unitCost: '4.50' },
      ],
      totals: { payable: { amount: before.after } },
    },
  });
  const list = `{ catalogue(id: "${catalogueId}") { outdatedDrafts { id } } }`;
  expect(dataOf(await graph.execute(viewer, list)).catalogue.outdatedDrafts).toEqual([]);

  await graph.mutate(viewer, 'updateEstimate', { id: estimateId, currency: 'USD' });
  expect((await told()).of.get(byHand)).toMatchObject({ keeps: 'OTHER_CURRENCY', currency: 'EUR' });
  expect(await reprice({ overwriteEdited: true })).toMatchObject({ changedCount: 0, keptCount: 3 });
  expect((await reprice({ positionIds: [gone, byHand] })).userErrors).toMatchObject([
    { code: 'CURRENCY_DIFFERS', path: ['positionIds', '1'] },
  ]);
  await graph.mutate(viewer, 'updateEstimate', { id: estimateId, currency: 'EUR' });
  expect(await reprice({ overwriteEdited: true })).toMatchObject({
    ...{ changedCount: 2, keptCount: 1 },
    estimate: {
      positions: [
        { unitPrice: '700.00', unitCost: '450.00' },
        { unitPrice: '320.50', unitCost: null },
        { unitPrice: '8.00', unitCost: '6.00' },
      ],
    },
  });
});

it('finds items by their unit however it is written, an organisation’s own words included', async () => {
  const viewer = manager();
  const items = ITEMS.map((item, index) => ({ ...item, unit: ['М2', 'кв. м', 'бух.'][index] }));
  await catalogue(viewer, items);
  await catalogue(manager(), items);
  const codesBy = async (unit: string) =>
    (await find(viewer, { unit })).map(({ code }: { code: string }) => code);
  expect(await codesBy('sq m')).toEqual(['PL-2', 'PL-1']);
  expect(await codesBy('Бухта')).toEqual([]);
  const set = (word: string, unit: string | null) =>
    graph.mutate(viewer, 'setUnitSynonym', { word, unit }, 'unit { symbol name(language: RU) ownSynonyms }');
  expect((await set('Бух', 'бухта')).unit).toEqual({ symbol: 'бухта', name: 'бухта', ownSynonyms: ['Бух'] });
  expect((await set('квадрат', 'sqm')).unit).toEqual({
    ...{ symbol: 'm²', name: 'квадратный метр', ownSynonyms: ['квадрат'] },
  });
  expect(await codesBy('бухта')).toEqual(['MX-7']);
  expect(await codesBy('квадрат')).toEqual(['PL-2', 'PL-1']);
  for (const [word, unit, code] of [
    ['КВ.М', 'шт', 'UNIT_IS_KNOWN'],
    ['бухта', 'м', 'UNIT_IS_OWN'],
    ['моток', 'МОТОК', 'UNIT_IS_OWN'],
    ['. .', 'м', 'REQUIRED'],
    ['x'.repeat(51), 'м', 'TOO_LONG'],
    ['моток\u202e', 'м', 'INVALID_CHARACTERS'],
  ] as const)
    expect((await set(word, unit)).userErrors).toMatchObject([{ code, path: ['word'] }]);
  const read = '{ units { symbol ownSynonyms } }';
  const ownIn = async (by: Viewer) =>
    dataOf(await graph.execute(by, read)).units.filter(
      ({ ownSynonyms }: { ownSynonyms: string[] }) => ownSynonyms.length > 0,
    );
  expect(await ownIn(viewer)).toHaveLength(2);
  expect(await ownIn(manager())).toEqual([]);
  await set('бух', null);
  expect(await codesBy('бухта')).toEqual([]);
  expect(codes(await graph.tryMutate(viewerWith('viewer'), 'setUnitSynonym', { word: 'a' }))).toEqual([
    'FORBIDDEN',
  ]);
  const long = await graph.execute(viewer, '{ catalogueItems(filter: { unit: "\u0000" }) { totalCount } }');
  expect(errorsOf(long)[0]).toContain('BAD_USER_INPUT');
});

it('keeps the price of a position that is counted in another unit than its item by now', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const ids = await idsOf(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = ['PL-1', 'PL-2'].map((code) => ({ itemId: ids[code] }));
  const { positions } = await graph.mutate(
    viewer,
    'addFromCatalogue',
    { estimateId, items },
    'positions { id }',
  );
  const [hundred, other] = positions.map(({ id }: { id: string }) => id);
  await graph.mutate(viewer, 'updatePosition', { id: hundred, unit: '100 м2' });
  await graph.mutate(viewer, 'updatePosition', { id: other, unit: 'кв.м' });
  const change = ['PL-1', 'PL-2'].map((code) => ({ code, unitPrice: '700' }));
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom: '2026-03-01', items: change });
  const query = `{ repricing(estimateId: "${estimateId}") { positions { keeps } } }`;
  expect(dataOf(await graph.execute(viewer, query)).repricing.positions).toEqual([
    { keeps: 'OTHER_UNIT' },
    { keeps: null },
  ]);
  const named = await graph.mutate(viewer, 'repriceEstimate', { estimateId, positionIds: [other, hundred] });
  expect(named.userErrors).toMatchObject([{ code: 'UNIT_DOES_NOT_FIT', path: ['positionIds', '1'] }]);
  const fields = 'changedCount keptCount';
  expect(await graph.mutate(viewer, 'repriceEstimate', { estimateId }, fields)).toMatchObject({
    ...{ changedCount: 1, keptCount: 1 },
  });
});

it('keeps positions when their price list is deleted', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const { id: estimateId } = await graph.estimate(viewer);
  const items = [{ itemId: (await idsOf(viewer))['PL-2'] }];
  await graph.mutate(viewer, 'addFromCatalogue', { estimateId, items });
  expect((await graph.mutate(viewer, 'deleteCatalogue', { id: catalogueId }, 'deletedId')).deletedId).toBe(
    catalogueId,
  );
  const read = `{ estimate(id: "${estimateId}") { positions { unitPrice source { unitPrice item { id } } } } catalogueItems { totalCount } }`;
  const { estimate, catalogueItems } = dataOf(await graph.execute(viewer, read));
  expect(estimate.positions).toEqual([{ unitPrice: '320.50', source: { unitPrice: '320.5', item: null } }]);
  expect(catalogueItems.totalCount).toBe(0);
});

it.each<[string, object[], string, string[]]>([
  ['a code twice', [ITEMS[0], ITEMS[0]] as object[], 'DUPLICATE_CODE', ['items', '1', 'code']],
  ['a new item without a name', [{ code: 'x', unitPrice: '1' }], 'REQUIRED', ['items', '0', 'name']],
  ['a new item without a price', [{ code: 'x', name: 'X' }], 'REQUIRED', ['items', '0', 'unitPrice']],
  [
    'a price below zero',
    [{ code: 'x', name: 'X', unitPrice: '-1' }],
    'BELOW_MINIMUM',
    ['items', '0', 'unitPrice'],
  ],
  [
    'a remark with a price',
    [{ code: 'x', name: 'X', kind: 'TEXT', unitPrice: '1' }],
    'TEXT_CARRIES_AMOUNT',
    ['items', '0', 'unitPrice'],
  ],
  ['nothing', [], 'REQUIRED', ['items']],
  [
    'too many',
    Array.from({ length: 501 }, (_, index) => ({ code: `${index}`, name: 'X', unitPrice: '1' })),
    'TOO_MANY_ITEMS',
    ['items'],
  ],
])('refuses %s, and makes no version', async (_what, items, code, path) => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const { userErrors } = await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, items });
  expect(userErrors).toMatchObject([{ code, path }]);
  const { catalogue: list } = dataOf(
    await graph.execute(viewer, `{ catalogue(id: "${catalogueId}") { itemCount versions { number } } }`),
  );
  expect(list).toEqual({ itemCount: 3, versions: [{ number: 1 }] });
});

it('takes nothing that has no price on the day, is priced in another currency, or is not there', async () => {
  const viewer = manager();
  await catalogue(viewer);
  const itemId = (await idsOf(viewer))['PL-1'];
  const euros = (await graph.estimate(viewer)).id;
  const dollars = (await graph.estimate(viewer, { currency: 'USD' })).id;
  const take = async (estimateId: string, on: string, id = itemId) =>
    (await graph.mutate(viewer, 'addFromCatalogue', { estimateId, on, items: [{ itemId: id }] })).userErrors;
  expect(await take(euros, '2025-12-31')).toMatchObject([{ code: 'NOT_SOLD', path: ['items', '0'] }]);
  expect(await take(dollars, '2026-02-01')).toMatchObject([
    { code: 'CURRENCY_DIFFERS', path: ['items', '0'] },
  ]);
  expect(await take(euros, '2026-02-01', euros)).toMatchObject([{ path: ['items', '0', 'itemId'] }]);
});

it('shows no cost without costs:read, and lets nobody set one without costs:write', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const other = { ...viewerWith('viewer'), orgId: viewer.orgId };
  const answer = await graph.execute(
    other,
    `{ catalogueItems(first: 1) { edges { node { price(on: "2026-02-01") { unitPrice unitCost } } } } }`,
  );
  expect(errorsOf(answer)[0]).toContain('FORBIDDEN');
  expect(JSON.stringify(answer.data)).not.toContain('410');
  const clerk = {
    ...manager(),
    orgId: viewer.orgId,
    permissions: new Set(['estimates:read', 'estimates:write']),
  };
  const items = [{ code: 'PL-1', unitPrice: '1', unitCost: '1' }];
  expect(codes(await graph.tryMutate(clerk as never, 'putCataloguePrices', { catalogueId, items }))).toEqual([
    'FORBIDDEN',
  ]);
});

it('finds nothing of another organisation, and makes one version after the other where many are made at once', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  expect(await find(manager(), { catalogueId })).toEqual([]);
  expect(
    codes(await graph.tryMutate(manager(), 'updateCatalogue', { id: catalogueId, name: 'Mine' })),
  ).toEqual(['NOT_FOUND']);
  const put = (index: number) =>
    graph.mutate(
      viewer,
      'putCataloguePrices',
      { catalogueId, items: [{ code: 'PL-1', unitPrice: `${index}` }] },
      'version { number }',
    );
  const made = await Promise.all([1, 2, 3, 4, 5].map(put));
  expect(made.map(({ version }) => version.number).sort()).toEqual([2, 3, 4, 5, 6]);
});

it('loads prices of many items in as many statements as of one', async () => {
  const viewer = manager();
  await catalogue(
    viewer,
    Array.from({ length: 40 }, (_, index) => ({ code: `c${index}`, name: `N${index}`, unitPrice: '1' })),
  );
  const statements = async (first: number): Promise<number> => {
    const query = `{ catalogueItems(first: ${first}) { edges { node { name catalogue { name } price { unitPrice } prices { version } components { name item { name } } } } } }`;
    return (await graph.execute(viewer, query)).statements.length;
  };
  expect(await statements(40)).toBe(await statements(1));
});

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
