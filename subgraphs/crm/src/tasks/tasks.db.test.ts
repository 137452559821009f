import { ask as askKommo } from '../../../../simulator/simulator-client';
import { useCrm } from '../../../../testkit/crm/crm-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const world = useCrm({ contacts: 40, leads: 40, companies: 8, tasks: 700, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeEach(async () => {
  world.kommo.control.reset({ keep_tokens: true });
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const ask = (query: string, variables?: Record<string, unknown>, viewer: Viewer = owner) =>
  world.graph.execute(viewer, query, variables);

const kommo = async (method: string, path: string, body?: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  return askKommo(`${base}/api/v4${path}`, { method, token, body });
};

const TASK = `id kommoId text typeKommoId isCompleted result dueAt durationSeconds createdAt updatedAt isDeleted
  lead { kommoId } contact { kommoId } company { kommoId } responsibleUser { kommoId } author { kommoId } connection { id }`;
const TASKS = `query($first: Int, $after: String, $filter: CrmTaskFilter, $orderBy: CrmTaskOrder! = DUE_AT_ASC) {
  crmTasks(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { ${TASK} } } } }`;

interface Shown {
  id: string;
  kommoId: string;
  isCompleted: boolean;
  dueAt: string;
  lead: { kommoId: string } | null;
  responsibleUser: { kommoId: string } | null;
}

