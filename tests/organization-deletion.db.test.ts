import type { DataSource } from 'typeorm';
import { createKeyRing } from '../service-kit/auth/secrets';
import { saveFile } from '../service-kit/files/files';
import { newId } from '../service-kit/data/ids';
import { createMailer } from '../service-kit/mail/mails';
import { inOrganization } from '../service-kit/postgres/database';
import { consumeEvents } from '../service-kit/outbox/consume';
import { relayEvents } from '../service-kit/outbox/relay';
import { silentLogger } from '../service-kit/process/logger';
import { connectCrm } from '../subgraphs/crm/src/data-source';
import { membersProjection } from '../subgraphs/crm/src/crm-users/members-projection';
import { connectEstimates } from '../subgraphs/estimates/src/data-source';
import { workOnDeletions, type RemovalParts } from '../subgraphs/identity/src/deletion/removal';
import { useFiles, type TestFiles } from '../testkit/files';
import { useIdentity } from '../testkit/identity';
import { estimatesBeside, makeSentEstimate } from '../testkit/estimates-beside';
import { useMailbox } from '../testkit/mailbox';
import type { SeededOrganization } from '../testkit/seed';
import { codes, dataOf } from '../testkit/subgraph';

/* Deleting an organisation: closed at once, restored by a link, removed from every subgraph when its time is over. */

const graph = useIdentity();
const filesOf = useFiles();
const mailbox = useMailbox(graph);
let files: TestFiles['files'];
let execute: ReturnType<typeof estimatesBeside>;
let crm: DataSource;
let estimates: DataSource;
let org: SeededOrganization;
let parts: RemovalParts;

beforeAll(async () => {
  const { database } = graph.parts;
  crm = await connectCrm(await database.urlFor('crm'));
  estimates = await connectEstimates(await database.urlFor('estimates'));
  const kept = filesOf(estimates);
  files = kept.files;
  execute = estimatesBeside(graph.parts, estimates, kept);
  parts = {
    identity: graph.parts.source,
    others: [
      { name: 'crm', source: crm },
      { name: 'estimates', source: estimates, files },
    ],
    mailer: createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]])),
    log: silentLogger(),
  };
});
afterAll(async () => {
  await crm?.destroy();
  await estimates?.destroy();
});
beforeEach(async () => {
  org = await graph.seed();
});

const DELETE = `mutation ($input: DeleteOrganizationInput!) {
  deleteOrganization(input: $input) { deletesAt userErrors { code path } } }`;
const RESTORE = `mutation ($input: RestoreOrganizationInput!) {
  restoreOrganization(input: $input) { organizationName userErrors { code path } } }`;
const LOG_IN = 'mutation ($input: LogInInput!) { logIn(input: $input) { user { id } userErrors { code } } }';

const remove = (who = org.owner, name = org.org.name) =>
  graph.execute(who.viewer, DELETE, { input: { name } });
const restore = async (token: string) =>
  dataOf(await graph.execute(null, RESTORE, { input: { token } })).restoreOrganization;
const entersAs = async ({ email, password }: { email: string; password: string }): Promise<unknown[]> =>
  dataOf(await graph.execute(null, LOG_IN, { input: { email, password } })).logIn.userErrors.map(
    ({ code }: { code: string }) => code,
  );
/** Mails that came to somebody of the organisation. */
const mailsTo = (who: { email: string }) => mailbox.deliver(org.org.id, who.email);

const passTime = () =>
  graph.sql(
    `UPDATE identity.organization_deletions SET deletes_at = clock_timestamp() - interval '1 s' WHERE org_id = $1`,
    [org.org.id],
  );

