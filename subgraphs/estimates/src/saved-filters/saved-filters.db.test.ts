import type { Viewer } from '../../../../service-kit/auth/viewer';
import { newId } from '../../../../service-kit/data/ids';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { errorsOf, useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const SAVED =
  'savedFilter { id name isShared version filter { status search updatedSince } orderBy author { id } }';
const save = async (viewer: Viewer, input: object) =>
  graph.mutate(viewer, 'createSavedFilter', { name: 'F', filter: {}, ...input }, SAVED);
const names = async (viewer: Viewer): Promise<string[]> =>
  dataOf(await graph.execute(viewer, '{ savedFilters { name } }')).savedFilters.map(
    ({ name }: { name: string }) => name,
  );
const listed = (viewer: Viewer, id: string) =>
  graph.execute(
    viewer,
    `{ savedFilter(id: "${id}") { name estimates(first: 10) { totalCount edges { node { title } } } } }`,
  );
/** Another person of the same organisation. */
const colleague = (viewer: Viewer, role: Parameters<typeof viewerWith>[0]): Viewer => ({
  ...viewerWith(role),
  orgId: viewer.orgId,
});

it('lists what the filter finds, in its order, as it is by then', async () => {
  const manager = viewerWith('manager');
  for (const [title, unitPrice] of [
    ['Kitchen', '1'],
    ['Bath', '9'],
    ['Kitchen of oak', '5'],
  ])
    await graph.estimate(manager, { title, positions: [{ name: 'A', unitPrice }] });
  const filter = { search: ' kitchen', status: ['DRAFT', 'SENT'], updatedSince: '2020-01-01T00:00:00.000Z' };
  const { savedFilter, userErrors } = await save(manager, {
    name: 'Kitchens',
    filter: { ...filter, status: ['DRAFT', 'SENT', 'DRAFT', 'DRAFT'] }, // kept once: no list is longer than there are states
    orderBy: 'TOTAL_DESC',
  });
  expect(userErrors).toEqual([]);
  expect(savedFilter).toMatchObject({ filter, isShared: false, author: { id: manager.userId }, version: 1 });
  const found = async () =>
    dataOf(await listed(manager, savedFilter.id)).savedFilter.estimates.edges.map(
      ({ node }: { node: { title: string } }) => node.title,
    );
  expect(await found()).toEqual(['Kitchen of oak', 'Kitchen']);
  const change = { id: savedFilter.id, filter: { search: 'bath' }, expectedVersion: 1 };
  const changed = await graph.mutate(manager, 'updateSavedFilter', change, SAVED);
  expect(changed.savedFilter).toMatchObject({
    ...{ name: 'Kitchens', version: 2, orderBy: 'TOTAL_DESC' },
    filter: { status: null, search: 'bath', updatedSince: null },
  });
  expect(await found()).toEqual(['Bath']);
  expect(codes(await graph.tryMutate(manager, 'updateSavedFilter', change))).toEqual(['CONFLICT']);
});

it('is its maker’s alone, until it is shared with the organisation', async () => {
  const manager = viewerWith('manager');
  const [viewer, owner] = [colleague(manager, 'viewer'), colleague(manager, 'owner')];
  const { savedFilter } = await save(manager, { name: 'Mine' });
  const { id } = savedFilter;
  expect([await names(manager), await names(viewer)]).toEqual([['Mine'], []]);
  expect(errorsOf(await listed(viewer, id))[0]).toContain('NOT_FOUND');
  expect(codes(await graph.tryMutate(owner, 'updateSavedFilter', { id, name: 'X' }))).toEqual(['NOT_FOUND']);
  expect((await save(viewer, { name: 'A viewer’s' })).userErrors).toEqual([]);
  const input = { name: 'S', filter: {}, isShared: true };
  expect(codes(await graph.tryMutate(viewer, 'createSavedFilter', input))).toEqual(['FORBIDDEN']);

  await graph.mutate(manager, 'updateSavedFilter', { id, isShared: true });
  expect(await names(viewer)).toEqual(['A viewer’s', 'Mine']);
  expect(await names(viewerWith('owner'))).toEqual([]);
  for (const mutation of ['updateSavedFilter', 'deleteSavedFilter'])
    expect(codes(await graph.tryMutate(viewer, mutation, { id }))).toEqual(['FORBIDDEN']);
  const hidden = await graph.mutate(owner, 'updateSavedFilter', { id, isShared: false });
  expect(hidden.userErrors).toMatchObject([{ code: 'NOT_YOURS', path: ['isShared'] }]);
  const renamed = await graph.mutate(owner, 'updateSavedFilter', { id, name: 'Ours' }, SAVED);
  expect(renamed.savedFilter).toMatchObject({ name: 'Ours', author: { id: manager.userId } });
  expect((await graph.mutate(owner, 'deleteSavedFilter', { id }, 'deletedId')).deletedId).toBe(id);
  expect(await names(manager)).toEqual([]);
});

it.each<[object, string, string]>([
  [{ name: ' ' }, 'REQUIRED', 'name'],
  [{ filter: { leadId: 'x' } }, 'INVALID_FILTER', 'filter.leadId'],
  [{ filter: { search: 'x'.repeat(201) } }, 'INVALID_FILTER', 'filter.search'],
  [{ filter: { responsibleId: 'me' } }, 'INVALID_FILTER', 'filter.responsibleId'],
])('refuses %j', async (input, code, path) => {
  expect((await save(viewerWith('manager'), input)).userErrors).toMatchObject([
    { code, path: path.split('.') },
  ]);
});

it('asks of whoever saves or lists it what the filter itself asks', async () => {
  const manager = viewerWith('manager');
  const permissions = new Set([...manager.permissions].filter((each) => each !== 'crm:read'));
  const blind = { ...manager, permissions };
  const input = { name: 'Mine', filter: { responsibleId: newId() } };
  expect(codes(await graph.tryMutate(blind, 'createSavedFilter', input))).toEqual(['FORBIDDEN']);
  const { savedFilter } = await save(manager, input);
  expect(errorsOf(await listed(blind, savedFilter.id))[0]).toContain('FORBIDDEN');
  expect(errorsOf(await listed(manager, savedFilter.id))).toEqual([]);
});

it('finds nothing, and says so, when a newer version saved what this one does not know', async () => {
  const manager = viewerWith('manager');
  const { savedFilter } = await save(manager, { name: 'New' });
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(`UPDATE estimates.saved_filters SET filter = '{"color": "red"}' WHERE org_id = $1`, [
      manager.orgId,
    ]),
  );
  const answer = await listed(manager, savedFilter.id);
  expect(errorsOf(answer)).toEqual([expect.stringMatching(/^BAD_USER_INPUT .*Save it anew/)]);
  expect(await names(manager)).toEqual(['New']);
});

it('keeps a hundred of a person', async () => {
  const manager = viewerWith('manager');
  await inOrganization(graph.parts.source, manager.orgId, (db) =>
    db.query(
      `INSERT INTO estimates.saved_filters SELECT $1, gen_random_uuid(), $2, 'N', false, '{}', 'TOTAL_ASC', 1, now(), now()
         FROM generate_series(1, 100)`,
      [manager.orgId, manager.userId],
    ),
  );
  expect((await save(manager, {})).userErrors).toMatchObject([{ code: 'TOO_MANY_ITEMS' }]);
  expect((await save(manager, { isShared: true })).userErrors).toEqual([]);
});
