import { createMailer } from '../../../../service-kit/mail/mails';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import jwt from 'jsonwebtoken';
import { hash } from '@node-rs/argon2';
import { hash as bcryptHash } from '@node-rs/bcrypt';
import { createSubgraphServer } from '../../../../service-kit/subgraph/subgraph-server';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { useIdentity } from '../../../../testkit/identity';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { createIdentity } from '../subgraph';

const graph = useIdentity();

const REGISTER = `mutation Register($input: RegisterInput!) {
  register(input: $input) { email userErrors { code path message } }
}`;
const LOG_IN = `mutation LogIn($input: LogInInput!) {
  logIn(input: $input) {
    tokens { accessToken refreshToken expiresAt }
    user { id email displayName role { key } permissions organization { id name } session { id isCurrent } lastLoginAt }
    userErrors { code path message }
  }
}`;
const PASSWORD = 'seven quiet lanterns';

const newInput = () => ({
  email: `Ann.${randomUUID()}@Example.com`,
  password: PASSWORD,
  firstName: 'Ann',
  lastName: 'Lee',
});
const register = (input: object) => graph.execute(null, REGISTER, { input });
const logIn = (email: string, password: string) =>
  graph.execute(null, LOG_IN, { input: { email, password } });

describe('register', () => {
  it('creates a person who owns a new organisation and can log in at once', async () => {
    const input = { ...newInput(), organizationName: '  Lee   & Daughters ' };
    expect(dataOf(await register(input)).register).toEqual({ email: input.email, userErrors: [] });
    const { user } = dataOf(await logIn(input.email, PASSWORD)).logIn;
    expect(user).toMatchObject({
      email: input.email,
      displayName: 'Ann Lee',
      role: { key: 'owner' },
      organization: { name: 'Lee & Daughters' },
    });
    expect(user.permissions).toContain('organization:write');
  });

  it('names the organisation after the person unless told', async () => {
    const input = newInput();
    await register(input);
    expect(dataOf(await logIn(input.email, PASSWORD)).logIn.user.organization.name).toBe('Ann Lee');
  });

  it('answers byte for byte alike, after the same work, when the address is taken', async () => {
    const input = newInput();
    const before = graph.passwords.computations;
    const fresh = await register(input);
    const between = graph.passwords.computations;
    const taken = await register({ ...input, password: 'another nine kettles', organizationName: 'Else' });
    expect(JSON.stringify({ data: taken.data, errors: taken.errors })).toBe(
      JSON.stringify({ data: fresh.data, errors: fresh.errors }),
    );
    expect(taken.statements).toEqual(fresh.statements);
    expect([between - before, graph.passwords.computations - between]).toEqual([1, 1]);
  });

  it('leaves the known person as they were, and keeps nothing of the second organisation', async () => {
    const input = newInput();
    await register(input);
    await register({
      ...input,
      password: 'another nine kettles',
      firstName: 'Mallory',
      organizationName: 'Twice',
    });
    expect(dataOf(await logIn(input.email, 'another nine kettles')).logIn.user).toBeNull();
    expect(dataOf(await logIn(input.email, PASSWORD)).logIn.user.displayName).toBe('Ann Lee');
    expect(await graph.sql(`SELECT 1 FROM identity.organizations WHERE name = 'Twice'`)).toHaveLength(0);
  });

  it.each([
    ['was removed', `UPDATE identity.memberships SET status = 'REMOVED' WHERE user_id = $1`],
    ['was deactivated', `UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`],
    [
      'had it deleted',
      `UPDATE identity.organizations SET status = 'DELETED'
        WHERE org_id = (SELECT org_id FROM identity.memberships WHERE user_id = $1)`,
    ],
  ])(
    'gives who %s from their only organisation a new one, once, and leaves them as they were',
    async (_how, sql) => {
      const input = newInput();
      await register(input);
      const known = await register({ ...input, password: 'another nine kettles', organizationName: 'Known' });
      const [person] = await graph.sql<{ id: string }>('SELECT id FROM identity.users WHERE email = $1', [
        input.email,
      ]);
      await graph.sql(sql, [person?.id]);
      expect(dataOf(await logIn(input.email, PASSWORD)).logIn.user).toBeNull();
      const stranger = { ...input, password: 'another nine kettles', firstName: 'Mallory' };
      for (const organizationName of ['Anew', 'Again']) {
        const answer = await register({ ...stranger, organizationName });
        expect(JSON.stringify([answer.data, answer.errors])).toBe(JSON.stringify([known.data, known.errors]));
        expect(answer.statements).toEqual(known.statements);
      }
      expect(dataOf(await logIn(input.email, 'another nine kettles')).logIn.user).toBeNull();
      expect(dataOf(await logIn(input.email, PASSWORD)).logIn.user).toMatchObject({
        displayName: 'Ann Lee',
        role: { key: 'owner' },
        organization: { name: 'Anew' },
      });
      const made = await graph.sql(
        `SELECT 1 FROM identity.memberships m JOIN identity.organizations o USING (org_id)
        WHERE m.user_id = $1 AND o.name IN ('Anew', 'Again', 'Known')`,
        [person?.id],
      );
      expect(made).toHaveLength(1);
    },
  );

  it('gives who belongs nowhere one organisation, of five that are registered at once', async () => {
    const input = newInput();
    await register(input);
    const who = 'user_id = (SELECT id FROM identity.users WHERE email = $1)';
    await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE ${who}`, [input.email]);
    await Promise.all(Array.from({ length: 5 }, () => register(input)));
    const [row] = await graph.sql(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'ACTIVE')::int AS active
         FROM identity.memberships WHERE ${who}`,
      [input.email],
    );
    expect(row).toEqual({ all: 2, active: 1 });
  });

  it('gives no organisation to a closed account', async () => {
    const input = newInput();
    await register(input);
    await graph.sql(
      `UPDATE identity.memberships SET status = 'REMOVED'
                      WHERE user_id = (SELECT id FROM identity.users WHERE email = $1)`,
      [input.email],
    );
    await graph.sql(`UPDATE identity.users SET status = 'DISABLED' WHERE email = $1`, [input.email]);
    await register({ ...input, organizationName: 'Of nobody' });
    expect(await graph.sql(`SELECT 1 FROM identity.organizations WHERE name = 'Of nobody'`)).toEqual([]);
  });

  it('makes one person of one address, however it is spelled, 10 times at once', async () => {
    const name = randomUUID();
    const spellings = [`${name}@example.com`, `${name.toUpperCase()}@EXAMPLE.com`, ` ${name}@Example.Com `];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => register({ ...newInput(), email: spellings[index % 3] })),
    );
    expect(answers.every((answer) => dataOf(answer).register.userErrors.length === 0)).toBe(true);
    const [row] = await graph.sql<{ users: string; orgs: string }>(
      `SELECT count(*) AS users, (SELECT count(*) FROM identity.memberships m WHERE m.user_id = min(u.id::text)::uuid) AS orgs
         FROM identity.users u WHERE email_key = $1`,
      [`${name}@example.com`],
    );
    expect(row).toEqual({ users: '1', orgs: '1' });
  });

  it('reports every mistake of a form at once, with its path', async () => {
    const input = {
      email: 'nobody',
      password: 'short',
      firstName: ' ',
      lastName: 'x'.repeat(101),
      organizationName: '',
    };
    const answer = dataOf(await register(input)).register;
    expect(answer.email).toBeNull();
    expect(
      answer.userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, ...path]),
    ).toEqual([
      ['INVALID_EMAIL', 'email'],
      ['REQUIRED', 'firstName'],
      ['TOO_LONG', 'lastName'],
      ['REQUIRED', 'organizationName'],
      ['PASSWORD_TOO_SHORT', 'password'],
    ]);
  });

  it.each([
    ['an address of 10 kB', { email: `${'a'.repeat(10_000)}@example.com` }, 'INVALID_EMAIL'],
    ['an address with a NUL byte', { email: 'a\0b@example.com' }, 'INVALID_EMAIL'],
    ['a name with a NUL byte', { firstName: 'An\0n' }, 'INVALID_CHARACTERS'],
    ['a name of white space', { lastName: ' \u00a0\u2003 ' }, 'REQUIRED'],
    ['a name that turns text around', { lastName: '\u202eeeL' }, 'INVALID_CHARACTERS'],
    ['half an emoji', { firstName: '\ud83e' }, 'INVALID_CHARACTERS'],
    ['a password of 129 characters', { password: 'xy z'.repeat(32) + '!' }, 'PASSWORD_TOO_LONG'],
    ['a password of a megabyte', { password: 'x'.repeat(1_000_000) }, 'PASSWORD_TOO_LONG'],
    ['a password of half an emoji', { password: 'seven quiet \ud83e lanterns' }, 'INVALID_CHARACTERS'],
    ['a common password', { password: 'Password1234!' }, 'PASSWORD_TOO_COMMON'],
    [
      'their own name as password',
      { firstName: 'Bartholomew', lastName: 'Q', password: 'bartholomew.q1' },
      'PASSWORD_LIKE_NAME',
    ],
  ])('refuses %s', async (_what, change, code) => {
    const answer = dataOf(await register({ ...newInput(), ...change })).register;
    expect(answer.userErrors.map((error: { code: string }) => error.code)).toEqual([code]);
  });

  it('takes names and passwords of any script, and a NUL byte in a password', async () => {
    const input = { ...newInput(), firstName: '🦊', lastName: "O'Neil-Ünal", password: 'чай\0и варенье 🦊' };
    expect(dataOf(await register(input)).register.userErrors).toEqual([]);
    expect(dataOf(await logIn(input.email, input.password)).logIn.user.displayName).toBe("🦊 O'Neil-Ünal");
    expect(dataOf(await logIn(input.email, 'чай')).logIn.user).toBeNull();
  });
});

