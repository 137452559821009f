import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { exportsOf } from '../../../../testkit/exports';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const { ask, work } = exportsOf(graph);

const CONTENT = { positions: [{ name: 'A', unitPrice: '10' }] };

async function sent(viewer: Viewer) {
  const estimate = await graph.estimate(viewer, CONTENT);
  await graph.mutate(viewer, 'sendEstimate', { id: estimate.id });
  return estimate;
}

it('lists what was written, the newest first, with links, to its own organisation alone', async () => {
  const manager = viewerWith('manager');
  const { id } = await sent(manager);
  const csv = await ask(manager, { estimateId: id, format: 'CSV' });
  while (await work(manager));
  const pdf = await ask(manager, { estimateId: id, format: 'PDF', language: 'EN' });
  const fields = `totalCount pageInfo { hasNextPage } edges { cursor node {
    id job { id } format language isPaper createdBy { id } createdAt file { name url } } }`;
  const list = async (args = '') =>
    dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { exports${args} { ${fields} } } }`))
      .estimate.exports;
  const { totalCount, edges } = await list();
  expect(totalCount).toBe(2);
  expect(edges.map(({ node }: { node: object }) => node)).toMatchObject([
    { id: pdf, job: { id: pdf }, format: 'PDF', language: 'EN', isPaper: false, file: null },
    { id: csv, createdBy: { id: manager.userId }, file: { name: expect.stringMatching(/\.csv$/) } },
  ]);
  const [first] = (await list('(first: 1)')).edges;
  expect(first.node.id).toBe(pdf);
  const next = await list(`(first: 1, after: "${first.cursor}")`);
  expect(next).toMatchObject({ edges: [{ node: { id: csv } }], pageInfo: { hasNextPage: false } });
  const stranger = await graph.execute(
    viewerWith('owner'),
    `{ estimate(id: "${id}") { exports { totalCount } } }`,
  );
  expect(codes(stranger)).toEqual(['NOT_FOUND']);
});

it('lists exports of many estimates at the price of one', async () => {
  const manager = viewerWith('manager');
  const query = '{ estimates { edges { node { exports { totalCount edges { node { file { url } } } } } } } }';
  const cost = async () => {
    const { statements, errors } = await graph.execute(manager, query);
    expect(errors).toEqual([]);
    return statements.length;
  };
  const estimateId = (await sent(manager)).id;
  await ask(manager, { estimateId, format: 'CSV' });
  while (await work(manager));
  const one = await cost();
  for (let index = 0; index < 3; index += 1) {
    await ask(manager, { estimateId: (await sent(manager)).id, format: 'CSV' });
  }
  // The work itself is no part of this: each has the first one's file.
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      `UPDATE estimates.exports SET file_id = (SELECT file_id FROM estimates.exports WHERE estimate_id = $1)`,
      [estimateId],
    ),
  );
  expect(await cost()).toBe(one);
});
