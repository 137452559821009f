import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { emptyTrash } from './empty-trash';

const graph = useEstimates();

const TRASH = `query ($filter: TrashFilter, $first: Int, $after: String) {
  trash(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { endCursor } edges { node { id kind name deletedBy { id } deletedAt expiresAt } } } }`;

interface Item {
  id: string;
  kind: string;
  name: string;
  deletedBy: { id: string };
  deletedAt: string;
  expiresAt: string;
}

async function trash(viewer: Viewer, variables: object = {}): Promise<Item[]> {
  const { trash } = dataOf(await graph.execute(viewer, TRASH, { ...variables }));
  return trash.edges.map(({ node }: { node: Item }) => node);
}
const namesIn = async (viewer: Viewer, variables: object = {}) =>
  (await trash(viewer, variables)).map(({ name }) => name);

const RESTORED = 'estimate { id version } project { id } template { id } catalogue { id }';
const restore = (viewer: Viewer, id: string) => graph.mutate(viewer, 'restoreFromTrash', { id }, RESTORED);
const drop = (viewer: Viewer, kind: string, id: string) => graph.mutate(viewer, `delete${kind}`, { id });

const CONTENT = {
  title: 'Kitchen',
  notes: 'With care',
  positions: [{ name: 'Work', unitPrice: '10' }],
  sections: [{ name: 'S', positions: [{ name: 'Tiles', quantity: '3', unitPrice: '7.5' }] }],
};

async function project(viewer: Viewer, name: string): Promise<string> {
  return (await graph.mutate(viewer, 'createProject', { name }, 'project { id }'))['project'].id;
}

/** A price list with one item that no other has. */
async function catalogue(viewer: Viewer, name: string): Promise<string> {
  const input = { name, currency: 'EUR' };
  const made = await graph.mutate(viewer, 'createCatalogue', input, 'catalogue { id }');
  const catalogueId = made['catalogue'].id as string;
  const items = [{ code: `${name}-1`, name: `Brick of ${name}`, unitPrice: '3', unit: 'pcs' }];
  await graph.mutate(viewer, 'putCataloguePrices', { catalogueId, items });
  return catalogueId;
}

/** All lists, and references to what is given. */
async function everything(viewer: Viewer, ids: { leadId: string; estimateId: string; projectId: string }) {
  const LISTS = `{
    estimates { totalCount edges { node { id } } } found: estimates(filter: { search: "Kitchen" }) { totalCount }
    projects { totalCount edges { node { id } } } templates { totalCount } catalogues { totalCount }
    catalogueItems { totalCount } searched: catalogueItems(filter: { search: "brick" }) { totalCount }
    byUnit: catalogueItems(filter: { unit: "pcs" }) { totalCount } }`;
  const REFERENCES = `query ($of: [_Any!]!) { _entities(representations: $of) {
    ... on Estimate { title version } ... on Project { name } ... on Lead { estimates { totalCount } }
    ... on User { estimates { totalCount } } } }`;
  const of = [
    { __typename: 'Estimate', id: ids.estimateId },
    { __typename: 'Project', id: ids.projectId },
    { __typename: 'Lead', id: ids.leadId },
    { __typename: 'User', id: viewer.userId },
  ];
  const lists = dataOf(await graph.execute(viewer, LISTS));
  return { lists, references: dataOf(await graph.execute(viewer, REFERENCES, { of }))._entities };
}

