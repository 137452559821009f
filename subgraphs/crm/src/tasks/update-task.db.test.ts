import { expectWholeCopy } from '../../../../testkit/crm/copy-check';
import { entriesOf } from '../../../../testkit/audit-walk';
import { useWrites } from '../../../../testkit/crm/write-world';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import type { Viewer } from '../../../../service-kit/auth/viewer';

const { world, copied, run, theirs } = useWrites();
const patched = () => world.kommo.control.requests({ method: 'PATCH' }).length;
const UPDATE = `updateCrmTask(input: $input) {
  task { id text dueAt typeKommoId isCompleted result responsibleUser { id } } userErrors { code path } }`;

interface Found {
  owner: Viewer;
  id: string;
  kommoId: string;
}

/** An organisation with a task that is still to be done. */
async function withTask(): Promise<Found> {
  const { owner, leads } = await copied();
  const input = { leadId: leads[0]?.id, text: 'Call back', dueAt: '2026-01-05T09:00:00Z' };
  const { kommoId } = await run(owner, 'createCrmTask(input: $input) { kommoId }', input);
  const list = `{ crmTasks(first: 1, filter: { kommoIds: ["${kommoId}"] }) { edges { node { id } } } }`;
  const { crmTasks } = dataOf(await world.graph.execute(owner, list));
  return { owner, id: crmTasks.edges[0].node.id, kommoId };
}

/** What the audit says of `updateCrmTask`. */
async function changesOf({ orgId }: Viewer): Promise<{ after: object }[]> {
  const entries = await entriesOf(world.graph, orgId);
  const ours = entries.filter(({ action }) => action === 'updateCrmTask');
  return ours.flatMap(({ changes }) => changes as { after: object }[]);
}

it('changes a task in Kommo and here, and sends what differs only', async () => {
  const { owner, id, kommoId } = await withTask();
  const { crmUsers } = dataOf(
    await world.graph.execute(owner, '{ crmUsers(first: 20) { edges { node { id kommoId isActive } } } }'),
  );
  const people: { id: string; kommoId: string; isActive: boolean }[] = crmUsers.edges.map(
    ({ node }: { node: object }) => node,
  );
  const before = await theirs(`/tasks/${kommoId}`);
  const other = people.find((one) => one.isActive && one.kommoId !== String(before.responsible_user_id));
  const input = {
    id,
    text: 'Call back tomorrow',
    dueAt: '2026-01-06T09:00:00Z',
    typeId: 2,
    responsibleUserId: other?.id,
  };
  const put = await run(owner, UPDATE, input);
  expect(put).toEqual({
    task: {
      id,
      text: 'Call back tomorrow',
      dueAt: '2026-01-06T09:00:00.000Z',
      typeKommoId: '2',
      isCompleted: false,
      result: null,
      responsibleUser: { id: other?.id },
    },
    userErrors: [],
  });
  expect(patched()).toBe(1);
  expect(await run(owner, UPDATE, input)).toEqual(put);
  expect(patched()).toBe(1);
  const done = await run(owner, UPDATE, { id, isCompleted: true, result: 'Wants the estimate by Friday' });
  expect(done.task).toMatchObject({ isCompleted: true, result: 'Wants the estimate by Friday' });
  expect(await theirs(`/tasks/${kommoId}`)).toMatchObject({
    text: 'Call back tomorrow',
    complete_till: Date.UTC(2026, 0, 6, 9) / 1_000,
    is_completed: true,
    result: { text: 'Wants the estimate by Friday' },
    responsible_user_id: Number(other?.kommoId),
  });
  await expectWholeCopy(world, owner.orgId);
});

it('opens a task again that somebody has closed in Kommo meanwhile', async () => {
  const { owner, id, kommoId } = await withTask();
  await theirs(`/tasks/${kommoId}`, { is_completed: true });
  world.kommo.control.clearRequests();
  const { task } = await run(owner, UPDATE, { id, isCompleted: false });
  expect(task.isCompleted).toBe(false);
  expect(patched()).toBe(1);
  expect((await theirs(`/tasks/${kommoId}`)).is_completed).toBe(false);
});

