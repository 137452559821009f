import { ask as askKommo } from '../../../../simulator/simulator-client';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { useHookedCrm } from '../../../../testkit/crm/hooked-crm';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { processHooks } from './process-hooks';

const world = useHookedCrm({ contacts: 20, leads: 20, companies: 5, tasks: 30, clock: 'virtual' });
let owner: Viewer;
let connectionId: string;

beforeAll(async () => {
  owner = viewerWith('owner');
  connectionId = await world.connect(owner);
  await world.sync(owner, connectionId);
});

const kommo = async (method: string, path: string, body?: unknown) => {
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const token = world.kommo.issueLongLivedToken('acme-demo');
  return askKommo(`${base}/api/v4${path}`, { method, token, body });
};

const told = async (): Promise<void> => {
  await world.kommo.control.hooksSettled();
  await processHooks(world.runtime, { orgId: owner.orgId, connectionId });
};

const LEAD = `{ leads(filter: { kommoIds: ["50000003"] }) { edges { node {
  tasks(first: 100) { kommoId text isCompleted } notes(first: 100) { kommoId text } } } } }`;
const lead = async () => dataOf(await world.graph.execute(owner, LEAD)).leads.edges[0].node;

it('brings tasks and notes of which Kommo tells, and takes deleted tasks away, without a synchronisation', async () => {
  world.kommo.control.clock({ advance_s: 60 });
  const made = await kommo('POST', '/tasks', [
    { text: 'Measure', complete_till: 1_767_312_000, entity_id: 50_000_003, entity_type: 'leads' },
  ]);
  const id = made.body._embedded.tasks[0].id as number;
  await kommo('POST', '/leads/50000003/notes', [{ note_type: 'common', params: { text: 'Rang twice' } }]);
  await told();
  const before = await lead();
  expect(before.tasks).toContainEqual({ kommoId: String(id), text: 'Measure', isCompleted: false });
  expect(before.notes[0].text).toBe('Rang twice');

  world.kommo.control.clock({ advance_s: 60 });
  await kommo('PATCH', `/tasks/${id}`, { is_completed: true });
  await told();
  expect((await lead()).tasks).toContainEqual({ kommoId: String(id), text: 'Measure', isCompleted: true });

  world.kommo.control.clock({ advance_s: 60 });
  world.kommo.control.mutate('acme-demo', { delete_tasks: { ids: [id] } });
  await told();
  expect((await lead()).tasks.map((task: { kommoId: string }) => task.kommoId)).not.toContain(String(id));
});
