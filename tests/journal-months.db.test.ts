import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { nothing } from '../main/backup/records';
import { writeSealedFile } from '../main/backup/sealed-file';
import { migrateAllUp } from '../main/migrations';
import { downTo, IN_PARTS, READY } from '../testkit/journal-migrations';
import { newId } from '../service-kit/data/ids';
import { connectClient } from '../service-kit/postgres/database-roles';
import { forgetMoves, keepAllMonths } from '../service-kit/postgres/months';
import { CHANGED_SINCE } from '../subgraphs/crm/src/history/lead-at';
import { useDatabase } from '../testkit/database';

/*
 * The journal of cards is in parts by month (decision 35): every write finds a place, months come and go as wholes, readers leave alone what
 * can't hold what they ask for, and a journal that was there before is carried over as it is.
 */

const database = useDatabase();
let owner: Client;
let crm: Client;
beforeAll(async () => {
  owner = await connectClient(database.url);
  crm = await connectClient(await database.urlFor('crm'));
});
afterAll(() => Promise.all([owner.end(), crm.end()]));

interface Account {
  orgId: string;
  connectionId: string;
}

async function addAccount(): Promise<Account> {
  const account = { orgId: newId(), connectionId: newId() };
  await owner.query(
    `INSERT INTO crm.connections (org_id, id, account_id, subdomain, account_name, currency, state, auth_kind, connected_at, connected_by, created_at)
     VALUES ($1, $2, 1, 'acme', 'Acme', 'EUR', 'ACTIVE', 'OAUTH', now(), $1, now())`,
    [account.orgId, account.connectionId],
  );
  return account;
}

/** As crm's own role in an organisation; committed. */
async function within<T extends object>(orgId: string, sql: string, values: unknown[] = []): Promise<T[]> {
  await crm.query('BEGIN');
  try {
    await crm.query(`SELECT set_config('app.org_id', $1, true)`, [orgId]);
    const { rows } = await crm.query<T>(sql, values);
    await crm.query('COMMIT');
    return rows;
  } catch (error) {
    await crm.query('ROLLBACK');
    throw error;
  }
}

const noteChange = ({ orgId, connectionId }: Account, daysAgo: number) =>
  within(
    orgId,
    `INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
     VALUES ($1, $2, 'LEADS', 7, now() - make_interval(days => $3), now() - make_interval(days => $3), 'SYNC', '{"name": "a"}', '{"name": "b"}')`,
    [orgId, connectionId, daysAgo],
  );

interface Kept {
  days: number;
  part: string;
}
/** How old an organisation's changes are, and in which part each lies, the latest first. */
const keptOf = ({ orgId }: Account) =>
  within<Kept>(
    orgId,
    `SELECT round(extract(epoch FROM now() - learned_at) / 86400)::int AS days, tableoid::regclass::text AS part
       FROM crm.card_changes WHERE org_id = $1 ORDER BY learned_at DESC`,
    [orgId],
  );
const daysOf = async (account: Account) => (await keptOf(account)).map(({ days }) => days);

