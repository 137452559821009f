import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool, type ClientBase } from 'pg';
import { createChangeVersions, type ChangeVersions } from '../service-kit/changes/change-versions';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { useDatabase } from '../testkit/database';

/*
 * The promise everything cached stands on: a change of an organisation's data is seen with a new version, whoever made it
 * and however, and a version never stands for two states of the data.
 */

const database = useDatabase();
/** Tables whose changes are not noted, and why that is right: no field with a cache hint is made of them. */
const NOT_NOTED = [
  'crm.card_values', // written with their cards, whose change is noted
  'crm.drift_checks', // comparisons with Kommo, shown by connections, which are never cached
  'crm.idempotent_effects', // what was done under an Idempotency-Key, in the transaction that did it
  'crm.inbox', // events on their way (service-kit/outbox)
  'crm.knowledge_nodes', // the knowledge graph, shown by fields without a cache hint
  'crm.knowledge_relations',
  'crm.knowledge_sources',
  'crm.kommo_changes', // these two: what is on its way to Kommo; no field with a cache hint is made of it
  'crm.kommo_writes',
  'crm.outbox',
  'crm.pending_installs', // shown by a field without a cache hint
  'crm.rule_echoes', // what rules have just done, for seconds
  'crm.searchable_companies', // parents by which cards are searched; always empty themselves
  'crm.searchable_contacts',
  'crm.searchable_knowledge_nodes',
  'crm.searchable_leads',
  'crm.sync_cursors', // progress of synchronisations, written each second while one runs
  'crm.sync_runs',
  'crm.webhook_inbox', // deliveries, many a second; what they bring is noted where it is stored
  'estimates.asset_parts', // what stands in files; no field with a cache hint is made of it
  'estimates.deadlines', // what follows from estimates, which note their changes; no field is made of it
  'estimates.file_usage', // what files come to, and files themselves: no cached answer is made of them
  'estimates.files',
  'estimates.idempotent_effects',
  'estimates.import_mappings', // these three are their importer's own, and never cached
  'estimates.import_rows',
  'estimates.imports',
  'estimates.inbox',
  'estimates.outbox',
  'estimates.searchable_catalogue_items', // the parent of catalogue_items, which notes its changes
  'estimates.searchable_known_leads', // the parent by which they are searched; always empty itself
  'identity.api_key_activity', // changes with use; no field that shows it is cached
  'identity.api_key_secrets',
  'identity.api_key_usage',
  'identity.idempotent_effects',
  'identity.inbox',
  'identity.invitations', // no field with a cache hint is made of them
  'identity.log_in_challenges', // these two wait for minutes, and no field is made of them
  'identity.member_names', // names as they are sorted and searched, of rows whose changes are noted
  'identity.oidc_domains', // these four: no field with a cache hint is made of them
  'identity.oidc_identities',
  'identity.oidc_log_ins',
  'identity.oidc_providers',
  'identity.organization_deletions', // no field is made of them
  'identity.outbox',
  'identity.passkey_challenges',
  'identity.refresh_tokens', // exchanged every few minutes by everybody who is logged in
  'identity.searchable_member_names', // the parent by which the former is searched; always empty itself
  'identity.sessions',
  'identity.support_uses',
];

let owner: Client;
let writers: Pool;
let versions: ChangeVersions;

beforeAll(async () => {
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  writers = new Pool({ connectionString: await database.urlFor('estimates'), max: 12 });
  versions = createChangeVersions(await database.urlFor('gateway'), silentLogger());
});
afterAll(async () => {
  await versions.close();
  await writers.end();
  await owner.end();
});

