import { inOrganization } from '../../../../service-kit/postgres/database';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { expectWholeCopy, ourCards } from '../../../../testkit/crm/copy-check';
import { useHookedCrm } from '../../../../testkit/crm/hooked-crm';
import { processHooks, startHookWorker } from './process-hooks';

const webhookSources: string[] = [];
const world = useHookedCrm({ contacts: 60, leads: 60, companies: 10, clock: 'virtual' }, { webhookSources });

const STATUS = `query($id: ID!) { crmConnection(id: $id) { state notices { code }
  webhook { state waiting lastReceivedAt lastError { code } } } }`;

interface Copy {
  owner: Viewer;
  id: string;
  orgId: string;
  address: string;
}

async function copied(): Promise<Copy> {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.clearFaults();
  world.kommo.control.clearRequests();
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  world.kommo.control.clock({ advance_s: 60 });
  const [hook] = await hooks();
  return { owner, id, orgId: owner.orgId, address: hook?.destination ?? '' };
}

async function hooks(): Promise<{ destination: string; disabled: boolean; settings: string[] }[]> {
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const url = `${world.kommo.accountUrl.replace('{subdomain}', 'acme-demo')}/api/v4/webhooks`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 204) return [];
  return ((await response.json()) as { _embedded: { webhooks: [] } })._embedded.webhooks;
}

const mutate = (input: Parameters<typeof world.kommo.control.mutate>[1]) =>
  world.kommo.control.mutate('acme-demo', input);
