import { inOrganization } from '../../../../service-kit/postgres/database';
import { useEstimates } from '../../../../testkit/estimates';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();

it('lets sections and positions stand in one order', async () => {
  const viewer = viewerWith('manager');
  const { id, positions, sections } = await graph.estimate(viewer, {
    positions: [
      { name: 'First', unitPrice: '1' },
      { name: 'Last', unitPrice: '2' },
    ],
    sections: [{ name: 'Between', positions: [{ name: 'Inside', unitPrice: '3' }] }],
  });
  const move = { id: sections[0]?.id, afterId: positions[0]?.id };
  expect((await graph.mutate(viewer, 'moveSection', move)).userErrors).toEqual([]);
  const read = `{ estimate(id: "${id}") {
    positions { name place } sections { name place } allPositions(first: 9) { edges { node { name } } } } }`;
  const { estimate } = dataOf(await graph.execute(viewer, read));
  expect([...estimate.positions, ...estimate.sections]).toEqual([
    { name: 'First', place: 1 },
    { name: 'Last', place: 3 },
    { name: 'Between', place: 2 },
  ]);
  const names = estimate.allPositions.edges.map(({ node }: { node: { name: string } }) => node.name);
  expect(names).toEqual(['First', 'Inside', 'Last']);
  const added = { estimateId: id, name: 'New', beforeId: sections[0]?.id };
  const { position } = await graph.mutate(viewer, 'addPosition', added, 'position { place }');
  expect(position.place).toBe(2);
});

it('keeps the order of a draft of older rules, whose sections stood behind its positions, when it is changed', async () => {
  const viewer = viewerWith('manager');
  const { id, positions } = await graph.estimate(viewer, {
    positions: ['1', '2', '3'].map((name) => ({ name, unitPrice: '1' })),
    sections: ['4', '5'].map((name) => ({ name, positions: [{ name: `in ${name}`, unitPrice: '1' }] })),
  });
  const older = [
    'UPDATE estimates.estimates SET policy_version = 2 WHERE id = $1',
    'UPDATE estimates.sections SET rank = (name::int - 4) * 1073741824 WHERE estimate_id = $1',
  ];
  await inOrganization(graph.parts.source, viewer.orgId, async (db) => {
    for (const sql of older) await db.query(sql, [id]);
  });
  const read = async () => {
    const query = `{ estimate(id: "${id}") { version policy { version }
      allPositions(first: 9) { edges { node { name } } } sections { name place } } }`;
    return dataOf(await graph.execute(viewer, query)).estimate;
  };
  const before = await read();
  const names = ({ allPositions }: { allPositions: { edges: { node: { name: string } }[] } }) =>
    allPositions.edges.map(({ node }) => node.name);
  expect(names(before)).toEqual(['1', '2', '3', 'in 4', 'in 5']);
  await graph.mutate(viewer, 'updatePosition', { id: positions[0]?.id, name: '1' });
  expect(await read()).toEqual(before); // nothing new: nothing is written
  await graph.mutate(viewer, 'updatePosition', { id: positions[0]?.id, unitPrice: '7' });
  const after = await read();
  expect([names(after), after.sections, after.policy.version]).toEqual([names(before), before.sections, 4]);
});