it('hides what is deleted from everybody everywhere, and brings it back as it was', async () => {
  const manager = viewerWith('manager');
  const projectId = await project(manager, 'House');
  const { id: estimateId, leadId, positions, sections } = await graph.estimate(manager, CONTENT);
  const saved = await graph.mutate(manager, 'saveTemplate', { estimateId, name: 'T' }, 'template { id }');
  const catalogueId = await catalogue(manager, 'Walls');
  const WHOLE = `{ estimate(id: "${estimateId}") { title notes totals { total { amount } } positions { id name }
    sections { id positions { id name } } } }`;
  const whole = dataOf(await graph.execute(manager, WHOLE));
  const before = await everything(manager, { leadId, estimateId, projectId });

  await drop(manager, 'Estimate', estimateId);
  await drop(manager, 'Project', projectId);
  await drop(manager, 'Template', saved['template'].id);
  await drop(manager, 'Catalogue', catalogueId);
  const none = { totalCount: 0 };
  expect(await everything(manager, { leadId, estimateId, projectId })).toEqual({
    lists: {
      ...{ estimates: { ...none, edges: [] }, found: none, projects: { ...none, edges: [] } },
      ...{ templates: none, catalogues: none, catalogueItems: none, searched: none, byUnit: none },
    },
    references: [null, null, { estimates: none }, { estimates: none }],
  });
  const refused = async (name: string, input: object) =>
    codes(await graph.tryMutate(manager, name, input)).concat(
      ((await graph.tryMutate(manager, name, input)).data?.[name]?.userErrors ?? []).map(
        ({ code }: { code: string }) => code,
      ),
    );
  const other = await graph.estimate(manager);
  for (const [name, input] of [
    ['updateEstimate', { id: estimateId, title: 'X' }],
    ['sendEstimate', { id: estimateId }],
    ['duplicateEstimate', { id: estimateId }],
    ['deleteEstimate', { id: estimateId }],
    ['updatePosition', { id: positions[0]?.id, name: 'X' }],
    ['exportEstimate', { estimateId, format: 'CSV' }],
    ['addComment', { estimateId, text: 'X' }],
    ['updateProject', { id: projectId, name: 'X' }],
    ['createFromTemplate', { templateId: saved['template'].id, leadId }],
    ['updateCatalogue', { id: catalogueId, name: 'X' }],
  ] as [string, object][])
    expect([name, await refused(name, input)]).toEqual([name, ['NOT_FOUND']]);
  const copy = { ids: [sections[0]?.id], estimateId: other.id };
  expect(await refused('copySections', copy)).toEqual(['SECTION_NOT_FOUND']);
  expect(await refused('updateEstimate', { id: other.id, projectId })).toEqual(['PROJECT_NOT_FOUND']);
  await graph.mutate(manager, 'deleteEstimate', { id: other.id });
  await graph.mutate(manager, 'deleteForGood', { id: other.id });

  expect(await namesIn(manager)).toEqual(['Walls', 'T', 'House', 'Kitchen']);
  const [item] = await trash(manager, { filter: { kind: ['ESTIMATE'] } });
  expect(item).toMatchObject({ id: estimateId, kind: 'ESTIMATE', deletedBy: { id: manager.userId } });
  const keptMs = Date.parse(item?.expiresAt ?? '') - Date.parse(item?.deletedAt ?? '');
  expect(keptMs).toBe(30 * 86_400_000);
  expect(await namesIn(viewerWith('owner'))).toEqual([]);

  const { estimate } = await restore(manager, estimateId);
  expect(estimate.id).toBe(estimateId);
  for (const id of [projectId, saved['template'].id, catalogueId]) await restore(manager, id);
  expect(dataOf(await graph.execute(manager, WHOLE))).toEqual(whole);
  const after = await everything(manager, { leadId, estimateId, projectId });
  after.references[0].version = before.references[0].version;
  expect(after).toEqual(before);
  expect(await namesIn(manager)).toEqual([]);
});

it('gives a project the drafts back that its deletion took, and none that went before or elsewhere', async () => {
  const manager = viewerWith('manager');
  const [projectId, elsewhere] = [await project(manager, 'House'), await project(manager, 'Barn')];
  const drafts: string[] = [];
  for (const title of ['Before', 'Stays', 'Given away', 'Sent'])
    drafts.push((await graph.estimate(manager, { ...CONTENT, title, projectId })).id);
  const [gone = '', stays = '', given = '', sent = ''] = drafts;
  await drop(manager, 'Estimate', gone);
  await drop(manager, 'Project', projectId);
  const projectOf = async (id: string) =>
    dataOf(await graph.execute(manager, `{ estimate(id: "${id}") { project { name } } }`)).estimate.project;
  expect(await Promise.all([stays, given, sent].map(projectOf))).toEqual([null, null, null]);
  await graph.mutate(manager, 'updateEstimate', { id: given, projectId: elsewhere });
  await graph.mutate(manager, 'sendEstimate', { id: sent });
  await restore(manager, projectId);
  expect(await Promise.all([stays, given, sent].map(projectOf))).toEqual([
    { name: 'House' },
    { name: 'Barn' },
    null,
  ]);
  expect(await namesIn(manager)).toEqual(['Before']);
  await drop(manager, 'Project', projectId);
  await restore(manager, gone);
  expect(await projectOf(gone)).toBeNull();
  await drop(manager, 'Estimate', gone);
  await graph.mutate(manager, 'deleteForGood', { id: projectId });
  expect((await restore(manager, gone))['estimate'].id).toBe(gone);
});