const worked = async ({ orgId, id }: Copy): Promise<void> => {
  await world.kommo.control.hooksSettled();
  await processHooks(world.runtime, { orgId, connectionId: id });
};
const post = (address: string, body: string) =>
  fetch(address, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
const form = (pairs: Record<string, string>): string =>
  new URLSearchParams({ 'account[id]': '31250001', ...pairs }).toString();
const inbox = ({ orgId }: Copy) =>
  inOrganization(
    world.deps.source,
    orgId,
    (db) =>
      db.query(
        'SELECT body, done_at, attempts FROM crm.webhook_inbox WHERE org_id = $1 ORDER BY received_at',
        [orgId],
      ) as Promise<{ body: string; done_at: Date | null; attempts: number }[]>,
  );

/** As if what waits had come so long ago. */
const age = ({ orgId }: Copy, by: string) =>
  inOrganization(world.deps.source, orgId, (db) =>
    db.query('UPDATE crm.webhook_inbox SET received_at = now() - $2::interval WHERE org_id = $1', [
      orgId,
      by,
    ]),
  );
const lead = (id: number): string => form({ 'leads[update][0][id]': String(id) });

it('subscribes once, and brings what Kommo tells of without a synchronisation', async () => {
  const copy = await copied();
  await world.sync(copy.owner, copy.id);
  const [hook, ...others] = await hooks();
  expect(others).toEqual([]);
  expect(hook?.destination).toMatch(/\/webhooks\/kommo\/[\w-]{43}$/);
  expect(hook?.settings).toEqual(expect.arrayContaining(['add_lead', 'status_lead', 'delete_company']));
  const made = mutate({
    bulk: { entity: 'leads', n: 3, set: { name: 'Told' } },
    create: { entity: 'contacts', n: 2 },
  });
  mutate({ bulk: { entity: 'companies', n: 1, set: { name: 'Told too' } } });
  mutate({ delete: { entity: 'leads', ids: [50_000_020] } });
  await worked(copy);
  await expectWholeCopy(world, copy.orgId);
  expect((await ourCards(world, copy.orgId, 'leads')).filter((card) => card.name === 'Told')).toHaveLength(
    made.updated.length,
  );
  const { webhook } = dataOf(await world.graph.execute(copy.owner, STATUS, { id: copy.id })).crmConnection;
  expect(webhook).toEqual({
    state: 'ACTIVE',
    waiting: 0,
    lastReceivedAt: expect.any(String),
    lastError: null,
  });
});

it('takes news in any order, twice, and from before', async () => {
  const copy = await copied();
  mutate({ bulk: { entity: 'leads', ids: [50_000_003], set: { name: 'One' } } });
  mutate({ delete: { entity: 'leads', ids: [50_000_004] } });
  await worked(copy);
  const body = form({ 'leads[update][0][id]': '50000003', 'leads[update][1][id]': '50000004' });
  for (let time = 0; time < 3; time += 1) expect((await post(copy.address, body)).status).toBe(200);
  expect((await inbox(copy)).filter((row) => row.body === body)).toHaveLength(1);
  await worked(copy);
  await expectWholeCopy(world, copy.orgId);
  expect((await ourCards(world, copy.orgId, 'leads')).map((card) => card.id)).not.toContain('50000004');
  // A deletion that was taken back meanwhile is not believed.
  world.kommo.control.clock({ advance_s: 120 });
  mutate({ restore: { entity: 'leads', ids: [50_000_004] } });
  await post(copy.address, form({ 'leads[delete][0][id]': '50000004' }));
  await worked(copy);
  await expectWholeCopy(world, copy.orgId);
});

it('asks again for a card that Kommo does not show yet, a few times', async () => {
  const copy = await copied();
  await post(copy.address, form({ 'leads[add][0][id]': '99999999' }));
  for (let turn = 1; turn <= 4; turn += 1) {
    const [row] = await inbox(copy);
    expect(row).toMatchObject({ attempts: turn - 1, done_at: null });
    // News that come meanwhile use up none of its attempts.
    if (turn > 1) {
      const again = world.jobs.enqueued.filter((job) => job.id.startsWith(copy.id)).at(-1);
      expect(again?.delayMs).toBeGreaterThan([1_900, 9_900, 59_900][turn - 2] ?? 0);
      await age(copy, '0 seconds');
      await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
    }
    expect((await inbox(copy))[0]).toMatchObject({ attempts: turn - 1, done_at: null });
    await age(copy, '2 minutes');
    await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  }
  expect((await inbox(copy))[0]?.done_at).not.toBeNull();
});

it('works a flood through together: everything stored, few requests', async () => {
  const copy = await copied();
  const ids = (await ourCards(world, copy.orgId, 'leads')).map((card) => card.id);
  const bodies = Array.from({ length: 300 }, (_, at) =>
    form({ 'leads[update][0][id]': ids[at % ids.length] ?? '', 'leads[update][0][name]': String(at) }),
  );
  const answers = await Promise.all(bodies.map((body) => post(copy.address, body)));
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect(await inbox(copy)).toHaveLength(300);
  world.kommo.control.clearRequests();
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  expect(world.kommo.control.requests().length).toBeLessThanOrEqual(4);
  expect((await inbox(copy)).every((row) => row.done_at !== null)).toBe(true);
  const jobs = world.jobs.enqueued.filter((job) => job.queue === 'crm-hooks' && job.id.startsWith(copy.id));
  expect(jobs.length).toBeLessThan(10);
});

it('refuses who does not know the address or names another account, and goes on listening to Kommo', async () => {
  const copy = await copied();
  const stranger = copy.address.replace(/[\w-]{43}$/, 'A'.repeat(43));
  const guessed = [];
  for (let time = 0; time < 40; time += 1) guessed.push((await post(stranger, form({}))).status);
  expect([...new Set(guessed)]).toEqual([404, 429]);
  expect((await post(stranger.replace(/[^/]*$/, 'short'), '')).status).toBe(429);
  const foreign = new URLSearchParams({ 'account[id]': '31250003', 'leads[delete][0][id]': '50000001' });
  expect((await post(copy.address, foreign.toString())).status).toBe(403);
  expect(await inbox(copy)).toEqual([]);
  webhookSources.push('203.0.113.0/24');
  const told = form({ 'leads[update][0][id]': '50000001' });
  expect((await post(copy.address, told)).status).toBe(403); // from elsewhere
  expect(await inbox(copy)).toEqual([]);
  webhookSources.push('127.0.0.1', '::1');
  expect((await post(copy.address, told)).status).toBe(200);
  webhookSources.length = 0;
});

it.each([
  ['nothing', ''],
  ['no form', '{"leads":[{"id":1}]}'],
  ['a NUL', 'leads[add][0][id]=5\0&x=%00'],
  ['broken escapes', 'leads[add][0][id]=%zz&%=&a=%'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80]).toString('latin1')],
  ['two megabytes', `leads[add][0][name]=${'x'.repeat(2 * 1024 * 1024)}`],
])('answers 200 to a body of %s and lives', async (_what, body) => {
  const copy = await copied();
  expect((await post(copy.address, body)).status).toBe(200);
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  await expectWholeCopy(world, copy.orgId);
});

