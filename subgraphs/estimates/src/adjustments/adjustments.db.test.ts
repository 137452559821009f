import { newId } from '../../../../service-kit/data/ids';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const manager = viewerWith('manager');
const ONE =
  'adjustment { id name value version amount { amount } runningTotal { amount } } estimate { version }';
const ALL = 'adjustments { id name version amount { amount } }';
const CONTENT = {
  positions: [{ name: 'P', unitPrice: '100' }],
  sections: [{ name: 'S', positions: [{ name: 'X', unitPrice: '50' }] }],
};
const off = { name: 'Off', kind: 'DISCOUNT', value: '10' };

const listed = async (id: string) =>
  dataOf(
    await graph.execute(
      manager,
      `{ estimate(id: "${id}") { version ${ALL} allSections { id version ${ALL} } totals { net { amount } } } }`,
    ),
  ).estimate;

it('adds, changes, moves and removes one, on the estimate and in a section, and calculates anew', async () => {
  const { id, sections } = await graph.estimate(manager, CONTENT);
  const add = async (input: object) =>
    (await graph.mutate(manager, 'addAdjustment', { estimateId: id, ...input }, ONE))['adjustment'];
  const first = await add(off);
  expect(first).toMatchObject({
    version: 1,
    amount: { amount: '-15.00' },
    runningTotal: { amount: '135.00' },
  });
  const trip = await add({ name: 'Trip', kind: 'MARKUP', mode: 'FIXED', value: '20', beforeId: first.id });
  const own = await add({ ...off, name: 'In S', sectionId: sections[0]!.id });
  expect(await listed(id)).toMatchObject({
    version: 4,
    adjustments: [
      { name: 'Trip', amount: { amount: '20.00' } },
      { name: 'Off', amount: { amount: '-16.50' } },
    ],
    allSections: [{ version: 2, adjustments: [{ name: 'In S', version: 1, amount: { amount: '-5.00' } }] }],
    totals: { net: { amount: '148.50' } },
  });
  const change = (input: object) =>
    graph.mutate(manager, 'updateAdjustment', { estimateId: id, ...input }, ONE);
  expect(await change({ id: own.id, value: '20.50', expectedVersion: 1 })).toMatchObject({
    adjustment: { name: 'In S', value: '20.5', version: 2, amount: { amount: '-10.25' } },
    estimate: { version: 5 },
  });
  await change({ id: trip.id, afterId: first.id });
  expect((await listed(id)).adjustments).toMatchObject([
    { name: 'Off', version: 1, amount: { amount: '-13.98' } },
    { name: 'Trip', version: 1, amount: { amount: '20.00' } },
  ]);
  expect(
    await graph.mutate(manager, 'deleteAdjustment', { estimateId: id, id: first.id }, 'deletedId'),
  ).toEqual({
    deletedId: first.id,
    userErrors: [],
  });
  expect((await listed(id)).adjustments).toMatchObject([{ name: 'Trip' }]);
});

