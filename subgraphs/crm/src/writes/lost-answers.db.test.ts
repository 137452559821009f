import type { Viewer } from '../../../../service-kit/auth/viewer';
import { bindRunners, runNextJob } from '../../../../service-kit/jobs/run-job';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { entriesOf } from '../../../../testkit/audit-walk';
import { expectWholeCopy, theirCards } from '../../../../testkit/crm/copy-check';
import { useWrites } from '../../../../testkit/crm/write-world';
import { dataOf } from '../../../../testkit/subgraph';
import { carryOut } from './carry-out';
import { settleKommoChange } from './settle-change';
import { askForLostChanges, recordChange } from './change-store';
import { runKommoWrite } from './write-job';

const { world, copied, run, theirs } = useWrites();
const LEAD = 'createLead(input: $input) { kommoId lead { id } job { id state } userErrors { code path } }';
const fault = (kind: '500' | '504_html' | 'reset_connection' | '429', path: string, times = 1) =>
  world.kommo.control.faults({ match: { method: 'POST', path }, kind, times });
const named = async (name: string) => (await theirCards(world, 'leads')).filter((card) => card.name === name);
const sql = ({ orgId }: Viewer, text: string, values: unknown[] = []) =>
  inOrganization(world.deps.source, orgId, (db) => db.query(text, [orgId, ...values]));

