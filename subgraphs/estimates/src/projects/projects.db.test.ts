import { newId } from '../../../../service-kit/data/ids';
import { useEstimates } from '../../../../testkit/estimates';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';

const graph = useEstimates();
const FIELDS = 'project { id name description version lead { id } author { id } }';

async function makeProject(viewer: ReturnType<typeof viewerWith>, input: object = {}) {
  const payload = await graph.mutate(viewer, 'createProject', { name: 'House', ...input }, FIELDS);
  return payload['project'] as { id: string; version: number; name: string };
}

describe('createProject', () => {
  it('makes a project of the caller', async () => {
    const manager = viewerWith('manager');
    const leadId = graph.lead(manager);
    const project = await makeProject(manager, { name: ' House ', description: 'By the lake', leadId });
    expect(project).toEqual({
      id: expect.any(String),
      name: 'House',
      description: 'By the lake',
      version: 1,
      lead: { id: leadId },
      author: { id: manager.userId },
    });
  });

  it.each([
    [{ name: ' ' }, 'REQUIRED', 'name'],
    [{ name: 'x'.repeat(301) }, 'TOO_LONG', 'name'],
    [{ leadId: newId() }, 'LEAD_NOT_FOUND', 'leadId'],
    [{ leadId: 'no id' }, 'LEAD_NOT_FOUND', 'leadId'],
    [{ leadId: graph.lead(viewerWith('owner')) }, 'LEAD_NOT_FOUND', 'leadId'],
  ])('refuses %j', async (input, code, path) => {
    const payload = await graph.mutate(
      viewerWith('manager'),
      'createProject',
      { name: 'House', ...input },
      FIELDS,
    );
    expect(payload).toMatchObject({ project: null, userErrors: [{ code, path: [path] }] });
  });

  it('needs projects:write', async () => {
    const answer = await graph.tryMutate(viewerWith('viewer'), 'createProject', { name: 'House' });
    expect(codes(answer)).toEqual(['FORBIDDEN']);
    expect(codes(await graph.tryMutate(null, 'createProject', { name: 'House' }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('updateProject', () => {
  it('changes what is given and leaves the rest', async () => {
    const manager = viewerWith('manager');
    const { id } = await makeProject(manager, { description: 'By the lake' });
    const input = { id, name: 'Villa', expectedVersion: 1 };
    const payload = await graph.mutate(manager, 'updateProject', input, FIELDS);
    expect(payload['project']).toMatchObject({ name: 'Villa', description: 'By the lake', version: 2 });
    const cleared = await graph.mutate(manager, 'updateProject', { id, description: null }, FIELDS);
    expect(cleared['project']).toMatchObject({ name: 'Villa', description: null, version: 3 });
  });

  it('tells the current version when another one was expected', async () => {
    const manager = viewerWith('manager');
    const { id } = await makeProject(manager);
    const answer = await graph.tryMutate(manager, 'updateProject', { id, name: 'Villa', expectedVersion: 7 });
    expect(answer.errors[0]?.extensions).toEqual({ code: 'CONFLICT', expectedVersion: 7, currentVersion: 1 });
  });

  it("finds no project of another organisation's, and no malformed id", async () => {
    const { id } = await makeProject(viewerWith('manager'));
    const stranger = viewerWith('owner');
    for (const given of [id, newId(), 'x']) {
      const answer = await graph.tryMutate(stranger, 'updateProject', { id: given, name: 'Mine' });
      expect(answer.errors.map(({ message }) => message)).toEqual(['Project not found.']);
    }
  });
});

describe('deleteProject', () => {
  it('deletes a project and leaves its drafts without one', async () => {
    const manager = viewerWith('manager');
    const { id } = await makeProject(manager);
    const draft = await graph.estimate(manager, { projectId: id });
    expect(await graph.mutate(manager, 'deleteProject', { id }, 'deletedId')).toMatchObject({
      deletedId: id,
    });
    const answer = await graph.execute(
      manager,
      `{ estimate(id: "${draft.id}") { version project { id } } projects { totalCount } }`,
    );
    expect(dataOf(answer)).toEqual({ estimate: { version: 2, project: null }, projects: { totalCount: 0 } });
  });

  it('keeps a project of which an estimate was sent', async () => {
    const manager = viewerWith('manager');
    const { id } = await makeProject(manager);
    const sent = await graph.estimate(manager, {
      projectId: id,
      positions: [{ name: 'Work', unitPrice: '1' }],
    });
    await graph.mutate(manager, 'sendEstimate', { id: sent.id });
    const payload = await graph.mutate(manager, 'deleteProject', { id }, 'deletedId');
    expect(payload).toMatchObject({ deletedId: null, userErrors: [{ code: 'PROJECT_HAS_SENT_ESTIMATES' }] });
  });

  it("does not delete another organisation's", async () => {
    const manager = viewerWith('manager');
    const { id } = await makeProject(manager);
    expect(codes(await graph.tryMutate(viewerWith('owner'), 'deleteProject', { id }))).toEqual(['NOT_FOUND']);
    expect(dataOf(await graph.execute(manager, `{ project(id: "${id}") { name } }`)).project.name).toBe(
      'House',
    );
  });
});

describe('projects', () => {
  it('lists, filters and pages the projects of the organisation only', async () => {
    const manager = viewerWith('manager');
    const leadId = graph.lead(manager);
    for (const name of ['Alpha', 'Beta 50%', 'Gamma']) await makeProject(manager, { name });
    await makeProject(manager, { name: 'Delta', leadId });
    await makeProject(viewerWith('manager'), { name: 'Foreign' });
    const LIST = `query ($filter: ProjectFilter, $after: String, $first: Int) {
      projects(filter: $filter, after: $after, first: $first, orderBy: CREATED_AT_ASC) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { name } } } }`;
    const names = async (variables: object) =>
      dataOf(await graph.execute(manager, LIST, { ...variables })).projects.edges.map(
        (edge: { node: { name: string } }) => edge.node.name,
      );
    expect(await names({})).toEqual(['Alpha', 'Beta 50%', 'Gamma', 'Delta']);
    expect(await names({ filter: { leadId } })).toEqual(['Delta']);
    expect(await names({ filter: { leadId: newId() } })).toEqual([]);
    expect(await names({ filter: { search: '0%' } })).toEqual(['Beta 50%']);
    expect(await names({ filter: { authorId: newId() } })).toEqual([]);
    const first = dataOf(await graph.execute(manager, LIST, { first: 3 })).projects;
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    expect(await names({ first: 3, after: first.pageInfo.endCursor })).toEqual(['Delta']);
  });

  it('costs the same for few projects and many, with the estimates of each', async () => {
    const manager = viewerWith('manager');
    const statements = async () => {
      const query = `{ projects(first: 50) { totalCount edges { node {
        name lead { id } author { id } estimates(first: 5) { totalCount edges { node { number } } } } } } }`;
      const answer = await graph.execute(manager, query);
      dataOf(answer);
      return answer.statements.length;
    };
    for (let index = 0; index < 3; index += 1) await makeProject(manager);
    const few = await statements();
    for (let index = 0; index < 20; index += 1) {
      const { id } = await makeProject(manager);
      if (index % 4 === 0) await graph.estimate(manager, { projectId: id });
    }
    expect(few).toBe(4);
    expect(await statements()).toBe(few);
  });
});
