import { inOrganization } from '../../../../service-kit/postgres/database';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const manager = () => viewerWith('manager');
const option = (name: string, unitPrice: string, taken = false) => ({ name, unitPrice, choice: { taken } });
const variant = (name: string, unitPrice: string, taken = false) => ({
  name,
  unitPrice,
  choice: { group: 'Floor', taken },
});
const OFFER = {
  positions: [
    { name: 'Walls', unitPrice: '100' },
    option('Lamp', '40'),
    variant('Parquet', '200'),
    variant('Laminate', '80'),
    { name: 'Return of the old floor', unitPrice: '-10' },
  ],
  adjustments: [{ name: 'Off', kind: 'DISCOUNT', value: '10' }],
};
const READ = `
  version status totals { subtotal { amount } net { amount } tax { amount } payable { amount } options { amount } }
  agreed { taken net { amount } tax { amount } payable { amount } contentHash } contentHash
  positions { id name included choice { group taken } amount { amount } net { amount } }`;
type Viewer = ReturnType<typeof viewerWith>;
const read = async (viewer: Viewer, id: string) =>
  dataOf(await graph.execute(viewer, `{ estimate(id: "${id}") { ${READ} } }`)).estimate;
const totalsFor = (viewer: Viewer, id: string, taken: string[] | null) =>
  graph.execute(
    viewer,
    `query ($id: ID!, $taken: [ID!]) { offerTotals(estimateId: $id, taken: $taken) {
       taken net { amount } payable { amount } contentHash } }`,
    { id, taken },
  );
const taken = (estimate: { positions: { name: string; choice: { taken: boolean } | null }[] }) =>
  estimate.positions.filter(({ choice }) => choice?.taken).map(({ name }) => name);

it('counts what is taken, and shows what is not with its amount and without net', async () => {
  const viewer = manager();
  const { id } = await graph.estimate(viewer, OFFER);
  const estimate = await read(viewer, id);
  // 100 + 200 − 10 = 290, less 10 % = 261; the lamp stands apart.
  expect(estimate.totals).toEqual({
    subtotal: { amount: '290.00' },
    net: { amount: '261.00' },
    tax: { amount: '52.20' },
    payable: { amount: '313.20' },
    options: { amount: '40.00' },
  });
  expect(taken(estimate)).toEqual(['Parquet']); // the first, for nobody said which
  type Row = { name: string; included: boolean; net: { amount: string } };
  expect(estimate.positions.map((each: Row) => [each.name, each.included, each.net.amount])).toEqual([
    ['Walls', true, '90.33'],
    ['Lamp', false, '0.00'],
    ['Parquet', true, '180.67'],
    ['Laminate', false, '0.00'],
    ['Return of the old floor', true, '-10.00'],
  ]);
  expect(estimate.positions[1].amount).toEqual({ amount: '40.00' });
});

it('leaves the other alternatives when one is taken, moved away or removed', async () => {
  const viewer = manager();
  const { id, positions } = await graph.estimate(viewer, OFFER);
  const [, , parquet, laminate] = positions.map((each) => each.id) as [string, string, string, string];
  const change = { id: laminate, choice: { group: 'Floor', taken: true } };
  expect((await graph.mutate(viewer, 'updatePosition', change)).userErrors).toEqual([]);
  expect(taken(await read(viewer, id))).toEqual(['Laminate']);
  await graph.mutate(viewer, 'copyPosition', { id: laminate });
  expect(taken(await read(viewer, id))).toEqual(['Laminate']);
  await graph.mutate(viewer, 'removePosition', { id: laminate });
  expect(taken(await read(viewer, id))).toEqual(['Parquet']);
  const { section } = await graph.mutate(
    viewer,
    'addSection',
    { estimateId: id, name: 'S' },
    'section { id }',
  );
  await graph.mutate(viewer, 'movePosition', { id: parquet, sectionId: section.id });
  const { estimate } = dataOf(
    await graph.execute(
      viewer,
      `{ estimate(id: "${id}") { positions { name choice { taken } } sections { positions { name choice { taken } } } } }`,
    ),
  );
  expect([taken(estimate), taken(estimate.sections[0])]).toEqual([['Laminate'], ['Parquet']]);
});

it('refuses two alternatives that are both taken, at the second one', async () => {
  const viewer = manager();
  const input = { leadId: graph.lead(viewer), title: 'T', currency: 'EUR', taxRate: '0' };
  const positions = [variant('A', '1', true), variant('B', '2', true)];
  const { userErrors } = await graph.mutate(viewer, 'createEstimate', { ...input, positions });
  expect(userErrors).toMatchObject([{ code: 'ALTERNATIVES_NEED_ONE', path: ['positions', '1', 'choice'] }]);
});