const keep = async (since?: string) => {
  const { rows } = await crm.query<{ made: number; dropped: number }>(
    'SELECT made, dropped FROM crm.keep_months_of_card_changes(coalesce($1::timestamptz, now()))',
    [since ?? null],
  );
  return rows[0];
};
const parts = async (): Promise<string[]> =>
  (
    await owner.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'crm.card_changes'::regclass ORDER BY 1`,
    )
  ).rows.map(({ name }) => name);
const MONTH = /^crm\.card_changes_\d{4}_\d\d$/;

it('has this month and the next two from the start, and makes nothing twice', async () => {
  const now = await parts();
  expect(now.filter((name) => MONTH.test(name))).toHaveLength(3);
  expect(now.filter((name) => !MONTH.test(name))).toEqual(['crm.card_changes_rest']);
  expect(await Promise.all([keep(), keep()])).toEqual([
    { made: 0, dropped: 0 },
    { made: 0, dropped: 0 },
  ]);
});

it('takes a change of any time, and gives it a month in the next round', async () => {
  const [one, other] = [await addAccount(), await addAccount()];
  for (const days of [-900, 0, 100, 200]) await noteChange(one, days);
  await noteChange(other, 100);
  const before = await keptOf(one);
  expect(before.map(({ part }) => part === 'crm.card_changes_rest')).toEqual([true, false, true, true]);
  expect((await keep())?.made).toBe(3);
  const after = await keptOf(one);
  expect(after.map(({ part }) => MONTH.test(part))).toEqual([true, true, true, true]);
  expect(new Set(after.map(({ part }) => part)).size).toBe(4);
  expect(after.map(({ days }) => days)).toEqual([-900, 0, 100, 200]);
  expect(await daysOf(other)).toEqual([100]);
  const { rows } = await owner.query('SELECT count(*)::int AS left FROM crm.card_changes_rest');
  expect(rows).toEqual([{ left: 0 }]);
  await noteChange(one, 50);
  await keep();
  expect(await daysOf(one)).toEqual([-900, 0, 50, 100, 200]);
});

describe('a rest that has grown long', () => {
  // Autovacuum would hold it for longer than a slice waits, which is then left to the next round.
  beforeAll(() => owner.query('ALTER TABLE crm.card_changes_rest SET (autovacuum_enabled = off)'));

  /** Changes of an account at an instant, seven or so to a page. */
  const noteMany = ({ orgId, connectionId }: Account, daysAgo: number, many: number) =>
    within(
      orgId,
      `INSERT INTO crm.card_changes (org_id, connection_id, kind, kommo_id, at, learned_at, cause, before, after)
       SELECT $1, $2, 'LEADS', i, now(), now() - make_interval(days => $3), 'SYNC', '{}',
              jsonb_build_object('name', (SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, 30) j))
         FROM generate_series(1, $4) i`,
      [orgId, connectionId, daysAgo, many],
    );
  const slice = async (client = crm) => {
    const { rows } = await client.query<{ more: boolean }>('SELECT * FROM crm.keep_months_of_card_changes()');
    return rows[0]?.more;
  };
  const numbersOf = async ({ orgId }: Account) =>
    (
      await within<{ n: string }>(orgId, 'SELECT n FROM crm.card_changes WHERE org_id = $1 ORDER BY n', [
        orgId,
      ])
    ).map(({ n }) => n);
  const moving = async () =>
    (await owner.query(`SELECT FROM pg_namespace WHERE nspname = 'crm_card_changes_moving'`)).rowCount === 1;

  it('goes to its months in slices, and is whole for readers and writers all the while', async () => {
    const [one, other] = [await addAccount(), await addAccount()];
    await noteMany(one, -400, 1500);
    await noteMany(other, -400, 300);
    await noteMany(one, 330, 300);
    expect(await slice()).toBe(true);
    expect((await keptOf(one)).every(({ part }) => part === 'crm.card_changes_rest')).toBe(true);
    // What is written while it goes on: into months that a slice has met, into one that none has, and away.
    await noteChange(one, -401);
    await noteChange(other, -500);
    await noteChange(other, -500);
    const gone = (await numbersOf(one)).filter((_n, index) => index % 400 === 0);
    const [first, ...others] = gone;
    await within(one.orgId, 'DELETE FROM crm.card_changes WHERE org_id = $1 AND n = ANY ($2)', [
      one.orgId,
      others,
    ]);
    // Past triggers, as a restore writes.
    await owner.query('BEGIN; SET LOCAL session_replication_role = replica');
    await owner.query('DELETE FROM crm.card_changes WHERE org_id = $1 AND n = $2', [one.orgId, first]);
    await owner.query('COMMIT');
    const late = (await numbersOf(other)).at(-1);
    await within(other.orgId, 'DELETE FROM crm.card_changes WHERE org_id = $1 AND n = $2', [
      other.orgId,
      late,
    ]);
    const before = [await numbersOf(one), await numbersOf(other)];
    expect(before.map(({ length }) => length)).toEqual([1801 - gone.length, 301]);

    // A round that ends in the middle of a slice has done nothing of it, and two go on at once.
    await owner.query('BEGIN');
    await slice(owner);
    await owner.query('ROLLBACK');
    const second = await connectClient(await database.urlFor('crm'));
    try {
      await Promise.all([slice(), slice(second)]);
      while (await moving()) {
        expect([await numbersOf(one), await numbersOf(other)]).toEqual(before);
        await slice(second);
      }
    } finally {
      await second.end();
    }
    expect([await numbersOf(one), await numbersOf(other)]).toEqual(before);
    const kept = [...(await keptOf(one)), ...(await keptOf(other))];
    expect(kept.filter(({ part }) => !MONTH.test(part))).toEqual([]);
    const { rows } = await owner.query('SELECT pg_relation_size($1)::int AS left', ['crm.card_changes_rest']);
    expect(rows).toEqual([{ left: 0 }]);
    // Each month is behind its wall, and has what every part has.
    const { rows: shapes } = await owner.query<{ shape: string }>(
      `SELECT DISTINCT concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity, (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid),
                (SELECT string_agg(contype::text, ' ' ORDER BY contype) FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'n'),
                (SELECT count(*) FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = c.oid)) AS shape
         FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid WHERE h.inhparent = 'crm.card_changes'::regclass`,
    );
    expect(shapes).toHaveLength(1);
  });

  it('begins anew when a migration has had the copies forgotten', async () => {
    const one = await addAccount();
    await noteMany(one, -600, 1500);
    const before = await numbersOf(one);
    expect(await slice()).toBe(true);
    await migrateAllUp(database.url);
    expect(await moving()).toBe(false);
    expect(await numbersOf(one)).toEqual(before);
    expect((await keptOf(one)).every(({ part }) => MONTH.test(part))).toBe(true);
  });

  it('begins with its first page again where VACUUM FULL has written it anew', async () => {
    const one = await addAccount();
    await noteMany(one, -800, 1500);
    expect(await slice()).toBe(true);
    // Of rows that are copied and of those that are not, some stay; all of them then lie before the page that was reached.
    const gone = (await numbersOf(one)).slice(300, 1100);
    await within(one.orgId, 'DELETE FROM crm.card_changes WHERE org_id = $1 AND n = ANY ($2)', [
      one.orgId,
      gone,
    ]);
    await owner.query('VACUUM FULL crm.card_changes_rest');
    const before = await numbersOf(one);
    while (await slice());
    expect([before.length, await numbersOf(one)]).toEqual([700, before]);
  });

  it('stays as it is while a backup reads it, which then has all of it', async () => {
    const one = await addAccount();
    await noteMany(one, -1000, 1500);
    expect(await slice()).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'cashcraft-months-'));
    let read: unknown;
    try {
      const parts = { databaseUrl: database.url, secret: 'a key that is kept elsewhere' };
      await writeSealedFile(parts, join(folder, 'a.backup'), async function* (client) {
        await client.query('SELECT 1'); // it sees what is there by now
        while (await slice().catch(() => false));
        const counted = await client.query('SELECT FROM crm.card_changes WHERE org_id = $1', [one.orgId]);
        read = counted.rowCount;
        yield { header: { kind: 'end', tables: 0, rows: 0, files: 0 }, bytes: nothing() };
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(read).toBe(1500);
    while (await slice());
    expect((await keptOf(one)).filter(({ part }) => MONTH.test(part))).toHaveLength(1500);
  });

  it('is left alone by workers while migrations run, which wait for the slice of one', async () => {
    const one = await addAccount();
    await noteMany(one, -1200, 1500);
    const migrating = await connectClient(database.url);
    try {
      await migrating.query(`SET lock_timeout = '50ms'`);
      await crm.query('BEGIN');
      expect(await slice()).toBe(true);
      for (const what of [forgetMoves, keepAllMonths])
        await expect(what(migrating)).rejects.toMatchObject({ code: '55P03' });
      await crm.query('COMMIT');
      await migrating.query('SET lock_timeout = 0');
      await forgetMoves(migrating);
      expect([await slice(), await moving()]).toEqual([false, false]);
      await keepAllMonths(migrating);
    } finally {
      await migrating.end();
    }
    expect((await keptOf(one)).filter(({ part }) => MONTH.test(part))).toHaveLength(1500);
  });
});

it('drops a month when its last day is too old, never earlier, and never waits for who reads it', async () => {
  const one = await addAccount();
  for (const days of [390, 440]) await noteChange(one, days);
  const reader = await connectClient(database.url);
  try {
    await reader.query('BEGIN; SELECT FROM crm.card_changes'); // holds every part
    await expect(keep()).rejects.toMatchObject({ code: '55P03' }); // it may not even look into the rest
    await reader.query('COMMIT');
    // The month of the older one is made and over at once.
    expect(await keep()).toMatchObject({ dropped: 1 });
    expect(await daysOf(one)).toEqual([390]);
    await owner.query(
      `CREATE TABLE crm.card_changes_2001_01 PARTITION OF crm.card_changes FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')`,
    );
    await reader.query('BEGIN; SELECT FROM crm.card_changes');
    expect(await keep()).toMatchObject({ dropped: 0 });
    await reader.query('COMMIT');
    expect(await keep()).toMatchObject({ dropped: 1 });
  } finally {
    await reader.end();
  }
  expect(await parts()).not.toContain('crm.card_changes_2001_01');
  expect(await daysOf(one)).toEqual([390]);
});

