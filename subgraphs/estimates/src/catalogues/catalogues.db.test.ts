import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { ITEMS, priceLists } from '../../../../testkit/price-lists';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
type Viewer = ReturnType<typeof viewerWith>;
const manager = () => viewerWith('manager');
const { catalogue, find, idsOf } = priceLists(graph);

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

it('takes what is priced in another currency at a rate that is given, and keeps to it when the list moves', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const itemId = (await idsOf(viewer))['PL-1'];
  const { id: estimateId } = await graph.estimate(viewer, { currency: 'RUB' });
  const rate = { currency: 'EUR', rate: '91.2345', source: 'ЦБ РФ', on: '2026-02-01' };
  const take = (exchangeRates: object[]) =>
    graph.mutate(
      viewer,
      'addFromCatalogue',
      { estimateId, on: '2026-02-01', items: [{ itemId, quantity: '2' }], exchangeRates },
      'positions { id unitPrice unitCost amount { amount currency } foreignPrice { unitPrice rate source } source { unitPrice } }',
    );
  const dollars = { ...rate, currency: 'USD' };
  expect((await take([dollars])).userErrors).toMatchObject([
    { code: 'CURRENCY_DIFFERS', path: ['items', '0'] },
  ]);
  expect((await take([rate, rate])).userErrors).toMatchObject([
    { code: 'DUPLICATE_CURRENCY', path: ['exchangeRates', '1', 'currency'] },
  ]);
  const [taken] = (await take([rate])).positions;
  expect(taken).toMatchObject({
    ...{ unitPrice: '59302.425', unitCost: '37406.145', amount: { amount: '118604.85', currency: 'RUB' } },
    ...{ foreignPrice: { unitPrice: '650', rate: '91.2345', source: 'ЦБ РФ' }, source: { unitPrice: '650' } },
  });
  const change = [{ code: 'PL-1', unitPrice: '700', unitCost: '450' }];
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom: '2026-03-01', items: change });
  const { repricing, catalogue: list } = dataOf(
    await graph.execute(
      viewer,
      `{ repricing(estimateId: "${estimateId}", on: "2026-05-01") { after { amount currency }
           positions { keeps unitPrice currency rate convertedUnitPrice } }
         catalogue(id: "${catalogueId}") { outdatedDrafts { id } } }`,
    ),
  );
  expect(repricing).toEqual({
    positions: [
      { keeps: null, unitPrice: '700.00', currency: 'EUR', rate: '91.2345', convertedUnitPrice: '63864.15' },
    ],
    after: { amount: '153273.96', currency: 'RUB' },
  });
  expect(list.outdatedDrafts).toEqual([{ id: estimateId }]);
  const reprice = () =>
    graph.mutate(
      viewer,
      'repriceEstimate',
      { estimateId, on: '2026-05-01' },
      'changedCount keptCount estimate { positions { unitPrice unitCost foreignPrice { unitPrice unitCost rate } } }',
    );
  expect(await reprice()).toMatchObject({
    changedCount: 1,
    estimate: {
      positions: [
        {
          ...{ unitPrice: '63864.15', unitCost: '41055.525' },
          foreignPrice: { unitPrice: '700', unitCost: '450', rate: '91.2345' },
        },
      ],
    },
  });
  await graph.mutate(viewer, 'updatePosition', { id: taken.id, unitPrice: '60000' });
  const again = [{ code: 'PL-1', unitPrice: '750' }];
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom: '2026-04-01', items: again });
  expect(await reprice()).toMatchObject({ changedCount: 0, keptCount: 1 });
  const now = dataOf(
    await graph.execute(viewer, `{ catalogue(id: "${catalogueId}") { outdatedDrafts { id } } }`),
  );
  expect(now.catalogue.outdatedDrafts).toEqual([]);
});