/** Somebody makes leads in Kommo. @returns the first one's number */
async function post(leads: object[]): Promise<string> {
  const token = world.kommo.issueLongLivedToken('acme-demo');
  const base = world.kommo.accountUrl.replace('{subdomain}', 'acme-demo');
  const response = await fetch(`${base}/api/v4/leads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(leads),
  });
  const { _embedded: made } = (await response.json()) as { _embedded: { leads: { id: number }[] } };
  return String(made.leads[0]?.id);
}

/** Runs the write's or the change's job now, as a worker would in a minute. */
async function takeUp(owner: Viewer, run: typeof runKommoWrite = runKommoWrite): Promise<void> {
  await sql(owner, `UPDATE jobs.jobs SET next_at = now() WHERE org_id = $1 AND kind = $2`, [
    run.definition.kind,
  ]);
  const [runner] = bindRunners([run], world.runtime);
  const { changes, log } = world.runtime;
  const stop = new AbortController().signal;
  await runNextJob({ source: world.deps.source }, runner!, owner.orgId, { changes, log, stop });
}
const jobOf = async (owner: Viewer, id: string) =>
  dataOf(
    await world.graph.execute(owner, 'query($id: ID!) { job(id: $id) { state result error { code } } }', {
      id,
    }),
  ).job;

it('finds what was made when Kommo’s answer was lost, and sends it once', async () => {
  const { owner, leads } = await copied();
  fault('504_html', '/api/v4/leads');
  const made = await run(owner, LEAD, { name: 'Behind a gateway', price: '10', tags: ['lost'] });
  expect(made).toMatchObject({ lead: { id: expect.any(String) }, job: null, userErrors: [] });
  expect((await named('Behind a gateway')).map(({ id }) => id)).toEqual([made.kommoId]);
  fault('504_html', '/api/v4/contacts');
  const CONTACT = 'createContact(input: $input) { kommoId contact { phones } userErrors { code } }';
  expect(await run(owner, CONTACT, { name: 'Behind', phones: ['+1 555 777 1234'] })).toMatchObject({
    contact: { phones: ['+1 555 777 1234'] },
  });
  const path = `/leads/${leads[0]?.kommoId}/notes`;
  fault('504_html', `/api/v4${path}`);
  const NOTE = 'addCrmNote(input: $input) { kommoId userErrors { code } }';
  const note = await run(owner, NOTE, { leadId: leads[0]?.id, text: 'Said once' });
  expect(note.kommoId).toMatch(/^\d+$/);
  const { _embedded: notes } = await theirs(`${path}?limit=250`);
  const texts = notes.notes.map(({ params }: { params: { text?: string } }) => params.text);
  expect(texts.filter((text: string) => text === 'Said once')).toHaveLength(1);
  fault('504_html', '/api/v4/tasks');
  const TASK = 'createCrmTask(input: $input) { kommoId userErrors { code } }';
  const task = { leadId: leads[0]?.id, text: 'Once only', dueAt: '2026-02-01T00:00:00Z' };
  expect((await run(owner, TASK, task)).kommoId).toMatch(/^\d+$/);
  await expectWholeCopy(world, owner.orgId);
});

it('knows its card by its custom fields, and takes none that somebody made by hand for its own', async () => {
  const { owner } = await copied();
  const byHand = {
    name: 'Same name',
    custom_fields_values: [{ field_id: 601003, values: [{ value: '7' }] }],
  };
  const customFields = [
    { fieldId: '601003', number: '82.50' },
    { fieldId: '601004', date: '2026-03-08' },
    { fieldId: '601002', options: ['Low'] },
    { fieldId: '601006', isChecked: true },
  ];
  const hand = await post([byHand]);
  fault('504_html', '/api/v4/leads');
  const made = await run(owner, LEAD, { name: 'Same name', customFields });
  expect(made).toMatchObject({ kommoId: expect.any(String), job: null, userErrors: [] });
  expect((await named('Same name')).map(({ id }) => id)).toEqual([hand, made.kommoId]);
  fault('500', '/api/v4/leads');
  const open = await run(owner, LEAD, { name: 'Same name', customFields });
  expect(open).toMatchObject({ kommoId: null, job: { state: 'QUEUED' } });
  await takeUp(owner);
  expect(await named('Same name')).toHaveLength(3);
});

it('answers a job when it is not known what became of it; the job looks it up and makes it once', async () => {
  const { owner } = await copied();
  fault('500', '/api/v4/leads');
  const made = await run(owner, LEAD, { name: 'Made later' });
  expect(made).toMatchObject({ lead: null, kommoId: null, job: { state: 'QUEUED' }, userErrors: [] });
  expect(await named('Made later')).toEqual([]);
  await takeUp(owner);
  const [lead, ...others] = await named('Made later');
  expect(others).toEqual([]);
  expect(await jobOf(owner, made.job.id)).toEqual({
    state: 'SUCCEEDED',
    result: { entity: 'LEADS', kommoId: lead?.id },
    error: null,
  });
  await takeUp(owner);
  expect(await named('Made later')).toHaveLength(1);
  await expectWholeCopy(world, owner.orgId);
});

it('gives each of two equal writes whose answers were lost a row of its own', async () => {
  const { owner } = await copied();
  fault('504_html', '/api/v4/leads', 2);
  const both = await Promise.all([run(owner, LEAD, { name: 'Twin' }), run(owner, LEAD, { name: 'Twin' })]);
  expect(both.map(({ kommoId }) => kommoId).sort()).toEqual((await named('Twin')).map(({ id }) => id));
  expect(new Set(both.map(({ kommoId }) => kommoId)).size).toBe(2);
});

it.each([
  ['before it was sent', false],
  ['between sending and storing', true],
])('takes up a write whose process died %s', async (_when, wasSent) => {
  const { owner, connectionId } = await copied();
  const now = new Date(world.kommo.control.now() * 1_000 - 1_000);
  const id = '0190a000-0000-7000-8000-00000000beef';
  const body = { name: 'Left behind', price: 7, _embedded: {} };
  await sql(
    owner,
    `INSERT INTO crm.kommo_writes (org_id, id, connection_id, entity, path, body, lease_until, sent_at, looked_from)
     VALUES ($1, $2, $3, 'LEADS', '/leads', $4, now() - interval '1 second', $5::timestamptz, $6::timestamptz)`,
    [id, connectionId, JSON.stringify(body), wasSent ? new Date() : null, wasSent ? now : null],
  );
  if (wasSent) await post([body]);
  const options = {
    lane: 'webhook',
    isPatient: true,
    until: Date.now() + 60_000,
    signal: AbortSignal.timeout(60_000),
  } as const;
  const outcomes = await Promise.all([1, 2].map(() => carryOut(world.runtime, owner.orgId, id, options)));
  const [lead, ...others] = await named('Left behind');
  expect(others).toEqual([]);
  expect(outcomes).toEqual([1, 2].map(() => ({ kind: 'done', kommoId: lead?.id })));
});

it('says at once when nothing was sent, and leaves no job', async () => {
  const { owner } = await copied();
  fault('429', '/api/v4/leads', 20);
  const made = await run(owner, LEAD, { name: 'Too fast' });
  expect(made).toMatchObject({
    lead: null,
    job: null,
    userErrors: [{ code: 'KOMMO_RATE_LIMITED', path: [] }],
  });
  expect(await named('Too fast')).toEqual([]);
  expect(await sql(owner, `SELECT id FROM jobs.jobs WHERE org_id = $1 AND kind = 'KOMMO_WRITE'`)).toEqual([]);
});

describe('when an answer is lost late', () => {
  beforeEach(() => void (world.deps.kommo.writeSettleMs = 1_000));
  afterEach(() => void (world.deps.kommo.writeSettleMs = 50));

  it('waits for what Kommo may show from then on, not from when it was sent', async () => {
    const { owner } = await copied();
    const late = {
      match: { method: 'POST', path: '/api/v4/leads' },
      kind: '504_html',
      delay_ms: 1_500,
    } as const;
    world.kommo.control.faults({ ...late, times: 1 });
    world.kommo.control.faults({
      match: { method: 'GET', path: '/api/v4/leads' },
      kind: 'empty_204',
      times: 1,
    });
    const made = await run(owner, LEAD, { name: 'Slow' });
    expect(made).toMatchObject({ lead: { id: expect.any(String) }, job: null, userErrors: [] });
    expect((await named('Slow')).map(({ id }) => id)).toEqual([made.kommoId]);
  });
});

describe('a write that is given up', () => {
  const ends = async (owner: Viewer) =>
    sql(owner, `SELECT state, errors -> 0 ->> 'code' AS code FROM crm.kommo_writes WHERE org_id = $1`);

  it('ends with its job’s last try, and is not sent again', async () => {
    const { owner } = await copied();
    fault('500', '/api/v4/leads');
    const made = await run(owner, LEAD, { name: 'Never known' });
    await sql(owner, 'UPDATE jobs.jobs SET attempt = max_attempts - 1 WHERE org_id = $1 AND id = $2', [
      made.job.id,
    ]);
    world.kommo.control.faults({ match: { method: 'GET', path: '/api/v4/leads' }, kind: '500', times: 4 });
    await takeUp(owner);
    expect(await jobOf(owner, made.job.id)).toMatchObject({ state: 'FAILED' });
    expect(await ends(owner)).toEqual([{ state: 'REFUSED', code: 'KOMMO_UNCERTAIN' }]);
    expect(await named('Never known')).toEqual([]);
  });

  it('ends when its job is cancelled', async () => {
    const { owner } = await copied();
    fault('500', '/api/v4/leads');
    const made = await run(owner, LEAD, { name: 'Called off' });
    await run(owner, 'cancelJob(input: $input) { job { state } userErrors { code } }', { id: made.job.id });
    expect(await ends(owner)).toEqual([{ state: 'REFUSED', code: 'KOMMO_UNCERTAIN' }]);
  });
});

describe('a change whose process died', () => {
  const KINDS = {
    lead: {
      kind: 'LEADS',
      type: 'Lead',
      sent: { name: 'Left behind', 'custom_field.601001': [{ value: 'x' }] },
      body: { name: 'Left behind', custom_fields_values: [{ field_id: 601001, values: [{ value: 'x' }] }] },
    },
    link: { kind: 'LEADS', type: 'Lead', sent: { 'contact.49999999': true }, body: null },
    task: { kind: 'TASKS', type: 'CrmTask', sent: { text: 'Left behind' }, body: { text: 'Left behind' } },
  } as const;

  it.each([
    ['lead', 'done', 'DONE', false],
    ['task', 'done', 'DONE', false],
    ['lead', 'not done', 'REFUSED', false],
    ['link', 'not done', 'DONE', true],
    ['lead', 'written over', 'DONE', true],
    ['lead', 'never seen', 'DONE', true],
    ['lead', 'deleted', 'DONE', true],
    ['task', 'forgotten', 'DONE', false],
  ] as const)(
    'of a %s that was %s is told in the audit and the journal',
    async (which, what, outcome, uncertain) => {
      const { owner, connectionId, leads } = await copied();
      const { kind, type, sent, body } = KINDS[which];
      const [found] = await sql(
        owner,
        `SELECT id, kommo_id, updated_at FROM crm.${kind.toLowerCase()} WHERE org_id = $1 AND ($2 = '' OR kommo_id::text = $2) LIMIT 1`,
        [which === 'task' ? '' : leads[0]?.kommoId],
      );
      const actor = { kind: 'USER', id: owner.userId } as const;
      const told = { type, id: found.id, before: {}, after: { text: 'Left behind' } };
      await inOrganization(world.deps.source, owner.orgId, (db) =>
        recordChange(db, {
          ...{ orgId: owner.orgId, connectionId, kind, kommoId: found.kommo_id, sent, implied: [] },
          ...{
            wasChangedAt: which === 'link' ? null : found.updated_at,
            cause: { kind: 'PERSON', userId: owner.userId },
          },
          audit: { action: 'theMutation', actor, ip: '203.0.113.7', requestId: 'r', told },
        }),
      );
      const path = `/${kind.toLowerCase()}/${found.kommo_id}`;
      const ref = { orgId: owner.orgId, connectionId };
      const isThere = what === 'done' || what === 'forgotten';
      if (isThere) await theirs(path, body ?? {});
      if (what === 'deleted') {
        const ids = [Number(found.kommo_id)];
        world.kommo.control.mutate('acme-demo', { delete: { entity: 'leads', ids } });
      }
      if (what === 'forgotten') {
        await sql(owner, `UPDATE jobs.jobs SET state = 'FAILED', finished_at = now() WHERE org_id = $1`);
        for (const _ of [1, 2])
          await inOrganization(world.deps.source, owner.orgId, (db) => askForLostChanges(db, ref));
      }
      if (what === 'written over') await theirs(path, { name: 'Theirs' });
      if (what === 'never seen') {
        await sql(owner, 'UPDATE jobs.jobs SET attempt = max_attempts - 1 WHERE org_id = $1');
        world.kommo.control.faults({
          match: { method: 'GET', path: `/api/v4/${kind.toLowerCase()}` },
          kind: '500',
          times: 9,
        });
      } else await world.sync(owner, connectionId); // the copy has it before its job looks
      for (const _ of [1, 2]) await takeUp(owner, settleKommoChange); // the second finds nothing
      const entries = await entriesOf(world.graph, owner.orgId);
      const after = { text: 'Left behind', ...(uncertain ? { uncertain: true } : {}) };
      expect(entries.filter(({ action }) => action === 'theMutation')).toMatchObject([
        {
          outcome,
          actor_kind: 'USER',
          actor_id: owner.userId,
          request_id: 'r',
          changes: [{ ...told, after }],
        },
      ]);
      const changes = await sql(owner, 'SELECT cause, user_id FROM crm.card_changes WHERE org_id = $1');
      expect(changes).toEqual(
        isThere
          ? [{ cause: 'PERSON', user_id: owner.userId }]
          : what === 'written over' || what === 'deleted'
            ? [{ cause: 'SYNC', user_id: null }]
            : [],
      );
      expect(await sql(owner, 'SELECT 1 FROM crm.kommo_changes WHERE org_id = $1')).toEqual([]);
    },
  );
});