it('shows a lead as it was without a look into older months', async () => {
  await keep('2000-01-01');
  const { orgId, connectionId } = await addAccount();
  const scanned = async (daysAgo: number): Promise<string[]> => {
    const rows = await within<{ 'QUERY PLAN': string }>(orgId, `EXPLAIN ${CHANGED_SINCE}`, [
      ...[orgId, connectionId, '7'],
      new Date(Date.now() - daysAgo * 86_400_000),
    ]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    return [...plan.matchAll(/ on (card_changes_\w+)/g)].map(([, name]) => `crm.${name}`);
  };
  const all = await parts();
  const months = all.filter((name) => MONTH.test(name)).sort();
  expect(months.length).toBeGreaterThan(14);
  const lately = await scanned(0);
  const long = await scanned(150);
  const monthOf = (daysAgo: number) => {
    const at = new Date(Date.now() - (daysAgo + 1) * 86_400_000);
    return `crm.card_changes_${at.getUTCFullYear()}_${String(at.getUTCMonth() + 1).padStart(2, '0')}`;
  };
  const from = (daysAgo: number) => [
    ...months.filter((name) => name >= monthOf(daysAgo)),
    'crm.card_changes_rest',
  ];
  expect(new Set(lately)).toEqual(new Set(from(0)));
  expect(new Set(long)).toEqual(new Set(from(150)));
  expect(long.length).toBeGreaterThan(lately.length);
});

it('finds the history of a card by an index in every month, and goes on with months alone', async () => {
  const one = await addAccount();
  for (const days of [1, 40, 80]) await noteChange(one, days);
  await keep();
  await owner.query('ANALYZE crm.card_changes');
  await crm.query('BEGIN; SET LOCAL enable_seqscan = off');
  await crm.query(`SELECT set_config('app.org_id', $1, true)`, [one.orgId]);
  const { rows } = await crm.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT * FROM crm.card_changes WHERE org_id = $1 AND connection_id = $2 AND kommo_id = 7 AND kind = 'LEADS'
        AND learned_at > now() - interval '400 days' ORDER BY n DESC LIMIT 5`,
    [one.orgId, one.connectionId],
  );
  await crm.query('ROLLBACK');
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toMatch(/Seq Scan/);
});

describe('a journal that was there before', () => {
  it('is the first part as it is, goes back into one table, and comes up again', async () => {
    const [one, other] = [await addAccount(), await addAccount()];
    const back = (until: string) => downTo(database.url, until);
    const ups = await back(READY);
    await owner.query('DELETE FROM crm.card_changes');
    for (const days of [0, 100, 390, 500]) await noteChange(one, days);
    await noteChange(other, 3);
    const numbers = async () =>
      (
        await owner.query<{ n: string }>(
          'SELECT n FROM crm.card_changes WHERE org_id = ANY ($1) ORDER BY learned_at',
          [[one.orgId, other.orgId]],
        )
      ).rows.map(({ n }) => Number(n));
    const before = await numbers();
    expect(before).toHaveLength(5);

    expect(await migrateAllUp(database.url)).toHaveLength(ups);
    expect(await numbers()).toEqual(before);
    expect(new Set((await keptOf(one)).map(({ part }) => part))).toEqual(new Set(['crm.card_changes_early']));
    // It has the months that begin soon, and what comes has a number of its own.
    expect((await parts()).filter((name) => MONTH.test(name))).toHaveLength(1);
    await noteChange(one, 0);
    expect(Math.max(...(await numbers()))).toBeGreaterThan(Math.max(...before));
    expect(await keep()).toEqual({ made: 0, dropped: 0 });
    await expect(crm.query('SELECT FROM crm.card_changes_early')).rejects.toMatchObject({ code: '42501' });

    await noteChange(one, -200); // in no month yet
    const all = await numbers();
    await back(IN_PARTS);
    expect(await numbers()).toEqual(all);
    await noteChange(other, 0);
    expect(await daysOf(other)).toEqual([0, 3]);
    // What was learned of in half a year stays in one table.
    await expect(migrateAllUp(database.url)).rejects.toThrow('violated by some row');
    expect(await numbers()).toHaveLength(all.length + 1);
    await within(one.orgId, 'DELETE FROM crm.card_changes WHERE learned_at > now()');
    expect(await migrateAllUp(database.url)).toHaveLength(ups - 1);
    expect(await daysOf(one)).toEqual([0, 0, 100, 390, 500]);
    await back(READY);
    expect(await migrateAllUp(database.url)).toHaveLength(ups);
    expect(await daysOf(one)).toEqual([0, 0, 100, 390, 500]);
  });
});