it('lets a revision be begun anew, and says so when the former one is to come back', async () => {
  const manager = viewerWith('manager');
  const { id } = await graph.estimate(manager, CONTENT);
  await graph.mutate(manager, 'sendEstimate', { id });
  const revise = async () => {
    const { estimate } = await graph.mutate(
      manager,
      'reviseEstimate',
      { id },
      'estimate { id number revision }',
    );
    return estimate as { id: string; number: string; revision: number };
  };
  const first = await revise();
  await graph.mutate(manager, 'addComment', { estimateId: first.id, text: 'Cheaper?' });
  const COMMENTS = `{ estimate(id: "${id}") { comments { totalCount } } }`;
  const comments = async () => dataOf(await graph.execute(manager, COMMENTS)).estimate.comments.totalCount;
  expect(await comments()).toBe(1);
  await drop(manager, 'Estimate', first.id);
  expect(await comments()).toBe(0);
  const second = await revise();
  expect(second).toMatchObject({ number: first.number, revision: first.revision });
  const refused = await restore(manager, first.id);
  expect(refused).toMatchObject({
    estimate: null,
    userErrors: [{ code: 'REVISED_MEANWHILE', path: ['id'] }],
  });
  await drop(manager, 'Estimate', second.id);
  await restore(manager, first.id);
  const read = await graph.execute(
    manager,
    `{ estimate(id: "${first.id}") { number revision supersedes { id } } }`,
  );
  expect(dataOf(read).estimate).toEqual({ number: first.number, revision: 2, supersedes: { id } });
  expect(await comments()).toBe(1);
});

it('shows, restores and deletes for good for who may do that elsewhere', async () => {
  const manager = viewerWith('manager');
  const projectId = await project(manager, 'House');
  const { id } = await graph.estimate(manager, CONTENT);
  await drop(manager, 'Project', projectId);
  await drop(manager, 'Estimate', id);
  const only = (...permissions: string[]) => ({ ...manager, permissions: new Set(permissions) });
  expect(await namesIn(only('projects:read'))).toEqual(['House']);
  expect(await namesIn(only('estimates:read'), { filter: { kind: ['PROJECT', 'ESTIMATE'] } })).toEqual([
    'Kitchen',
  ]);
  const all = await graph.execute(manager, TRASH, { first: 1 });
  expect(all.statements).toHaveLength(2);
  const { totalCount, pageInfo, edges } = dataOf(all).trash;
  expect([totalCount, edges[0].node.name]).toEqual([2, 'Kitchen']);
  expect(await namesIn(manager, { first: 1, after: pageInfo.endCursor })).toEqual(['House']);
  for (const name of ['restoreFromTrash', 'deleteForGood']) {
    const tries = async (viewer: Viewer, id: string) => codes(await graph.tryMutate(viewer, name, { id }));
    expect(await tries(only('projects:read', 'projects:write', 'estimates:read'), id)).toEqual(['FORBIDDEN']);
    expect(await tries(only('projects:read', 'projects:write'), id)).toEqual(['NOT_FOUND']);
    expect(await tries(viewerWith('viewer', manager.orgId), projectId)).toEqual(['FORBIDDEN']);
    expect(await tries(viewerWith('owner'), id)).toEqual(['NOT_FOUND']);
    expect(await tries(manager, newId())).toEqual(['NOT_FOUND']);
    expect(await tries(manager, 'x')).toEqual(['NOT_FOUND']);
  }
  await graph.mutate(manager, 'deleteForGood', { id });
  expect(await namesIn(manager)).toEqual(['House']);
  const left = await inOrganization(graph.parts.source, manager.orgId, async (db) => {
    await db.query(`SELECT set_config('app.purpose', 'trash', true)`);
    return db.query('SELECT id FROM estimates.estimates UNION ALL SELECT id FROM estimates.positions');
  });
  expect(left).toEqual([]);
});

it('empties itself of what has lain there for its time, unless the organisation rests', async () => {
  const [manager, resting] = [viewerWith('manager'), viewerWith('manager')];
  for (const viewer of [manager, resting]) {
    await drop(viewer, 'Estimate', (await graph.estimate(viewer, CONTENT)).id);
    await drop(viewer, 'Catalogue', await catalogue(viewer, 'Walls'));
  }
  const { source } = graph.parts;
  await inOrganization(source, resting.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.organization_settings (org_id, closed_until) VALUES ($1, now() + interval '9 days')`,
      [resting.orgId],
    ),
  );
  const failures: unknown[] = [];
  const empty = (days: number) =>
    emptyTrash(source, new Date(Date.now() + days * 86_400_000), (error) => failures.push(error));
  expect(await empty(29)).toBe(0);
  expect(await namesIn(manager)).toEqual(['Walls', 'Kitchen']);
  await empty(31);
  expect(failures).toEqual([]);
  expect(await namesIn(manager)).toEqual([]);
  expect(await namesIn(resting)).toEqual(['Walls', 'Kitchen']);
  const left = await inOrganization(source, manager.orgId, async (db) => {
    await db.query(`SELECT set_config('app.purpose', 'trash', true)`);
    return db.query('SELECT id FROM estimates.estimates UNION ALL SELECT id FROM estimates.catalogue_items');
  });
  expect(left).toEqual([]);
});