describe('deleteOrganization', () => {
  it('is for owners who write its name', async () => {
    expect(codes(await remove(org.admin))).toEqual(['FORBIDDEN']);
    expect(dataOf(await remove(org.owner, 'Another')).deleteOrganization.userErrors).toEqual([
      { code: 'NAME_DIFFERS', path: ['name'] },
    ]);
    expect(await entersAs(org.viewer)).toEqual([]);
  });

  it('ends sessions and keys, tells all processes, and lets nobody in', async () => {
    const { accessToken } = await graph.logIn(org.viewer);
    const [live] = await graph.sql<{ id: string }>('SELECT id FROM identity.sessions WHERE user_id = $1', [
      org.viewer.userId,
    ]);
    expect(codes(await graph.executeWithToken(accessToken, '{ me { id } }'))).toEqual([]);
    const { deletesAt, userErrors } = dataOf(await remove()).deleteOrganization;
    expect(userErrors).toEqual([]);
    const days = (new Date(deletesAt).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(JSON.stringify(graph.announced)).toContain(live?.id);
    for (const one of [org.owner, org.viewer]) expect(await entersAs(one)).toEqual(['INVALID_CREDENTIALS']);
    const [left] = await graph.sql(
      `SELECT (SELECT count(*)::int FROM identity.sessions WHERE org_id = $1 AND revoked_at IS NULL) AS sessions,
              (SELECT count(*)::int FROM identity.api_keys WHERE org_id = $1 AND revoked_at IS NULL) AS keys`,
      [org.org.id],
    );
    expect(left).toEqual({ sessions: 0, keys: 0 });
  });

  it('tells everybody, owners with the link, and each once', async () => {
    await remove();
    for (let time = 0; time < 2; time += 1) await workOnDeletions(parts);
    for (const one of [org.owner, org.admin, org.manager, org.estimator, org.viewer]) {
      const told = await mailsTo(one);
      expect(told).toHaveLength(1);
      expect(told[0]?.subject).toContain(org.org.name);
      expect(told[0]?.text?.includes('/restore-organization?token=')).toBe(one === org.owner);
    }
  });

  it('tells owners beyond the first twenty, too', async () => {
    const ids = Array.from({ length: 21 }, () => newId());
    await graph.sql(
      `INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash)
       SELECT id, id || '@more.example', id || '@more.example', 'More', 'Owner', '!' FROM unnest($1::uuid[]) id`,
      [ids],
    );
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, person, role.id FROM unnest($2::uuid[]) person, identity.roles role WHERE role.org_id = $1 AND role.key = 'owner'`,
      [org.org.id, ids],
    );
    await remove();
    await workOnDeletions(parts);
    for (const id of ids) expect(await mailsTo({ email: `${id}@more.example` })).toHaveLength(1);
  });

  it('twice at once deletes once', async () => {
    const answers = await Promise.all([remove(), remove()]);
    expect(answers.flatMap(codes)).not.toContain('INTERNAL_SERVER_ERROR');
    const worked = answers.filter(({ data }) => data?.deleteOrganization?.userErrors.length === 0);
    expect(worked).toHaveLength(1);
  });
});

describe('restoreOrganization', () => {
  it('lets people in again, once, by the link only', async () => {
    await remove();
    const token = await mailbox.token(org.org.id, org.owner.email);
    expect((await restore('x'.repeat(43))).userErrors).toEqual([{ code: 'TOKEN_INVALID', path: ['token'] }]);
    expect(await restore(token)).toEqual({ organizationName: org.org.name, userErrors: [] });
    expect((await restore(token)).userErrors).toEqual([{ code: 'TOKEN_INVALID', path: ['token'] }]);
    expect(await entersAs(org.owner)).toEqual([]);
    expect((await mailsTo(org.owner)).at(-1)?.subject).toContain('was restored');
  });

  it('is refused when no owner is left to whom it would be', async () => {
    await remove();
    const token = await mailbox.token(org.org.id, org.owner.email);
    await graph.sql(`UPDATE identity.users SET status = 'DISABLED' WHERE id = $1`, [org.owner.userId]);
    expect((await restore(token)).userErrors).toEqual([{ code: 'TOKEN_INVALID', path: ['token'] }]);
  });

  it('comes too late when the time is over', async () => {
    await remove();
    const token = await mailbox.token(org.org.id, org.owner.email);
    await passTime();
    expect((await restore(token)).userErrors).toEqual([{ code: 'TOKEN_INVALID', path: ['token'] }]);
  });
});

describe('the removal', () => {
  /** Rows of the organisation by table, in all schemas but the audit's. */
  async function rowsOf(orgId: string): Promise<Record<string, number>> {
    const tables = await graph.sql<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
        WHERE c.relkind = 'r' AND c.relnamespace IN ('identity'::regnamespace, 'crm'::regnamespace, 'estimates'::regnamespace,
              'jobs'::regnamespace, 'changes'::regnamespace)`,
    );
    const counts = tables.map(
      ({ name }) => `SELECT '${name}' AS name, count(*)::int AS count FROM ONLY ${name} WHERE org_id = $1`,
    );
    const rows = await graph.sql<{ name: string; count: number }>(counts.join(' UNION ALL '), [orgId]);
    const found = Object.fromEntries(
      rows.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]),
    );
    return found;
  }

  async function addLead(): Promise<void> {
    const connection = newId();
    await graph.sql(
      `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
       VALUES ($1, $2, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $2, now())`,
      [org.org.id, connection],
    );
    await graph.sql(
      `INSERT INTO crm.leads (org_id, id, connection_id, kommo_id, name, created_at, updated_at, price)
       SELECT $1, gen_random_uuid(), $2, g, 'Lead ' || g, now(), now(), 1 FROM generate_series(1, 2500) g`,
      [org.org.id, connection],
    );
    // The journal of cards is in parts: more rows than go at once, in a part of their own and in the rest.
    await graph.sql('UPDATE crm.leads SET name = upper(name) WHERE org_id = $1', [org.org.id]);
    await graph.sql(
      `INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
       VALUES ($1, $2, 'LEADS', 1, now(), now() - interval '300 days', 'SYNC', '{}', '{}')`,
      [org.org.id, connection],
    );
  }

  /** Keeps a file with its estimate, as one that was sent with it. */
  async function attach(fileId: string): Promise<void> {
    await graph.sql('ALTER TABLE estimates.attachments DISABLE TRIGGER keep_sent');
    await graph.sql(
      `INSERT INTO estimates.attachments (org_id, id, estimate_id, file_id, audience, created_at)
       SELECT org_id, gen_random_uuid(), id, $2, 'CLIENT', now() FROM estimates.estimates WHERE org_id = $1`,
      [org.org.id, fileId],
    );
    await graph.sql('ALTER TABLE estimates.attachments ENABLE TRIGGER keep_sent');
  }

  async function throwAway(): Promise<void> {
    await graph.sql(
      `WITH thrown AS (
         INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at, in_trash)
         VALUES ($1, gen_random_uuid(), 'House', $1, 1, now(), now(), true) RETURNING org_id, id, name)
       INSERT INTO estimates.trash (org_id, id, kind, name, deleted_by, deleted_at, expires_at, kept)
       SELECT org_id, id, 'PROJECT', name, org_id, now(), now() + interval '30 days', '{}' FROM thrown`,
      [org.org.id],
    );
  }

  it('leaves no row and no file of it in any subgraph, but the audit, which tells of it', async () => {
    const other = await graph.seed();
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [other.org.id, org.admin.userId],
    );
    await makeSentEstimate(execute, org.owner.viewer);
    await addLead();
    await throwAway();
    const file = await saveFile(files, org.org.id, {
      name: 'plan.csv',
      content: (async function* () {
        yield Buffer.from('a,b\n1,2\n');
      })(),
      createdBy: org.owner.userId,
      expiresAt: null,
      maxBytes: 1000,
      kinds: ['csv'],
    });
    expect(file.size).toBeGreaterThan(0);
    await attach(file.id);
    const others = await rowsOf(other.org.id);
    await remove();
    await workOnDeletions(parts); // those of other tests, too
    const before = await rowsOf(org.org.id);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        'identity.memberships',
        'estimates.snapshots',
        'estimates.files',
        'estimates.attachments',
        'estimates.projects',
        'estimates.trash',
        'crm.leads',
        'crm.card_changes_rest',
        expect.stringMatching(/^crm\.card_changes_\d/) as string,
        'jobs.jobs',
      ]),
    );
    await passTime();
    const removals = await Promise.all([workOnDeletions(parts), workOnDeletions(parts)]);
    expect(removals.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await rowsOf(org.org.id)).toEqual({});
    expect(await rowsOf(other.org.id)).toEqual(others);
    const people = await graph.sql<{ id: string }>('SELECT id FROM identity.users WHERE id = ANY ($1)', [
      [org.owner.userId, org.admin.userId, org.viewer.userId],
    ]);
    expect(people).toEqual([{ id: org.admin.userId }]);
    const [entry] = await graph.sql<{ action: string; actor_kind: string; changes: object[] }>(
      `SELECT action, actor_kind, changes FROM audit.entries WHERE org_id = $1 ORDER BY at DESC LIMIT 1`,
      [org.org.id],
    );
    expect(entry).toMatchObject({ action: 'organizationRemoved', actor_kind: 'SYSTEM' });
    expect(entry?.changes).toContainEqual(
      expect.objectContaining({
        type: 'Removal',
        after: expect.objectContaining({ files: expect.any(Number) }),
      }),
    );
  });

  it('that fails half-way is gone on with by the next round', async () => {
    await makeSentEstimate(execute, org.owner.viewer);
    await remove();
    await workOnDeletions(parts);
    await passTime();
    await graph.sql(
      `CREATE FUNCTION identity.fall_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$`,
    );
    await graph.sql(
      'CREATE TRIGGER fall_over BEFORE DELETE ON identity.memberships EXECUTE FUNCTION identity.fall_over()',
    );
    expect(await workOnDeletions(parts)).toBe(0);
    const left = Object.keys(await rowsOf(org.org.id));
    expect(left).toContain('identity.memberships');
    expect(left.filter((name) => name.startsWith('estimates.'))).toEqual([]);
    await graph.sql('DROP FUNCTION identity.fall_over() CASCADE');
    expect(await workOnDeletions(parts)).toBe(1);
    expect(await rowsOf(org.org.id)).toEqual({});
  });

  it('touches nothing before its time, whoever calls it', async () => {
    await expect(
      estimates.query('SELECT estimates.purge_organization($1, 10)', [org.org.id]),
    ).rejects.toThrow(/not to be removed/);
    await remove();
    await expect(graph.parts.source.query('SELECT identity.finish_purge($1)', [org.org.id])).rejects.toThrow(
      /not to be removed/,
    );
    await makeSentEstimate(execute, org.owner.viewer);
    await expect(
      inOrganization(estimates, org.org.id, async (db) => {
        await db.query(`SELECT set_config('app.purpose', 'purge_organization', true)`);
        await db.query('DELETE FROM estimates.snapshots');
      }),
    ).rejects.toThrow();
  });
});