it('subscribes anew when Kommo has switched the hook off, says so, and catches up', async () => {
  const copy = await copied();
  world.kommo.control.webhooks('acme-demo', { disabled: true });
  mutate({ bulk: { entity: 'leads', n: 5, set: { name: 'Not told' } } });
  world.kommo.control.clock({ advance_s: 60 });
  await world.sync(copy.owner, copy.id);
  await expectWholeCopy(world, copy.orgId);
  expect(await hooks()).toMatchObject([{ destination: copy.address, disabled: false }]);
  const status = () => world.graph.execute(copy.owner, STATUS, { id: copy.id });
  expect(dataOf(await status()).crmConnection).toMatchObject({
    notices: [{ code: 'KOMMO_WEBHOOK_DISABLED' }],
    webhook: { state: 'DISABLED' },
  });
  await world.sync(copy.owner, copy.id);
  expect(dataOf(await status()).crmConnection).toMatchObject({ notices: [], webhook: { state: 'ACTIVE' } });
});

it('polls where the plan has no webhooks, and says so', async () => {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.plan('acme-demo', { webhooks: false });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  await world.sync(owner, id);
  expect(dataOf(await world.graph.execute(owner, STATUS, { id })).crmConnection).toMatchObject({
    state: 'ACTIVE',
    notices: [{ code: 'KOMMO_ACCESS_LIMITED' }, { code: 'KOMMO_WEBHOOKS_REFUSED' }],
    webhook: { state: 'REFUSED', lastError: { code: 'KOMMO_PAYMENT_REQUIRED' } },
  });
  world.kommo.control.plan('acme-demo', { webhooks: true });
});

it('asks once a day for news of conversations that Kommo refuses', async () => {
  world.kommo.control.reset({ keep_tokens: true });
  world.kommo.control.plan('acme-demo', { talks: false });
  const owner = viewerWith('owner');
  const id = await world.connect(owner);
  const asked = async (): Promise<number> => {
    world.kommo.control.clearRequests();
    await world.sync(owner, id);
    return world.kommo.control.requests({ method: 'POST', path: '/api/v4/webhooks' }).length;
  };
  expect([await asked(), await asked()]).toEqual([2, 0]);
  world.kommo.control.plan('acme-demo', { talks: true });
  await inOrganization(world.deps.source, owner.orgId, (db) =>
    db.query(`UPDATE crm.webhooks SET talks_refused_at = now() - interval '25 hours' WHERE org_id = $1`, [
      owner.orgId,
    ]),
  );
  expect([await asked(), await asked()]).toEqual([1, 0]);
});

it('takes the subscription back when the account is disconnected', async () => {
  const copy = await copied();
  const disconnect = `mutation($input: DisconnectKommoInput!) { disconnectKommo(input: $input) { userErrors { code } } }`;
  const input = { connectionId: copy.id, data: 'KEEP' };
  dataOf(await world.graph.execute(copy.owner, disconnect, { input }));
  expect(await hooks()).toEqual([]);
  expect((await post(copy.address, form({}))).status).not.toBe(200);
});

it('tells how fresh a lead is', async () => {
  const copy = await copied();
  const freshness = async () =>
    dataOf(
      await world.graph.execute(
        copy.owner,
        '{ leads(first: 1) { edges { node { freshness { stale ageSeconds } } } } }',
      ),
    ).leads.edges[0].node.freshness;
  expect(await freshness()).toEqual({ stale: false, ageSeconds: 0 });
  await post(copy.address, form({ 'leads[update][0][id]': '50000001' }));
  await inOrganization(world.deps.source, copy.orgId, (db) =>
    db.query(`UPDATE crm.webhook_inbox SET received_at = now() - interval '30 seconds' WHERE org_id = $1`, [
      copy.orgId,
    ]),
  );
  const { stale, ageSeconds } = await freshness();
  expect(stale).toBe(true);
  expect(ageSeconds).toBeGreaterThanOrEqual(30);
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  expect(await freshness()).toEqual({ stale: false, ageSeconds: 0 });
});

it('does not let one kind that Kommo refuses stop the others', async () => {
  const copy = await copied();
  mutate({ bulk: { entity: 'leads', ids: [50_000_003], set: { name: 'Told' } } });
  await world.kommo.control.hooksSettled();
  await post(copy.address, form({ 'companies[update][0][id]': '60000001' }));
  world.kommo.control.faults({ match: { path: '/api/v4/companies' }, kind: '404', times: 1 });
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  expect((await inbox(copy)).map((row) => row.done_at)).not.toContain(null);
  await expectWholeCopy(world, copy.orgId);
});