it('leaves a price that would be nothing at the rate of its position, and refuses to be asked for it by name', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const itemId = (await idsOf(viewer))['PL-1'];
  const { id: estimateId } = await graph.estimate(viewer, { currency: 'RUB' });
  const exchangeRates = [{ currency: 'EUR', rate: '0.00001', on: '2026-02-01' }];
  const take = { estimateId, on: '2026-02-01', items: [{ itemId }], exchangeRates };
  const { positions } = await graph.mutate(viewer, 'addFromCatalogue', take, 'positions { id unitPrice }');
  expect(positions[0].unitPrice).toBe('0.0065');
  const change = async (unitPrice: string, unitCost: string, validFrom: string) => {
    const items = [{ code: 'PL-1', unitPrice, unitCost }];
    await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom, items });
  };
  await change('0.04', '0.01', '2026-03-01');
  const reprice = (input: object = {}) =>
    graph.mutate(
      viewer,
      'repriceEstimate',
      { estimateId, on: '2026-05-01', ...input },
      'changedCount keptCount estimate { positions { unitPrice unitCost foreignPrice { unitCost } } }',
    );
  expect(await reprice()).toMatchObject({
    ...{ changedCount: 0, keptCount: 1 },
    estimate: { positions: [{ unitPrice: '0.0065' }] },
  });
  expect((await reprice({ positionIds: [positions[0].id] })).userErrors).toMatchObject([
    { code: 'OUT_OF_LIMITS', path: ['positionIds', '0'] },
  ]);
  // A cost that would be nothing is not known any more: none is not the same as nothing.
  await change('700', '0.01', '2026-04-01');
  expect(await reprice()).toMatchObject({
    changedCount: 1,
    estimate: { positions: [{ unitPrice: '0.007', unitCost: null, foreignPrice: { unitCost: null } }] },
  });
});

it('tells what new prices come to, however many they are, and lists them where they can be given at once', async () => {
  const viewer = manager();
  const catalogueId = await catalogue(viewer);
  const itemId = (await idsOf(viewer))['PL-1'];
  const { id: estimateId } = await graph.estimate(viewer, { taxRate: '0' });
  for (const count of [500, 500, 1]) {
    const items = Array.from({ length: count }, () => ({ itemId }));
    await graph.mutate(viewer, 'addFromCatalogue', { estimateId, on: '2026-02-01', items });
  }
  const items = [{ code: 'PL-1', unitPrice: '700' }];
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, validFrom: '2026-03-01', items });
  const look = (fields: string) =>
    graph.execute(viewer, `{ repricing(estimateId: "${estimateId}", on: "2026-05-01") { ${fields} } }`);
  expect(dataOf(await look('positionCount before { amount } after { amount }')).repricing).toEqual({
    positionCount: 1_001,
    before: { amount: '650650.00' },
    after: { amount: '700700.00' },
  });
  expect(codes(await look('positions { keeps }'))).toEqual(['LIST_TOO_LONG']);
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

it('tells which item a line took only where its price is the one that is shown, once costs are in prices', async () => {
  const viewer = manager();
  await catalogue(viewer);
  const ids = await idsOf(viewer);
  const onCost = { name: 'Overheads', kind: 'MARKUP', value: '10', base: 'COST' };
  const { id: estimateId, sections } = await graph.estimate(viewer, {
    sections: [{ name: 'With costs', adjustments: [onCost] }, { name: 'Plain' }],
  });
  for (const { id: sectionId } of sections) {
    const items = [{ itemId: ids['PL-1'] }];
    await graph.mutate(viewer, 'addFromCatalogue', { estimateId, sectionId, on: '2026-02-01', items });
  }
  const query = `{ estimate(id: "${estimateId}") { sections { positions {
    unitPrice source { unitPrice version item { code price(on: "2026-02-01") { unitPrice } } } } } } }`;
  const read = async (who: Viewer) => dataOf(await graph.execute(who, query)).estimate.sections;
  const source = { unitPrice: '650', version: 1, item: { code: 'PL-1', price: { unitPrice: '650' } } };
  const plain = { positions: [{ unitPrice: '650.00', source }] };
  expect(await read({ ...viewerWith('viewer'), orgId: viewer.orgId })).toEqual([
    { positions: [{ unitPrice: '691.00', source: null }] },
    plain,
  ]);
  expect(await read(viewer)).toEqual([plain, plain]);
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