describe('eraseAccount', () => {
  /** Tells crm of the organisation's members, as the workers do. */
  async function tellCrm(orgId: string): Promise<void> {
    const to = { name: 'crm', source: crm, consumers: [membersProjection] };
    const log = silentLogger();
    await relayEvents({ name: 'identity', source: graph.parts.source, consumers: [] }, [to], orgId);
    await consumeEvents(to, membersProjection, orgId, log);
  }
  /** The tables of all schemas in which a text stands, whatever the case; the audit's aside, which nobody can change. */
  async function tablesWith(text: string): Promise<string[]> {
    const tables = await graph.sql<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'audit')`,
    );
    const sought = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM ONLY ${name} AS t WHERE strpos(lower(t::text), lower($1)) > 0)`,
    );
    return (await graph.sql<{ name: string }>(sought.join(' UNION ALL '), [text])).map(({ name }) => name);
  }
  const say = async (name: string, input: object) => {
    const type = `${name.replace(/^./, (first) => first.toUpperCase())}Input!`;
    const answer = await graph.execute(
      org.manager.viewer,
      `mutation M($input: ${type}) { ${name}(input: $input) { userErrors { code message } } }`,
      { input },
    );
    expect(dataOf(answer)[name].userErrors).toEqual([]);
  };

  it('leaves the person’s name and addresses in no table of any subgraph', async () => {
    const [first, last, next] = ['Quixotine', 'Zanzibarova', `next.${newId()}@example.com`];
    const { email } = org.manager;
    await say('updateUser', { firstName: first, lastName: last });
    await graph.logIn(org.manager);
    await graph.execute(null, LOG_IN, { input: { email, password: 'a guess of a stranger' } });
    await say('requestEmailChange', { email: next });
    await makeSentEstimate(execute, org.manager.viewer);
    await graph.sql('SELECT identity.tell_members($1, $2)', [org.org.id, [org.manager.userId]]);
    await tellCrm(org.org.id);
    expect(await tablesWith(email)).toEqual(expect.arrayContaining(['identity.users', 'crm.members']));
    for (const name of [first, last]) expect(await tablesWith(name)).toContain('identity.users');
    expect(await tablesWith(next)).not.toEqual([]);
    await say('eraseAccount', { email });
    await tellCrm(org.org.id);
    for (const text of [first, last, email, next]) expect([text, await tablesWith(text)]).toEqual([text, []]);
  });
});