it('counts attempts that fail, and puts aside what fails time and again', async () => {
  const copy = await copied();
  await post(copy.address, lead(50_000_003));
  const turn = () => processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  world.kommo.control.faults({ match: { path: '/api/v4/leads' }, kind: 'html_403', times: 1 });
  await expect(turn()).rejects.toMatchObject({ kind: 'blocked_html' });
  expect(await inbox(copy)).toMatchObject([{ attempts: 1, done_at: null }]);
  await inOrganization(world.deps.source, copy.orgId, (db) =>
    db.query('UPDATE crm.webhook_inbox SET attempts = 30 WHERE org_id = $1', [copy.orgId]),
  );
  world.kommo.control.clearRequests();
  await turn();
  expect(await inbox(copy)).toMatchObject([{ attempts: 30, done_at: expect.any(Date) }]);
  expect(world.kommo.control.requests()).toEqual([]);
});

it('ends a turn that Kommo lets hang, and has one at a time', async () => {
  const copy = await copied();
  await post(copy.address, lead(50_000_003));
  const ref = { orgId: copy.orgId, connectionId: copy.id };
  let asked = 0;
  const send: typeof world.runtime.http.send = ({ signal }) => {
    asked += 1;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const hanging = { ...world.runtime, http: { ...world.runtime.http, send } };
  // Either may be the one.
  const both = await Promise.allSettled([1, 2].map(() => processHooks(hanging, ref, 2_000)));
  expect(both.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { name: 'TimeoutError' } },
  ]);
  expect(asked).toBe(1);
  expect(await inbox(copy)).toMatchObject([{ attempts: 1, done_at: null }]);
});

it('takes up what was left, with each synchronisation and when the worker starts', async () => {
  const copy = await copied();
  const asked = () =>
    world.jobs.enqueued.filter((job) => job.queue === 'crm-hooks' && job.id.startsWith(copy.id)).length;
  expect(asked()).toBe(1); // by the synchronisation: nothing has come yet
  await post(copy.address, lead(50_000_003));
  world.jobs.enqueued.length = 0;
  const worker = await startHookWorker({ ...world.runtime });
  await worker.close();
  expect(asked()).toBe(1);
});

it('keeps nothing for longer than a week, and nothing open for an account that does not work', async () => {
  const copy = await copied();
  const turn = () => processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  const state = (to: string) =>
    inOrganization(world.deps.source, copy.orgId, (db) =>
      db.query('UPDATE crm.connections SET state = $2 WHERE org_id = $1', [copy.orgId, to]),
    );
  await post(copy.address, lead(50_000_003));
  await age(copy, '8 days');
  await post(copy.address, lead(50_000_004));
  await state('NEEDS_RECONNECT');
  await turn();
  expect(await inbox(copy)).toMatchObject([{ body: lead(50_000_004), done_at: expect.any(Date) }]);
  await state('ACTIVE');
});

it('takes no more of the inbox at once than memory is meant for', async () => {
  const copy = await copied();
  const pad = 'x'.repeat(900 * 1024);
  for (let at = 0; at < 20; at += 1) await post(copy.address, `${lead(50_000_003)}&at=${at}&pad=${pad}`);
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  const open = async () => (await inbox(copy)).filter((row) => row.done_at === null).length;
  expect(await open()).toBe(1);
  await processHooks(world.runtime, { orgId: copy.orgId, connectionId: copy.id });
  expect(await open()).toBe(0);
});

it('synchronises all the same when Kommo fails at its webhooks alone', async () => {
  const copy = await copied();
  mutate({ bulk: { entity: 'leads', n: 5, set: { name: 'Fetched' } } });
  await world.kommo.control.hooksSettled();
  world.kommo.control.faults({ match: { path: '/api/v4/webhooks' }, kind: '500', times: 4 });
  await world.sync(copy.owner, copy.id);
  await expectWholeCopy(world, copy.orgId);
  expect(dataOf(await world.graph.execute(copy.owner, STATUS, { id: copy.id })).crmConnection).toMatchObject({
    state: 'ACTIVE',
    webhook: { state: 'ACTIVE' },
  });
  expect(world.kommo.control.requests({ path: '/api/v4/webhooks', status: 500 })).toHaveLength(4);
});
