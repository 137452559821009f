import { Client } from 'pg';
import { migrateAllUp } from '../main/migrations';
import { downTo, IN_PARTS, READY } from '../testkit/journal-migrations';
import { createChangeVersions } from '../service-kit/changes/change-versions';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { urlOfPart } from '../main/database-roles';

/*
 * A managed PostgreSQL that gives out one role and no right to make others: it owns every table, and row-level security, which
 * binds the owner too, is all that parts the organisations.
 */

const NAME = `cashcraft_one_${process.pid}`;
const PASSWORD = 'one-role';
let admin: Client;
let url: string;
let client: Client;

beforeAll(async () => {
  admin = new Client({ connectionString: process.env['TEST_DATABASE_URL'] ?? '' });
  await admin.connect();
  await admin.query(`CREATE ROLE ${NAME} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD '${PASSWORD}'`);
  await admin.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
  const own = new URL(process.env['TEST_DATABASE_URL'] ?? '');
  Object.assign(own, { username: NAME, password: PASSWORD, pathname: `/${NAME}` });
  url = own.toString();
  await migrateAllUp(url);
  client = new Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await admin.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await admin.query(`DROP ROLE IF EXISTS ${NAME}`);
  await admin.end();
});

async function addProject(orgId: string): Promise<void> {
  await client.query('BEGIN');
  await client.query(`SELECT set_config('app.org_id', $1, true), set_config('app.purpose', 'other', true)`, [
    orgId,
  ]);
  await client.query(
    `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, 'one', $2, 1, now(), now())`,
    [orgId, newId()],
  );
  const { rows } = await client.query(`SELECT current_setting('app.purpose') AS purpose`);
  expect(rows).toEqual([{ purpose: 'other' }]); // what a caller had set is as it was
  await client.query('COMMIT');
}

it('is used for every part, and migrating twice changes nothing', async () => {
  expect(await urlOfPart(url, 'crm')).toBe(url);
  expect(await migrateAllUp(url)).toEqual([]);
});

it('notes and tells change versions, and shows no row of them otherwise', async () => {
  const versions = createChangeVersions(url, silentLogger());
  const [one, other] = [newId(), newId()];
  try {
    const before = [await versions.current(one), await versions.current(other)];
    await addProject(one);
    const after = [await versions.current(one), await versions.current(other)];
    expect(after.map((version, place) => version !== before[place])).toEqual([true, false]);
  } finally {
    await versions.close();
  }
  const { rows } = await client.query('SELECT count(*)::int AS seen FROM changes.versions');
  expect(rows).toEqual([{ seen: 0 }]);
  await expect(
    client.query(`INSERT INTO changes.versions (org_id, slot, n) VALUES ($1, 1, 1)`, [one]),
  ).rejects.toMatchObject({ code: '42501' });
});

it('asks identity whether a person may still do something: false of somebody unknown, and where no organisation is set', async () => {
  for (const setting of [newId(), '']) {
    await client.query(`SELECT set_config('app.org_id', $1, false)`, [setting]);
    const { rows } = await client.query(`SELECT identity.has_permission($1, 'crm:connect') AS may`, [
      newId(),
    ]);
    expect(rows).toEqual([{ may: false }]);
  }
});

describe('the journal of cards, whose rows the owner sees of one organisation at a time', () => {
  async function within<T extends object>(orgId: string, sql: string, values: unknown[] = []): Promise<T[]> {
    await client.query('BEGIN');
    await client.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
    const { rows } = await client.query<T>(sql, values);
    await client.query('COMMIT');
    return rows;
  }
  async function addChange(orgId: string, daysAgo: number): Promise<void> {
    await within(
      orgId,
      `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
       VALUES ($1, $1, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $1, now()) ON CONFLICT DO NOTHING`,
      [orgId],
    );
    await within(
      orgId,
      `INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
       VALUES ($1, $1, 'LEADS', 7, now(), now() - make_interval(days => $2), 'SYNC', '{}', '{}')`,
      [orgId, daysAgo],
    );
  }
  const countOf = async (orgId: string) =>
    (
      await within<{ parts: string[] }>(
        orgId,
        'SELECT array_agg(tableoid::regclass::text ORDER BY learned_at) AS parts FROM crm.card_changes',
      )
    )[0]?.parts;

  it('is carried over, given its months and taken back with the rows of all', async () => {
    const [one, other] = [newId(), newId()];
    const EARLY = 'crm.card_changes_early';
    const ups = await downTo(url, READY);
    await addChange(one, 50);
    await addChange(other, 10);
    expect(await migrateAllUp(url)).toHaveLength(ups);
    expect([await countOf(one), await countOf(other)]).toEqual([[EARLY], [EARLY]]);
    await addChange(one, -200);
    await addChange(other, -200);
    expect(await countOf(one)).toEqual([EARLY, 'crm.card_changes_rest']);
    const { rows } = await client.query('SELECT made FROM crm.keep_months_of_card_changes()');
    expect(rows).toEqual([{ made: 1 }]);
    const both = [EARLY, expect.stringMatching(/^crm\.card_changes_\d{4}_\d\d$/)];
    expect([await countOf(one), await countOf(other)]).toEqual([both, both]);
    // Named by the owner, a part is behind the same wall.
    for (const name of (await countOf(one)) ?? []) {
      expect(await within(one, `SELECT org_id FROM ${name}`)).toEqual([{ org_id: one }]);
      expect(await within(newId(), `SELECT org_id FROM ${name}`)).toEqual([]);
    }
    await downTo(url, IN_PARTS);
    const WHOLE = ['crm.card_changes', 'crm.card_changes'];
    expect([await countOf(one), await countOf(other)]).toEqual([WHOLE, WHOLE]);
    expect(await within(newId(), 'SELECT FROM crm.card_changes')).toEqual([]);
  });
});