describe('logIn', () => {
  it('signs a token with the claims every part relies on', async () => {
    const { owner, org } = await graph.seed();
    const { tokens, user } = dataOf(await logIn(owner.email.toUpperCase(), owner.password)).logIn;
    const { header, payload } = jwt.decode(tokens.accessToken, { complete: true }) as jwt.Jwt;
    const claims = payload as jwt.JwtPayload;
    expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: graph.keys.jwks().keys[0]?.kid });
    expect(claims).toMatchObject({ iss: 'cashcraft', aud: 'cashcraft', sub: owner.userId, org: org.id });
    expect(claims).toMatchObject({ role: 'owner', pv: 1 });
    expect(claims).toMatchObject({ sid: user.session.id, perms: user.permissions, jti: expect.any(String) });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
    expect(new Date(tokens.expiresAt).getTime()).toBe((claims.exp ?? 0) * 1000);
    expect(tokens.refreshToken).toMatch(/^[\w-]{107}$/);
    expect(user.session.isCurrent).toBe(true);
  });

  it('keeps only the SHA-256 of a refresh token', async () => {
    const { viewer } = await graph.seed();
    const { refreshToken } = await graph.logIn(viewer);
    const rows = await graph.sql<{ row: string }>(
      'SELECT token::text AS row FROM identity.refresh_tokens token',
    );
    const everything = rows.map(({ row }) => row).join('\n');
    expect(everything).not.toContain(refreshToken);
    expect(everything).not.toContain(Buffer.from(refreshToken).toString('hex'));
  });

  it('answers one and the same to an unknown address, a wrong password and whoever may not log in', async () => {
    const org = await graph.seed();
    const other = await graph.seed();
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
      org.admin.userId,
    ]);
    await graph.sql(`UPDATE identity.users SET status = 'DISABLED' WHERE id = $1`, [org.manager.userId]);
    await graph.sql(`UPDATE identity.organizations SET status = 'SUSPENDED' WHERE org_id = $1`, [
      other.org.id,
    ]);
    const tries = [
      ['nobody@example.com', PASSWORD],
      ['not an address', PASSWORD],
      ['a\0b@example.com', PASSWORD],
      [`${'a'.repeat(10_000)}@example.com`, PASSWORD],
      [org.owner.email, 'wrong password 12'],
      [org.owner.email, ''],
      [org.owner.email, `${org.owner.password} `],
      [org.owner.email, 'x'.repeat(1_000_000)],
      [org.admin.email, org.admin.password],
      [org.manager.email, org.manager.password],
      [other.owner.email, other.owner.password],
    ] as const;
    const seen = new Set<string>();
    for (const [email, password] of tries) {
      const before = graph.passwords.computations;
      const { data, errors, statements } = await logIn(email, password);
      const work = graph.passwords.computations - before;
      seen.add(JSON.stringify({ data, errors, statements, work }));
    }
    const expected = {
      code: 'INVALID_CREDENTIALS',
      path: [],
      message: 'The e-mail address or the password is wrong.',
    };
    expect(seen.size).toBe(1);
    expect(JSON.parse([...seen][0] ?? '')).toMatchObject({
      data: { logIn: { tokens: null, user: null, userErrors: [expected] } },
      errors: [],
      statements: [
        'identity.begin_log_in',
        'identity.find_log_in',
        'synchronous_commit',
        'audit.record',
        'identity.end_log_in',
      ].map((name) => expect.stringContaining(name)),
      work: 1,
    });
  });

  it('enters the organisation that was used last, of those that are active', async () => {
    const { viewer, org } = await graph.seed();
    const second = await graph.seed();
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id, last_login_at)
       SELECT org_id, $2, id, now() + interval '1 day' FROM identity.roles WHERE org_id = $1 AND key = 'manager'`,
      [second.org.id, viewer.userId],
    );
    const organization = async () =>
      dataOf(await logIn(viewer.email, viewer.password)).logIn.user.organization.id as string;
    expect(await organization()).toBe(second.org.id);
    await graph.sql(`UPDATE identity.organizations SET status = 'SUSPENDED' WHERE org_id = $1`, [
      second.org.id,
    ]);
    expect(await organization()).toBe(org.id);
  });

  it.each([
    [
      'weaker than the rules of today',
      (password: string) => hash(password, { memoryCost: 4096, timeCost: 1 }),
    ],
    ['bcrypt of an old system', (password: string) => bcryptHash(password, 12)],
  ])('hashes a password anew when its hash is %s', async (_case, makeWeak) => {
    const { owner } = await graph.seed();
    const weak = await makeWeak(owner.password);
    await graph.sql('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [owner.userId, weak]);
    await graph.logIn(owner);
    const [row] = await graph.sql<{ hash: string }>(
      'SELECT password_hash AS hash FROM identity.users WHERE id = $1',
      [owner.userId],
    );
    expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await graph.logIn(owner);
  });

  describe('while the password is changed', () => {
    /** Changes the password in a transaction of its own that stays open until the log-in waits for it. */
    async function logInDuringChange(stored: string) {
      const { owner } = await graph.seed();
      const set = 'UPDATE identity.users SET password_hash = $2 WHERE id = $1';
      await graph.sql(set, [owner.userId, stored]);
      const client = await connectClient(graph.parts.database.url);
      const changed = await graph.passwords.hash('another nine kettles');
      await client.query('BEGIN');
      await client.query(set, [owner.userId, changed]);
      const answer = logIn(owner.email, PASSWORD);
      const waits = async () =>
        (await client.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()`))
          .rowCount !== 0;
      while (!(await waits())) await sleep(10);
      await client.query('COMMIT');
      const { logIn: result } = dataOf(await answer);
      await client.end();
      const [row] = await graph.sql<{ hash: string; sessions: number }>(
        `SELECT password_hash AS hash, (SELECT count(*)::int FROM identity.sessions WHERE user_id = $1) AS sessions
           FROM identity.users WHERE id = $1`,
        [owner.userId],
      );
      return { result, row, changed };
    }

    it.each([
      ['a hash of today', () => graph.passwords.hash(PASSWORD)],
      ['a weak hash, which is made anew', () => hash(PASSWORD, { memoryCost: 4096, timeCost: 1 })],
    ])('starts no session and overwrites nothing: %s', async (_what, makeStored) => {
      const { result, row, changed } = await logInDuringChange(await makeStored());
      expect(result).toMatchObject({ tokens: null, userErrors: [{ code: 'INVALID_CREDENTIALS' }] });
      expect(row).toEqual({ hash: changed, sessions: 0 });
    });
  });

  it('lets one person log in ten times at once while their hash is made anew', async () => {
    const { owner } = await graph.seed();
    const weak = await hash(owner.password, { memoryCost: 4096, timeCost: 1 });
    await graph.sql('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [owner.userId, weak]);
    const all = await Promise.all(Array.from({ length: 10 }, () => graph.logIn(owner)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(10);
  });

  it('asks for a new password where an old system compared its beginning only', async () => {
    const { owner } = await graph.seed();
    const long = 'seven quiet lanterns '.repeat(4).slice(0, 74);
    await graph.sql('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [
      owner.userId,
      await bcryptHash(long, 4),
    ]);
    const ask = (password: string) =>
      graph.execute(
        null,
        'mutation L($input: LogInInput!) { logIn(input: $input) { shouldChangePassword userErrors { code } } }',
        { input: { email: owner.email, password } },
      );
    for (const password of [`${long.slice(0, 72)}zz`, long]) {
      expect(dataOf(await ask(password)).logIn).toEqual({ shouldChangePassword: true, userErrors: [] });
    }
    expect(dataOf(await ask(long.slice(0, 71))).logIn.userErrors).toEqual([{ code: 'INVALID_CREDENTIALS' }]);
  });

  it.each(['', '!'])('answers a person without a password (%j) like a wrong one', async (stored) => {
    const { owner } = await graph.seed();
    await graph.sql('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [owner.userId, stored]);
    const { tokens, userErrors } = dataOf(await logIn(owner.email, owner.password)).logIn;
    expect([tokens, userErrors[0].code]).toEqual([null, 'INVALID_CREDENTIALS']);
  });

  it('remembers the device, without what could spoil a terminal', async () => {
    const { owner } = await graph.seed();
    const { accessToken } = await graph.logIn(owner);
    const answer = await graph.executeWithToken(
      accessToken,
      '{ me { lastLoginAt session { ip userAgent deviceId expiresAt createdAt } } }',
    );
    const { session, lastLoginAt } = dataOf(answer).me;
    expect(session).toMatchObject({ ip: '203.0.113.7', userAgent: 'tests', deviceId: null });
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(14 * 24 * 3_600_000);
    expect(Date.now() - Date.parse(lastLoginAt)).toBeLessThan(60_000);
  });

  it('shows a person themselves in the answer, and nobody else', async () => {
    const { owner, admin } = await graph.seed();
    const first = dataOf(await logIn(owner.email, owner.password)).logIn.user;
    const both = await graph.execute(
      null,
      `mutation Two($a: LogInInput!, $b: LogInInput!) {
        a: logIn(input: $a) { user { id session { id } role { key } } }
        b: logIn(input: $b) { user { id session { id } role { key } } }
      }`,
      {
        a: { email: owner.email, password: owner.password },
        b: { email: admin.email, password: admin.password },
      },
    );
    const { a, b } = dataOf(both);
    expect([a.user.id, a.user.role.key, b.user.id, b.user.role.key]).toEqual([
      first.id,
      'owner',
      admin.userId,
      'admin',
    ]);
    expect(new Set([first.session.id, a.user.session.id, b.user.session.id]).size).toBe(3);
  });

  it('leaves a request that failed to log in anonymous', async () => {
    const answer = await graph.execute(
      null,
      `mutation { logIn(input: { email: "a@b.example", password: "x" }) { userErrors { code } } logOut { endedSessions } }`,
    );
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
  });

  it('holds under 20 log-ins at once from one address', async () => {
    const { owner } = await graph.seed();
    const all = await Promise.all(Array.from({ length: 20 }, () => graph.logIn(owner)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(20);
  });

  it('answers alike over HTTP, where the context is copied', async () => {
    const { owner } = await graph.seed();
    const { source, log, tokens } = graph.parts;
    const { keys, passwords } = graph;
    const broadcast = {
      publish: async () => undefined,
      subscribe: async () => undefined,
      close: async () => undefined,
    };
    const identity = createIdentity({
      mailer: createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]])),
      secrets: createKeyRing([['k1', Buffer.alloc(32, 1)]]),
      source,
      log,
      keys,
      passwords,
      broadcast,
      verifier: tokens.verifier,
    });
    const server = await createSubgraphServer(identity, log);
    const post = async (query: string, input: object) => {
      const payload = { query, variables: { input } };
      return (await server.inject({ method: 'POST', url: '/graphql', payload })).json();
    };
    try {
      const { data } = await post(LOG_IN, { email: owner.email, password: owner.password });
      expect(data.logIn.user).toMatchObject({
        id: owner.userId,
        role: { key: 'owner' },
        session: { isCurrent: true },
      });
      const refreshed = await post(
        'mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { user { id role { key } } } }',
        { refreshToken: data.logIn.tokens.refreshToken },
      );
      expect(refreshed).toEqual({
        data: { refreshTokens: { user: { id: owner.userId, role: { key: 'owner' } } } },
      });
      expect((await server.inject({ url: '/.well-known/jwks.json' })).json()).toEqual(keys.jwks());
    } finally {
      await server.close();
    }
  });
});