it('takes a section along with all that is in it', async () => {
  const viewer = manager();
  const { id, sections } = await graph.estimate(viewer, {
    positions: [{ name: 'Base', unitPrice: '10' }],
    sections: [
      {
        name: 'Terrace',
        choice: { taken: false },
        positions: [{ name: 'Deck', unitPrice: '50' }],
        adjustments: [{ name: 'Up', kind: 'MARKUP', value: '10' }],
      },
    ],
  });
  const query = `{ estimate(id: "${id}") { totals { net { amount } options { amount } } sections { included total { amount } } } }`;
  expect(dataOf(await graph.execute(viewer, query)).estimate).toEqual({
    totals: { net: { amount: '10.00' }, options: { amount: '55.00' } },
    sections: [{ included: false, total: { amount: '55.00' } }],
  });
  await graph.mutate(viewer, 'updateSection', { id: sections[0]?.id, choice: { taken: true } });
  expect(dataOf(await graph.execute(viewer, query)).estimate).toEqual({
    totals: { net: { amount: '65.00' }, options: { amount: '0.00' } },
    sections: [{ included: true, total: { amount: '55.00' } }],
  });
});

it('tells what a client would pay for its choice, changes nothing by that, and keeps what it agrees to', async () => {
  const viewer = manager();
  const { id, positions } = await graph.estimate(viewer, OFFER);
  const [, lamp, parquet, laminate] = positions.map((each) => each.id) as [string, string, string, string];
  await graph.mutate(viewer, 'sendEstimate', { id });
  const sent = await read(viewer, id);
  const standing = dataOf(await totalsFor(viewer, id, null)).offerTotals;
  expect(standing).toMatchObject({
    taken: [parquet],
    payable: sent.totals.payable,
    contentHash: sent.contentHash,
  });
  const chosen = dataOf(await totalsFor(viewer, id, [lamp, laminate])).offerTotals;
  // 100 + 40 + 80 − 10 = 210, less 10 % = 189.
  expect(chosen).toMatchObject({
    taken: [lamp, laminate].sort(),
    net: { amount: '189.00' },
    payable: { amount: '226.80' },
  });
  expect(chosen.contentHash).not.toBe(sent.contentHash);
  expect(await read(viewer, id)).toEqual(sent);

  const approval = await graph.mutate(viewer, 'approveEstimate', { id, taken: [lamp, laminate] });
  expect(approval.userErrors).toEqual([]);
  const approved = await read(viewer, id);
  expect(approved.agreed).toMatchObject({ taken: [lamp, laminate].sort(), payable: { amount: '226.80' } });
  expect(approved.agreed.contentHash).toBe(chosen.contentHash);
  expect({ ...approved.totals, hash: approved.contentHash }).toEqual({
    ...sent.totals,
    hash: sent.contentHash,
  });
  const verify = dataOf(await graph.execute(viewer, `{ verifyEstimate(id: "${id}") { intact } }`));
  expect(verify.verifyEstimate).toEqual({ intact: true });
});

it('keeps what was sent when an approval names nothing', async () => {
  const viewer = manager();
  const { id, positions } = await graph.estimate(viewer, OFFER);
  await graph.mutate(viewer, 'sendEstimate', { id });
  await graph.mutate(viewer, 'approveEstimate', { id });
  const { agreed, totals, contentHash } = await read(viewer, id);
  expect(agreed).toMatchObject({ taken: [positions[2]?.id], payable: totals.payable, contentHash });
});

it.each<[string, (ids: string[]) => string[], string]>([
  ['both alternatives', (ids) => [ids[2] as string, ids[3] as string], 'ALTERNATIVES_NEED_ONE'],
  ['no alternative', () => [], 'ALTERNATIVES_NEED_ONE'],
  ['what is part of the offer', (ids) => [ids[0] as string], 'CHOICE_NOT_FOUND'],
  ['no id', () => ['x'], 'CHOICE_NOT_FOUND'],
])('refuses to take %s', async (_what, choose, code) => {
  const viewer = manager();
  const { id, positions } = await graph.estimate(viewer, OFFER);
  await graph.mutate(viewer, 'sendEstimate', { id });
  const ids = choose(positions.map((each) => each.id));
  const { userErrors } = await graph.mutate(viewer, 'approveEstimate', { id, taken: ids });
  expect(userErrors).toMatchObject([{ code, path: ['taken'] }]);
  const asked = code === 'CHOICE_NOT_FOUND' ? 'NOT_FOUND' : 'BAD_USER_INPUT';
  expect(errorsOf(await totalsFor(viewer, id, ids))[0]).toContain(asked);
  expect((await read(viewer, id)).status).toBe('SENT');
});

it('finds nothing of another organisation, and lets nobody change what was agreed', async () => {
  const viewer = manager();
  const { id } = await graph.estimate(viewer, OFFER);
  expect(errorsOf(await totalsFor(manager(), id, null))[0]).toContain('NOT_FOUND');
  await graph.mutate(viewer, 'sendEstimate', { id });
  await graph.mutate(viewer, 'approveEstimate', { id });
  const change = inOrganization(graph.parts.source, viewer.orgId, (db) =>
    db.query(`UPDATE estimates.estimates SET agreed = '{}' WHERE id = $1`, [id]),
  );
  await expect(change).rejects.toThrow('the decision on estimate');
});
