import { identityMigrations } from '../subgraphs/identity/migrations/index';
import { createKeyRing } from '../service-kit/auth/secrets';
import { createMailer } from '../service-kit/mail/mails';
import type { Client } from 'pg';
import { migrateAllUp, migrateOneDown } from '../main/migrations';
import { connectClient } from '../service-kit/postgres/database-roles';
import { silentLogger } from '../service-kit/process/logger';
import { createTokenVerifier } from '../service-kit/auth/viewer';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { useIdentity } from '../testkit/identity';
import { factsFor } from '../testkit/subgraph';
import { urlOfDatabase } from '../testkit/template-database';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { createIdentity } from '../subgraphs/identity/src/subgraph';

const graph = useIdentity();

const TABLES = ['users', 'organizations', 'memberships', 'roles', 'sessions', 'refresh_tokens'];
const PURPOSES = ['', 'log_in', 'refresh', 'revocations', 'register'];

describe('row-level security', () => {
  let client: Client;
  beforeAll(async () => {
    client = await connectClient(await graph.parts.database.urlFor('identity'));
  });
  afterAll(() => client.end());
  const settings = (orgId: string, purpose = '') =>
    client.query(`SELECT set_config('app.org_id', $1, false), set_config('app.purpose', $2, false)`, [
      orgId,
      purpose,
    ]);
  const count = async (table: string): Promise<number> =>
    (await client.query(`SELECT 1 FROM identity.${table}`)).rowCount ?? 0;

  it('shows nothing without an organisation', async () => {
    await graph.logIn((await graph.seed()).owner);
    await settings('');
    for (const table of TABLES) expect([table, await count(table)]).toEqual([table, 0]);
  });

  it('shows and changes rows of the one organisation only, people included', async () => {
    const [mine, other] = [await graph.seed(), await graph.seed()];
    await graph.logIn(other.owner);
    await settings(mine.org.id);
    expect(await count('users')).toBe(5);
    expect(await count('memberships')).toBe(5);
    expect(await count('sessions')).toBe(0);
    const foreign = [other.owner.userId];
    const changes = [
      `UPDATE identity.users SET first_name = 'Mallory' WHERE id = $1`,
      `UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`,
      `UPDATE identity.sessions SET revoked_at = now(), revoked_reason = 'LOGGED_OUT' WHERE user_id = $1`,
      `DELETE FROM identity.memberships WHERE user_id = $1`,
    ];
    for (const sql of changes) expect((await client.query(sql, foreign)).rowCount).toBe(0);
    await expect(
      client.query(`INSERT INTO identity.organizations (org_id, name) VALUES (gen_random_uuid(), 'x')`),
    ).rejects.toThrow(/row-level security/);
    await expect(
      client.query(
        `INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash)
         VALUES (gen_random_uuid(), 'x@y.z', 'x@y.z', 'x', 'y', 'z')`,
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('lets a purpose see its own tables and write none but registration', async () => {
    await graph.logIn((await graph.seed()).owner);
    const seen: Record<string, string[]> = {};
    for (const purpose of PURPOSES) {
      await settings('', purpose);
      const tables: string[] = [];
      for (const table of TABLES) if ((await count(table)) > 0) tables.push(table);
      seen[purpose] = tables;
    }
    expect(seen).toEqual({
      '': [],
      log_in: ['users', 'organizations', 'memberships'],
      refresh: ['refresh_tokens'],
      revocations: ['sessions'],
      register: ['users'],
    });
    for (const purpose of PURPOSES.filter((one) => one !== 'register')) {
      await settings('', purpose);
      for (const table of TABLES) {
        expect([purpose, table, (await client.query(`DELETE FROM identity.${table}`)).rowCount]).toEqual([
          purpose,
          table,
          0,
        ]);
      }
    }
  });

  it('leaves no purpose set behind a function', async () => {
    await settings('');
    await client.query('BEGIN');
    await client.query(`SELECT * FROM identity.find_log_in('nobody')`);
    await client.query(`SELECT * FROM identity.find_refresh_token('\\x00')`);
    await client.query('SELECT * FROM identity.recently_revoked_sessions()');
    const { rows } = await client.query<{ purpose: string }>(
      `SELECT current_setting('app.purpose') AS purpose`,
    );
    await client.query('ROLLBACK');
    expect(rows).toEqual([{ purpose: '' }]);
  });
});

describe('on a PostgreSQL that grants a single plain role', () => {
  const admin = process.env['TEST_DATABASE_URL'] ?? '';
  const name = `single_role_${process.pid}`;
  const url = (): string => {
    const own = new URL(urlOfDatabase(admin, name));
    own.username = name;
    own.password = 'plain';
    return own.toString();
  };
  beforeAll(async () => {
    const client = await connectClient(admin);
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD 'plain'`);
    await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
    await client.end();
    await migrateAllUp(url());
  });
  afterAll(async () => {
    const client = await connectClient(admin);
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.query(`DROP ROLE ${name}`);
    await client.end();
  });

  it('registers, logs in, refreshes and logs out, and shows nothing to whoever has no organisation', async () => {
    const source = await connectIdentity(url());
    const verifier = createTokenVerifier({ keys: graph.keys, isRevoked: () => false });
    const broadcast = {
      publish: async () => undefined,
      subscribe: async () => undefined,
      close: async () => undefined,
    };
    const { keys } = graph;
    const log = silentLogger();
    const run = createExecutor(
      createIdentity({
        mailer: createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]])),
        secrets: createKeyRing([['k1', Buffer.alloc(32, 1)]]),
        source,
        verifier,
        keys,
        broadcast,
        log,
      }),
      log,
    );
    const credentials = 'email: "ann@example.com", password: "seven quiet lanterns"';
    const register = `mutation { register(input: { ${credentials}, firstName: "Ann", lastName: "Lee" }) { userErrors { code } } }`;
    for (let twice = 0; twice < 2; twice += 1) {
      const { data } = await run({ query: register, facts: factsFor(null) });
      expect(data).toEqual({ register: { userErrors: [] } });
    }
    const logIn = await run({
      query: `mutation { logIn(input: { ${credentials} }) { tokens { refreshToken } } }`,
      facts: factsFor(null),
    });
    const { refreshToken } = (logIn.data as { logIn: { tokens: { refreshToken: string } } }).logIn.tokens;
    const refreshed = await run({
      query: `mutation { refreshTokens(input: { refreshToken: "${refreshToken}" }) { tokens { accessToken } } }`,
      facts: factsFor(null),
    });
    const { accessToken } = (refreshed.data as { refreshTokens: { tokens: { accessToken: string } } })
      .refreshTokens.tokens;
    const users = '{ me { email role { key } } users { totalCount } }';
    expect((await run({ query: users, facts: factsFor(accessToken) })).data).toEqual({
      me: { email: 'ann@example.com', role: { key: 'owner' } },
      users: { totalCount: 1 },
    });
    const logOut = await run({
      query: 'mutation { logOut { endedSessions } }',
      facts: factsFor(accessToken),
    });
    expect(logOut.data).toEqual({ logOut: { endedSessions: 1 } });
    expect(await source.query('SELECT * FROM identity.recently_revoked_sessions()')).toHaveLength(1);
    expect(await source.query('SELECT * FROM identity.users')).toEqual([]);
    await source.destroy();
  });

  it('takes its migrations back and applies them again', async () => {
    const { length } = identityMigrations.migrations;
    for (let left = length; left > 0; left -= 1)
      expect(await migrateOneDown(url(), 'identity')).toMatch(/^identity: /);
    expect(await migrateOneDown(url(), 'identity')).toBeNull();
    expect(await migrateAllUp(url())).toHaveLength(length);
  });
});