it('looks at the task when Kommo’s answer was lost', async () => {
  const { owner, id, kommoId } = await withTask();
  const match = { method: 'PATCH', path: `/api/v4/tasks/${kommoId}` } as const;
  world.kommo.control.faults({ match, kind: '504_html', times: 1 });
  const done = await run(owner, UPDATE, { id, isCompleted: true });
  expect(done).toMatchObject({ task: { isCompleted: true }, userErrors: [] });
  expect(world.kommo.control.requests({ method: 'PATCH' })).toEqual([
    expect.objectContaining({ fault: '504_html' }),
  ]);
  world.kommo.control.faults({ match, kind: '500', times: 1 });
  const { task, userErrors } = await run(owner, UPDATE, { id, text: 'Never arrived' });
  expect({ task, codes: userErrors.map(({ code }: { code: string }) => code) }).toEqual({
    task: null,
    codes: ['KOMMO_UNREACHABLE'],
  });
  expect((await changesOf(owner)).map(({ after }) => after)).toEqual([
    { isCompleted: true },
    { text: 'Never arrived', uncertain: true },
  ]);
});

it('is noted as uncertain, once, where the answer was lost and nobody could look', async () => {
  const { owner, id, kommoId } = await withTask();
  const match = { method: 'PATCH', path: `/api/v4/tasks/${kommoId}` } as const;
  world.kommo.control.faults({ match, kind: '504_html', times: 1 });
  const looks = { method: 'GET', path: '/api/v4/tasks' } as const;
  world.kommo.control.faults({ match: looks, kind: 'slow', delay_ms: 1, times: 1 }); // the look before the change
  world.kommo.control.faults({ match: looks, kind: '404', times: 9 });
  const lost = await run(owner, UPDATE, { id, text: 'Done unseen' });
  expect(lost).toMatchObject({ task: null, userErrors: [{ code: 'KOMMO_UNREACHABLE' }] });
  world.kommo.control.clearFaults();
  expect((await theirs(`/tasks/${kommoId}`)).text).toBe('Done unseen');
  expect(await run(owner, UPDATE, { id, text: 'Done unseen' })).toMatchObject({ userErrors: [] });
  expect(await changesOf(owner)).toEqual([
    {
      ...{ type: 'CrmTask', id },
      before: { text: 'Call back' },
      after: { text: 'Done unseen', uncertain: true },
    },
  ]);
});

it('says in our words what can’t be done, and where', async () => {
  const { owner, id, kommoId } = await withTask();
  const refusedOf = async (input: object) => (await run(owner, UPDATE, { id, ...input })).userErrors;
  expect(await refusedOf({ text: ' ' })).toEqual([{ code: 'REQUIRED', path: ['text'] }]);
  expect(await refusedOf({ result: 'a\0b' })).toEqual([{ code: 'INVALID_CHARACTERS', path: ['result'] }]);
  expect(await refusedOf({ dueAt: '2200-01-01T00:00:00Z' })).toEqual([{ code: 'INVALID', path: ['dueAt'] }]);
  expect(await refusedOf({ typeId: 0 })).toEqual([{ code: 'INVALID', path: ['typeId'] }]);
  expect(await refusedOf({ responsibleUserId: 'nonsense' })).toEqual([
    { code: 'CRM_USER_NOT_FOUND', path: ['responsibleUserId'] },
  ]);
  expect(patched()).toBe(0);
  expect(await refusedOf({ typeId: 77 })).toEqual([{ code: 'KOMMO_NOT_SUPPORTED_CHOICE', path: ['typeId'] }]);
  expect((await theirs(`/tasks/${kommoId}`)).text).toBe('Call back');
});

it('is for those who may write, in their own organisation', async () => {
  const { owner, id } = await withTask();
  const document = `mutation($input: UpdateCrmTaskInput!) { ${UPDATE} }`;
  const variables = { input: { id, isCompleted: true } };
  const reader = { ...owner, permissions: new Set(['crm:read']) };
  expect(codes(await world.graph.execute(reader, document, variables))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(viewerWith('owner'), document, variables))).toEqual(['NOT_FOUND']);
  expect(patched()).toBe(0);
});

it('does all of what two people change at once', async () => {
  const { owner, id, kommoId } = await withTask();
  const colleague = viewerWith('admin', owner.orgId);
  await Promise.all([
    run(owner, UPDATE, { id, text: 'Call both' }),
    run(colleague, UPDATE, { id, isCompleted: true }),
  ]);
  expect(await theirs(`/tasks/${kommoId}`)).toMatchObject({ text: 'Call both', is_completed: true });
  await expectWholeCopy(world, owner.orgId);
});