const all = async (filter: object = {}, orderBy = 'DUE_AT_ASC'): Promise<Shown[]> => {
  const found: Shown[] = [];
  for (let after: string | null = null; ;) {
    const { crmTasks }: { crmTasks: never } = dataOf(
      await ask(TASKS, { first: 100, after, filter, orderBy }),
    );
    const { edges, pageInfo } = crmTasks as {
      edges: { node: Shown }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    found.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
};

async function theirTasks() {
  const tasks = [];
  for (let page = 1; ; page += 1) {
    const answer = await kommo('GET', `/tasks?limit=250&page=${page}`);
    if (answer.status === 204) return tasks;
    tasks.push(...answer.body._embedded.tasks);
  }
}

const shownTask = (task: Record<string, unknown>) => ({
  kommoId: String(task['id']),
  text: task['text'],
  isCompleted: task['is_completed'],
  result: Array.isArray(task['result']) ? null : (task['result'] as { text: string }).text,
  dueAt: new Date(Number(task['complete_till']) * 1_000).toISOString(),
  updatedAt: new Date(Number(task['updated_at']) * 1_000).toISOString(),
});
const byNumber = (left: { kommoId: string }, right: { kommoId: string }) =>
  Number(left.kommoId) - Number(right.kommoId);

async function expectWhole(): Promise<void> {
  const ours = (await all()).sort(byNumber);
  const theirs = (await theirTasks()).map(shownTask).sort(byNumber);
  expect(ours).toHaveLength(theirs.length);
  expect(ours).toMatchObject(theirs);
}

it('copies every task, of a list that can’t be ordered by change', async () => {
  await expectWhole();
  expect(await all({}, 'CREATED_AT_DESC')).toHaveLength(700);
  expect(dataOf(await ask(TASKS, { first: 1 })).crmTasks.totalCount).toBe(700);
});

it('follows changes and new tasks, and buries deleted ones when the change log or a walk says so', async () => {
  const [first, second, third] = (await all()).map((task) => task.kommoId);
  world.kommo.control.clock({ advance_s: 60 });
  await kommo('PATCH', `/tasks/${first}`, { is_completed: true, result: { text: 'Done' } });
  const made = await kommo('POST', '/tasks', [
    { text: 'Call back', complete_till: 1_767_312_000, entity_id: 50_000_003, entity_type: 'leads' },
  ]);
  expect(made.status).toBe(200);
  world.kommo.control.mutate('acme-demo', { delete_tasks: { ids: [Number(second)] } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(owner, connectionId);
  await expectWhole();
  const [buried] = await all({ kommoIds: [second], includeDeleted: true });
  expect(buried).toMatchObject({ isDeleted: true });
  // One that goes while nobody tells of it: a walk through everything asks for it by its number.
  world.kommo.control.behaviour({ eventsLimit: 100 });
  world.kommo.control.mutate('acme-demo', { delete_tasks: { ids: [Number(third)] } });
  world.kommo.control.faults({ match: { path: '/api/v4/events' }, kind: '402' });
  await world.sync(owner, connectionId, 'FULL');
  world.kommo.control.clearFaults();
  await expectWhole();
});

it('narrows tasks by lead, person, state and date', async () => {
  const tasks = await all();
  const count = async (filter: object) => (await all(filter)).length;
  const ofLead = tasks.find((task) => task.lead)!;
  const { leads } = dataOf(
    await ask(
      'query($n: [String!]) { leads(filter: { kommoIds: $n }) { edges { node { id tasks(first: 100) { kommoId isCompleted dueAt } } } } }',
      {
        n: [ofLead.lead?.kommoId],
      },
    ),
  );
  const lead = leads.edges[0].node;
  const own = tasks.filter((task) => task.lead?.kommoId === ofLead.lead?.kommoId);
  expect(own.length).toBeGreaterThan(0);
  expect(await count({ leadId: lead.id })).toBe(own.length);
  expect(lead.tasks.map((task: Shown) => task.kommoId).sort()).toEqual(
    own.map((task) => task.kommoId).sort(),
  );
  const order = lead.tasks.map((task: Shown) => `${Number(task.isCompleted)} ${task.dueAt}`);
  expect(order).toEqual([...order].sort());
  for (const isCompleted of [true, false]) {
    expect(await count({ isCompleted })).toBe(
      tasks.filter((task) => task.isCompleted === isCompleted).length,
    );
  }
  const middle = tasks[350]?.dueAt ?? '';
  expect(await count({ dueFrom: middle })).toBe(tasks.filter((task) => task.dueAt >= middle).length);
  expect(await count({ dueBefore: middle })).toBe(tasks.filter((task) => task.dueAt < middle).length);
  const users = dataOf(await ask('{ crmUsers { edges { node { id kommoId } } } }')).crmUsers.edges;
  const person = users.map((edge: { node: { id: string; kommoId: string } }) => edge.node)[0];
  expect(await count({ responsibleUserId: person.id })).toBe(
    tasks.filter((task) => task.responsibleUser?.kommoId === person.kommoId).length,
  );
});

it('hides tasks from another organisation and refuses filters that make no sense', async () => {
  const stranger = viewerWith('owner');
  expect(dataOf(await ask(TASKS, { filter: { connectionId } }, stranger)).crmTasks.edges).toEqual([]);
  expect(codes(await ask(TASKS, { filter: { leadId: 'x' } }))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await ask('{ leads(first: 1) { edges { node { tasks(first: 101) { id } } } } }'))).toEqual([
    'BAD_USER_INPUT',
  ]);
});

it('costs the same for few leads and for many, with tasks and notes', async () => {
  const query = `query($first: Int!) { leads(first: $first) { edges { node {
    tasks(first: 5) { ${TASK} } notes(first: 5) { text author { name } } } } } }`;
  const few = await ask(query, { first: 10 });
  const many = await ask(query, { first: 40 });
  expect(dataOf(many).leads.edges.length).toBeGreaterThan(30);
  expect(many.statements.length).toBe(few.statements.length);
});

it('goes on without tasks and notes where Kommo refuses them, and says so', async () => {
  for (const path of ['/api/v4/tasks', '/api/v4/*/notes']) {
    world.kommo.control.faults({ match: { path }, kind: '404' });
  }
  const other = viewerWith('owner');
  const id = await world.connect(other);
  await world.sync(other, id);
  const query = `query($id: ID!) { crmConnection(id: $id) { state sync { state }
    entities { entity count lastError { code } } } }`;
  const { state, sync, entities } = dataOf(await ask(query, { id }, other)).crmConnection;
  expect({ state, sync }).toEqual({ state: 'ACTIVE', sync: { state: 'SUCCEEDED' } });
  const named = (name: string) => entities.find((one: { entity: string }) => one.entity === name);
  for (const name of ['TASKS', 'LEAD_NOTES', 'CONTACT_NOTES', 'COMPANY_NOTES']) {
    expect(named(name)).toMatchObject({ count: 0, lastError: { code: 'KOMMO_NOT_FOUND' } });
  }
  expect(named('LEADS').count).toBeGreaterThan(30);
  world.kommo.control.clearFaults();
  await world.sync(other, id);
  const after = dataOf(await ask(query, { id }, other)).crmConnection.entities;
  expect(after.find((one: { entity: string }) => one.entity === 'TASKS')).toMatchObject({
    count: 700,
    lastError: null,
  });
});