it('keeps what two people change in different adjustments at once, and tells who changed the same one of it', async () => {
  const { id } = await graph.estimate(manager, { ...CONTENT, adjustments: [off, { ...off, name: 'Other' }] });
  const [a, b] = (await listed(id)).adjustments;
  const edit = (one: { id: string }, name: string) => ({
    estimateId: id,
    id: one.id,
    name,
    expectedVersion: 1,
  });
  const done = await Promise.all([
    graph.mutate(manager, 'updateAdjustment', edit(a, 'A'), ONE),
    graph.mutate(manager, 'updateAdjustment', edit(b, 'B'), ONE),
    graph.mutate(manager, 'addAdjustment', { ...off, estimateId: id, name: 'C' }, ONE),
  ]);
  expect(done.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  expect((await listed(id)).adjustments.map(({ name }: { name: string }) => name)).toEqual(['A', 'B', 'C']);
  for (const [mutation, input] of [
    ['updateAdjustment', edit(a, 'Stale')],
    ['deleteAdjustment', { estimateId: id, id: a.id, expectedVersion: 1 }],
  ] as const) {
    const { errors } = await graph.tryMutate(manager, mutation, input, 'estimate { id }');
    expect(errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', expectedVersion: 1, currentVersion: 2 });
  }
});

it('raises no version where nothing changes, and begins anew in a copy', async () => {
  const { id, sections } = await graph.estimate(manager, CONTENT);
  const sectionId = sections[0]!.id;
  const { adjustment } = await graph.mutate(
    manager,
    'addAdjustment',
    { ...off, sectionId, estimateId: id },
    ONE,
  );
  const same = { estimateId: id, id: adjustment.id, value: '10.00', name: ' Off ' };
  expect(await graph.mutate(manager, 'updateAdjustment', same, ONE)).toMatchObject({
    adjustment: { version: 1 },
    estimate: { version: 2 },
  });
  // As a whole list, too: what is other in it gets another version.
  const whole = (value: string) => [{ ...off, id: adjustment.id, value }];
  await graph.mutate(manager, 'updateSection', { id: sectionId, adjustments: whole('10.0') });
  expect(await listed(id)).toMatchObject({ version: 2, allSections: [{ version: 2 }] });
  await graph.mutate(manager, 'updateSection', { id: sectionId, adjustments: whole('11') });
  expect(await listed(id)).toMatchObject({ version: 3, allSections: [{ adjustments: [{ version: 2 }] }] });
  const copy = await graph.mutate(
    manager,
    'duplicateEstimate',
    { id },
    `estimate { allSections { adjustments { id version } } }`,
  );
  expect(copy['estimate'].allSections).toEqual([{ adjustments: [{ id: adjustment.id, version: 1 }] }]);
});

it('tells what to mend', async () => {
  const { id, sections } = await graph.estimate(manager, { ...CONTENT, adjustments: [off] });
  const [own] = (await listed(id)).adjustments;
  const told = async (mutation: string, input: object) => {
    const { userErrors } = await graph.mutate(
      manager,
      mutation,
      { estimateId: id, ...input },
      'estimate { id }',
    );
    return userErrors.map(({ code, path }) => `${code} ${path?.join('.')}`);
  };
  expect(await told('addAdjustment', { ...off, name: ' ', value: '101' })).toEqual([
    'REQUIRED name',
    'ABOVE_MAXIMUM value',
  ]);
  expect(await told('addAdjustment', { ...off, kind: 'ROUND_TO', value: '10' })).toEqual([
    'INVALID_ADJUSTMENT ',
  ]);
  expect(await told('addAdjustment', { ...off, sectionId: newId() })).toEqual([
    'SECTION_NOT_FOUND sectionId',
  ]);
  const elsewhere = { ...off, sectionId: sections[0]!.id, afterId: own.id };
  expect(await told('addAdjustment', elsewhere)).toEqual(['ADJUSTMENT_NOT_FOUND afterId']);
  expect(await told('updateAdjustment', { id: own.id, name: null })).toEqual(['REQUIRED name']);
  const both = { id: own.id, afterId: own.id, beforeId: own.id };
  expect(await told('updateAdjustment', both)).toEqual(['AFTER_AND_BEFORE afterId']);
  for (let count = 1; count < 20; count += 1) await told('addAdjustment', off);
  expect(await told('addAdjustment', off)).toEqual(['TOO_MANY_ITEMS ']);
  const gone = { estimateId: id, id: newId() };
  expect(codes(await graph.tryMutate(manager, 'updateAdjustment', gone))).toEqual(['NOT_FOUND']);
  await graph.mutate(manager, 'sendEstimate', { id });
  expect(await told('deleteAdjustment', { id: own.id })).toEqual(['ESTIMATE_NOT_DRAFT estimateId']);
});

it('takes overhead and profit of labour: of WORK, and of what positions say is labour in them', async () => {
  const adjustments = [
    { name: 'Overhead', kind: 'MARKUP', value: '92.5', base: 'LABOUR' },
    { name: 'Profit', kind: 'MARKUP', value: '60', base: 'LABOUR' },
  ];
  const positions = [
    { name: 'A', unitPrice: '1000' },
    { name: 'B', kind: 'MATERIAL', unitPrice: '1000', labourPercent: '34.2571' },
    { name: 'C', unitPrice: '10', labourPercent: '0' },
    { name: 'D', kind: 'EQUIPMENT', quantity: '3', unitPrice: '33.33', labourPercent: '50' },
  ];
  const { id, positions: made } = await graph.estimate(manager, { adjustments, positions });
  const fields = `adjustments { name baseAmount { amount } amount { amount } }
    positions { labourPercent labourAmount { amount } allocatedAdjustment { amount } } totals { net { amount } }`;
  const { estimate, explainAmounts } = dataOf(
    await graph.execute(
      manager,
      `{ estimate(id: "${id}") { ${fields} }
         explainAmounts(estimateId: "${id}", rowId: "${made[3]!.id}") { steps { rule exact amount } } }`,
    ),
  );
  const money = (amount: string) => ({ amount });
  expect(estimate).toEqual({
    adjustments: [
      { name: 'Overhead', baseAmount: money('1392.57'), amount: money('1288.13') },
      { name: 'Profit', baseAmount: money('1392.57'), amount: money('835.54') },
    ],
    positions: [
      ['1000.00', null, '1525.00'],
      ['342.57', '34.2571', '522.42'],
      ['0.00', '0', '0.00'],
      ['50.00', '50', '76.25'],
    ].map(([labour, labourPercent, share]) => ({
      labourPercent,
      labourAmount: money(labour as string),
      allocatedAdjustment: money(share as string),
    })),
    totals: { net: money('4233.66') },
  });
  expect(explainAmounts.steps).toContainEqual({ rule: 'LABOUR', exact: '49.995', amount: '50' });

  await graph.mutate(manager, 'sendEstimate', { id });
  const verified = `{ verifyEstimate(id: "${id}") { intact } }`;
  expect(dataOf(await graph.execute(manager, verified)).verifyEstimate.intact).toBe(true);
  const next = (
    await graph.mutate(manager, 'reviseEstimate', { id }, `estimate { id ${fields} positions { id } }`)
  ).estimate;
  expect(next).toMatchObject(estimate);
  await graph.mutate(manager, 'updatePosition', { id: next.positions[2].id, labourPercent: null });
  const diff = `{ estimateDiff(fromId: "${id}", toId: "${next.id}") { positions { name changes { field before after } } } }`;
  const changed = dataOf(await graph.execute(manager, diff)).estimateDiff.positions.find(
    (each: { name: string }) => each.name === 'C',
  );
  expect(changed.changes).toContainEqual({ field: 'labourPercent', before: '0', after: null });

  const refused = async (fieldsOf: object) =>
    (await graph.mutate(manager, 'updatePosition', { id: next.positions[1].id, ...fieldsOf })).userErrors;
  expect(await refused({ labourPercent: '100.1' })).toMatchObject([
    { code: 'ABOVE_MAXIMUM', path: ['labourPercent'] },
  ]);
  expect(await refused({ kind: 'TEXT', unitPrice: '0' })).toMatchObject([{ code: 'TEXT_CARRIES_AMOUNT' }]);
});