async function inOrganization<T>(orgId: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await writers.connect();
  try {
    await client.query(`BEGIN; SELECT set_config('app.org_id', '${orgId}', true)`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const addProject = (client: ClientBase, orgId: string, name = 'one') =>
  client.query(
    `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, $3, $2, 1, now(), now())`,
    [orgId, newId(), name],
  );
/** The sum, which grows; a digest of its parts stands behind it. */
const current = async (orgId: string): Promise<bigint> =>
  BigInt((await versions.current(orgId))?.split('.')[0] ?? 'none');

it('is noted for every table with an organisation, but for a few that nothing cached is made of', async () => {
  const { rows } = await owner.query<{ name: string; noted: string[] }>(`
    SELECT n.nspname || '.' || c.relname AS name,
           array(SELECT t.tgname::text FROM pg_trigger t
                  WHERE t.tgrelid = c.oid AND t.tgname IN ('note_delete', 'note_insert', 'note_update') AND t.tgenabled = 'O' ORDER BY 1) AS noted
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('identity', 'crm', 'estimates') ORDER BY 1`);
  const all = ['note_delete', 'note_insert', 'note_update'];
  const forgotten = rows.filter(({ noted }) => String(noted) !== String(all)).map(({ name }) => name);
  // A new table needs noteChanges (service-kit/changes/change-triggers.ts) in its migration, or a reason here.
  expect(forgotten).toEqual(NOT_NOTED);
});

it('grows with every committed change: inserted, updated, deleted', async () => {
  const orgId = newId();
  const seen = [await current(orgId)];
  for (const sql of [
    null,
    `UPDATE estimates.projects SET name = 'two' WHERE org_id = $1`,
    `DELETE FROM estimates.projects WHERE org_id = $1`,
  ]) {
    await inOrganization(orgId, (client) => (sql ? client.query(sql, [orgId]) : addProject(client, orgId)));
    seen.push(await current(orgId));
  }
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(a - b)));
});

it('stays for another organisation, for what was rolled back, and for a statement that changed nothing', async () => {
  const [orgId, other] = [newId(), newId()];
  await inOrganization(orgId, (client) => addProject(client, orgId));
  const before = [await current(orgId), await current(other)];
  await inOrganization(newId(), (client) => addProject(client, newId())).catch(() => undefined);
  await expect(
    inOrganization(orgId, async (client) => {
      await addProject(client, orgId);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await inOrganization(orgId, (client) =>
    client.query(`UPDATE estimates.projects SET name = 'x' WHERE org_id = $1 AND name = 'nobody'`, [orgId]),
  );
  expect([await current(orgId), await current(other)]).toEqual(before);
});

it('grows for a change after a savepoint that was rolled back', async () => {
  const orgId = newId();
  const before = await current(orgId);
  await inOrganization(orgId, async (client) => {
    await client.query('SAVEPOINT here');
    await addProject(client, orgId);
    await client.query('ROLLBACK TO here');
    await addProject(client, orgId);
  });
  expect(await current(orgId)).toBeGreaterThan(before);
});

it('grows for SQL by hand, of several organisations and of people, who may be in several', async () => {
  const [one, two, third] = [newId(), newId(), newId()];
  for (const orgId of [one, two]) await inOrganization(orgId, (client) => addProject(client, orgId));
  const before = [await current(one), await current(two), await current(third)];
  await owner.query('UPDATE estimates.projects SET name = $1 WHERE org_id = ANY($2)', ['mended', [one, two]]);
  const mended = [await current(one), await current(two), await current(third)];
  expect(mended.map((version, place) => version > (before[place] ?? 0n))).toEqual([true, true, false]);
  await owner.query(`UPDATE identity.users SET first_name = 'New'`);
  const renamed = [await current(one), await current(two), await current(third)];
  expect(renamed.map((version, place) => version > (mended[place] ?? 0n))).toEqual([true, true, true]);
});

it('shows a commit that comes after that of a later writer', async () => {
  const orgId = newId();
  let between = 0n;
  await inOrganization(orgId, async (early) => {
    await addProject(early, orgId);
    await inOrganization(orgId, (late) => addProject(late, orgId));
    between = await current(orgId);
  });
  expect(await current(orgId)).toBeGreaterThan(between);
});

it('makes no writer wait for another of the same organisation', async () => {
  const orgId = newId();
  await inOrganization(orgId, (client) => addProject(client, orgId));
  await inOrganization(orgId, async (slow) => {
    await addProject(slow, orgId);
    await inOrganization(orgId, async (quick) => {
      await quick.query('SET LOCAL lock_timeout = 200');
      await addProject(quick, orgId);
    });
  });
  const { rows } = await owner.query('SELECT 1 FROM changes.versions WHERE org_id = $1', [orgId]);
  expect(rows).toHaveLength(2); // as many as wrote at once, however often they write
});

it('never stands for two states of the data, while many write and many read', async () => {
  const orgId = newId();
  const ids = Array.from({ length: 6 }, () => newId());
  await inOrganization(orgId, async (client) => {
    for (const id of ids) {
      await client.query(
        `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
         VALUES ($1, $2, 'x', $2, 1, now(), now())`,
        [orgId, id],
      );
    }
  });
  const acknowledged = new Map(ids.map((id) => [id, 1]));
  const cached = new Map<string, Map<string, number>>(); // what a cache would answer under a version
  const faults: string[] = [];
  let writing = true;

  const write = async (id: string) => {
    for (let count = 2; count <= 60; count += 1) {
      await inOrganization(orgId, async (client) => {
        await client.query('UPDATE estimates.projects SET version = $3 WHERE org_id = $1 AND id = $2', [
          orgId,
          id,
          count,
        ]);
        if (Math.random() < 0.5) await sleep(Math.random() * 8); // commits come in another order than writes
      });
      acknowledged.set(id, count);
      if (Math.random() < 0.5) await sleep(Math.random() * 20); // else no version would live long enough to be asked twice
    }
  };
  const read = async () => {
    while (writing) {
      const atLeast = new Map(acknowledged);
      const version = (await versions.current(orgId)) ?? 'none';
      let answer = cached.get(version);
      if (!answer) {
        if (Math.random() < 0.3) await sleep(Math.random() * 4); // a slow execution
        const { rows } = await inOrganization(orgId, (client) =>
          client.query<{ id: string; version: number }>(
            'SELECT id, version FROM estimates.projects WHERE org_id = $1',
            [orgId],
          ),
        );
        answer = new Map(rows.map((row) => [row.id, row.version]));
        cached.set(version, answer);
      }
      for (const [id, least] of atLeast)
        if ((answer.get(id) ?? -1) < least) faults.push(`${id}: ${answer.get(id)} after ${least}`);
    }
  };
  const readers = [1, 2, 3, 4, 5].map(read);
  await Promise.all(ids.map(write));
  writing = false;
  await Promise.all(readers);
  expect(faults).toEqual([]);
  expect(cached.size).toBeGreaterThan(50);
});

it('says that it does not know, soon, when PostgreSQL is not there, and knows again when it is', async () => {
  const lost = createChangeVersions('postgres://nobody:x@127.0.0.1:1/none', silentLogger());
  expect(await lost.current(newId())).toBeNull();
  await lost.close();

  const mine = createChangeVersions(await database.urlFor('gateway'), silentLogger());
  const orgId = newId();
  expect(await mine.current(orgId)).not.toBeNull();
  await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'cashcraft-changes' AND datname = current_database()`,
  );
  for (const deadline = Date.now() + 90_000; (await mine.current(orgId)) === null; await sleep(50))
    if (Date.now() > deadline) throw new Error('It does not come back.');
  await mine.close();
});
