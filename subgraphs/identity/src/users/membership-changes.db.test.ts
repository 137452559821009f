import { newId } from '../../../../service-kit/data/ids';
import { SESSION_REVOKED, type RevokedMessage } from '../../../../service-kit/auth/revocations';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { useIdentity } from '../../../../testkit/identity';
import { untilSomebodyWaitsFor } from '../../../../testkit/lock-waits';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const CHANGES = {
  deactivateUser: 'user { id status }',
  reactivateUser: 'user { id status }',
  deleteUser: 'deletedUserId',
};
type Change = keyof typeof CHANGES;

const ask = (change: Change, who: SeededUser, userId: string) =>
  graph.execute(
    who.viewer,
    `mutation ($id: ID!) { ${change}(input: { userId: $id }) { ${CHANGES[change]} userErrors { code path } } }`,
    { id: userId },
  );
const change = async (...args: Parameters<typeof ask>) => dataOf(await ask(...args))[args[0]];
const tryLogIn = async ({ email, password }: SeededUser): Promise<string[]> =>
  dataOf(
    await graph.execute(
      null,
      `mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }`,
      {
        input: { email, password },
      },
    ),
  ).logIn.userErrors.map(({ code }: { code: string }) => code);
const announcedIds = (): string[] =>
  graph.announced
    .filter(({ channel }) => channel === SESSION_REVOKED)
    .flatMap(({ message }) => (message as RevokedMessage).sessionIds);
const liveSessions = (userId: string) =>
  graph.sql<{ id: string }>('SELECT id FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL', [
    userId,
  ]);

describe.each(['deactivateUser', 'deleteUser'] as const)('%s', (kind) => {
  it('ends the person’s sessions, tells every process, and lets them in no more', async () => {
    await graph.logIn(org.manager);
    await graph.logIn(org.manager);
    const live = await liveSessions(org.manager.userId);
    expect(live).toHaveLength(2);
    expect((await change(kind, org.owner, org.manager.userId)).userErrors).toEqual([]);
    expect(await liveSessions(org.manager.userId)).toEqual([]);
    for (const { id } of live) expect(announcedIds()).toContain(id);
    expect(await tryLogIn(org.manager)).toEqual(['INVALID_CREDENTIALS']);
  });

  it('keeps the last owner, of two owners one, and of two that act on each other at once one', async () => {
    const other = await ownerBeside();
    const answers = await Promise.all([
      ask(kind, org.owner, other.userId),
      ask(kind, other, org.owner.userId),
    ]);
    const worked = answers.filter(({ data }) => data?.[kind]?.userErrors.length === 0);
    expect(worked).toHaveLength(1);
    const [{ owners } = { owners: 0 }] = await graph.sql<{ owners: number }>(
      `SELECT count(*)::int AS owners FROM identity.memberships m JOIN identity.roles r ON r.id = m.role_id
        WHERE m.org_id = $1 AND r.key = 'owner' AND m.status = 'ACTIVE'`,
      [org.org.id],
    );
    expect(owners).toBe(1);
  });

  it('is not for oneself, nor for who has permissions that one lacks', async () => {
    expect((await change(kind, org.admin, org.admin.userId)).userErrors).toEqual([
      { code: 'OWN_ACCOUNT', path: ['userId'] },
    ]);
    expect((await change(kind, org.admin, org.owner.userId)).userErrors).toEqual([
      { code: 'ROLE_EXCEEDS_YOURS', path: ['userId'] },
    ]);
    expect(codes(await ask(kind, org.manager, org.viewer.userId))).toEqual(['FORBIDDEN']);
  });

  it('finds nobody of another organisation, and nobody at all', async () => {
    const other = await graph.seed();
    for (const id of [other.viewer.userId, newId(), 'x']) {
      expect(codes(await ask(kind, org.owner, id))).toEqual(['NOT_FOUND']);
    }
    expect(await tryLogIn(other.viewer)).toEqual([]);
  });

  it('leaves the person’s other organisations alone', async () => {
    const other = await graph.seed();
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [org.org.id, other.admin.userId],
    );
    await graph.logIn(other.admin);
    await change(kind, org.owner, other.admin.userId);
    expect(await liveSessions(other.admin.userId)).toHaveLength(1);
    expect(await tryLogIn(other.admin)).toEqual([]);
  });
});

it('reactivateUser lets a deactivated person in again, and never one who was removed', async () => {
  await change('deactivateUser', org.admin, org.manager.userId);
  expect((await change('reactivateUser', org.admin, org.manager.userId)).user).toEqual({
    id: org.manager.userId,
    status: 'ACTIVE',
  });
  expect(await tryLogIn(org.manager)).toEqual([]);
  await change('deleteUser', org.admin, org.manager.userId);
  expect(codes(await ask('reactivateUser', org.admin, org.manager.userId))).toEqual(['NOT_FOUND']);
});

it('who was removed is in no list, and has a name on what they made; nothing else of them is known', async () => {
  const them = `email role { key } permissions locale timeZone isEmailVerified status`;
  const find = async (search: string): Promise<number[]> => {
    const found = dataOf(
      await graph.execute(
        org.owner.viewer,
        `query ($search: String) { all: users(filter: { search: $search }) { totalCount }
           gone: users(filter: { search: $search, status: REMOVED }) { totalCount } }`,
        { search },
      ),
    );
    return [found.all.totalCount, found.gone.totalCount];
  };
  expect(await find(org.manager.email)).toEqual([1, 0]);
  await change('deleteUser', org.owner, org.manager.userId);
  await graph.sql(`UPDATE identity.users SET locale = 'ru', last_name = 'Renamed' WHERE id = $1`, [
    org.manager.userId,
  ]);
  expect([await find(org.manager.email), await find('renamed')]).toEqual([
    [0, 0],
    [0, 1],
  ]);
  const left = await graph.execute(
    org.owner.viewer,
    `{ users(filter: { status: REMOVED }) { edges { node { ${them} } } } }`,
  );
  expect(dataOf(left).users.edges).toEqual([
    {
      node: {
        email: `left-${org.manager.userId}@cashcraft.invalid`,
        role: null,
        permissions: [],
        locale: null,
        timeZone: null,
        isEmailVerified: false,
        status: 'REMOVED',
      },
    },
  ]);
  const sorted = await graph.execute(
    org.owner.viewer,
    '{ users(filter: { status: REMOVED }, orderBy: EMAIL_ASC) { totalCount } }',
  );
  expect(codes(sorted)).toEqual(['BAD_USER_INPUT']); // the order, and cursors in it, would tell
  const [{ address } = { address: 'none' }] = await graph.sql<{ address: string | null }>(
    `SELECT payload #>> '{members,0,verifiedEmail}' AS address FROM identity.outbox
      WHERE org_id = $1 AND payload #>> '{members,0,id}' = $2 ORDER BY (payload #>> '{members,0,version}')::bigint DESC LIMIT 1`,
    [org.org.id, org.manager.userId],
  );
  expect(address).toBeNull();
  const answer = dataOf(
    await graph.execute(
      org.owner.viewer,
      `query ($refs: [_Any!]!, $id: ID!) {
        users { totalCount edges { node { id } } } removed: users(filter: { status: REMOVED }) { totalCount }
        user(id: $id) { status } _entities(representations: $refs) { ... on User { displayName } }
      }`,
      { refs: [{ __typename: 'User', id: org.manager.userId }], id: org.manager.userId },
    ),
  );
  expect(answer.users.totalCount).toBe(4);
  expect(answer.users.edges.map(({ node }: { node: { id: string } }) => node.id)).not.toContain(
    org.manager.userId,
  );
  expect(answer.removed.totalCount).toBe(1);
  expect(answer.user).toEqual({ status: 'REMOVED' });
  expect(answer._entities).toEqual([{ displayName: `${org.manager.firstName} Renamed` }]);
});

describe('leaveOrganization', () => {
  const LEAVE = 'mutation { leaveOrganization { organizationId userErrors { code } } }';

  it('ends one’s own sessions there, and keeps the last owner', async () => {
    const { accessToken } = await graph.logIn(org.viewer);
    expect(dataOf(await graph.executeWithToken(accessToken, LEAVE)).leaveOrganization).toEqual({
      organizationId: org.org.id,
      userErrors: [],
    });
    expect(await liveSessions(org.viewer.userId)).toEqual([]);
    expect(await tryLogIn(org.viewer)).toEqual(['INVALID_CREDENTIALS']);
    expect(dataOf(await graph.execute(org.owner.viewer, LEAVE)).leaveOrganization.userErrors).toEqual([
      { code: 'LAST_OWNER' },
    ]);
  });
});

describe('several organisations', () => {
  const SWITCH = `mutation S($id: ID!) {
    switchOrganization(input: { organizationId: $id }) {
      tokens { accessToken } user { role { key } organization { id name } session { isCurrent } }
    }
  }`;
  const MINE = '{ memberships { organizationId organizationName isCurrent } }';

  it('are listed and switched between, each with its own role; both sessions live', async () => {
    const other = await graph.seed();
    await graph.sql(
      `INSERT INTO identity.memberships (org_id, user_id, role_id)
       SELECT $1, $2, id FROM identity.roles WHERE org_id = $1 AND key = 'viewer'`,
      [org.org.id, other.admin.userId],
    );
    const { accessToken } = await graph.logIn(other.admin);
    const { memberships } = dataOf(await graph.executeWithToken(accessToken, MINE));
    expect(memberships).toEqual([
      { organizationId: other.org.id, organizationName: other.org.name, isCurrent: true },
      { organizationId: org.org.id, organizationName: org.org.name, isCurrent: false },
    ]);
    const { switchOrganization } = dataOf(
      await graph.executeWithToken(accessToken, SWITCH, { id: org.org.id }),
    );
    expect(switchOrganization.user).toEqual({
      role: { key: 'viewer' },
      organization: { id: org.org.id, name: org.org.name },
      session: { isCurrent: true },
    });
    for (const [token, role] of [
      [accessToken, 'admin'],
      [switchOrganization.tokens.accessToken, 'viewer'],
    ] as const) {
      expect(dataOf(await graph.executeWithToken(token, '{ me { role { key } } }')).me.role.key).toBe(role);
    }
  });

  it('a switch, to the same one too, is as old as the log-in, and is refused when that is too old', async () => {
    const again = async (token: string) =>
      dataOf(
        await graph.executeWithToken(
          token,
          `mutation { switchOrganization(input: { organizationId: "${org.org.id}" }) { tokens { accessToken } userErrors { code } } }`,
        ),
      ).switchOrganization;
    const { accessToken } = await graph.logIn(org.admin);
    await graph.sql(
      `UPDATE identity.sessions SET created_at = created_at - interval '59 days', expires_at = expires_at - interval '59 days',
              idle_expires_at = least(idle_expires_at, expires_at - interval '59 days') WHERE user_id = $1`,
      [org.admin.userId],
    );
    const first = await again(accessToken);
    const second = await again(first.tokens.accessToken);
    const ends = await graph.sql<{ days: number; idle: number }>(
      `SELECT round(extract(epoch FROM expires_at - clock_timestamp()) / 86400)::int AS days,
              round(extract(epoch FROM idle_expires_at - clock_timestamp()) / 86400)::int AS idle
         FROM identity.sessions WHERE user_id = $1`,
      [org.admin.userId],
    );
    expect(ends).toEqual(Array(3).fill({ days: 1, idle: 1 }));
    await graph.sql(
      `UPDATE identity.sessions SET began_at = began_at - interval '2 days' WHERE user_id = $1 AND began_at IS NOT NULL`,
      [org.admin.userId],
    );
    expect(await again(second.tokens.accessToken)).toEqual({
      tokens: null,
      userErrors: [{ code: 'SESSION_EXPIRED' }],
    });
    expect(await liveSessions(org.admin.userId)).toHaveLength(3);
  });

  it('a switch during a change of password waits for it, and starts no session that outlives it', async () => {
    const { userId } = org.admin;
    const { accessToken } = await graph.logIn(org.admin);
    const client = await connectClient(graph.parts.database.url);
    await client.query('BEGIN');
    await client.query(`UPDATE identity.users SET password_hash = password_hash || ' ' WHERE id = $1`, [
      userId,
    ]);
    await client.query(
      `UPDATE identity.sessions SET revoked_at = now(), revoked_reason = 'PASSWORD_CHANGED' WHERE user_id = $1`,
      [userId],
    );
    const switching = graph.executeWithToken(accessToken, SWITCH, { id: org.org.id });
    await untilSomebodyWaitsFor(client);
    await client.query('COMMIT');
    await client.end();
    expect(codes(await switching)).toEqual(['UNAUTHENTICATED']);
    expect(await liveSessions(userId)).toEqual([]);
    expect(codes(await graph.executeWithToken(accessToken, SWITCH, { id: org.org.id }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });

  it('a log-out everywhere waits for a switch that has begun, and ends its session, too', async () => {
    const { userId } = org.admin;
    const { accessToken } = await graph.logIn(org.admin);
    const client = await connectClient(graph.parts.database.url);
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM identity.users WHERE id = $1 FOR SHARE', [userId]);
    await client.query(
      `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
       VALUES ($1, $2, $3, now() + interval '1 day', now() + interval '2 days')`,
      [org.org.id, newId(), userId],
    );
    const leaving = graph.executeWithToken(
      accessToken,
      'mutation { logOut(input: { everywhere: true }) { endedSessions } }',
    );
    await untilSomebodyWaitsFor(client);
    await client.query('COMMIT');
    await client.end();
    expect(dataOf(await leaving).logOut.endedSessions).toBe(2);
    expect(await liveSessions(userId)).toEqual([]);
  });

  it('are one’s own: of another, or one that one was removed from, nothing is found', async () => {
    const other = await graph.seed();
    for (const id of [other.org.id, newId(), 'x']) {
      expect(codes(await graph.execute(org.owner.viewer, SWITCH, { id }))).toEqual(['NOT_FOUND']);
    }
    await change('deleteUser', org.owner, org.viewer.userId);
    expect(codes(await graph.execute(org.viewer.viewer, SWITCH, { id: org.org.id }))).toEqual(['NOT_FOUND']);
  });
});

describe('a log-in at the same moment', () => {
  const ROW = `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
    VALUES ($1, $2, $3, now() + interval '1 day', now() + interval '2 days')`;
  const deletion = () =>
    graph.execute(
      org.owner.viewer,
      'mutation D($name: String!) { deleteOrganization(input: { name: $name }) { userErrors { code } } }',
      { name: org.org.name },
    );
  /** Runs something beside an open transaction that it has to wait for. */
  async function beside<T>(
    statements: [sql: string, values: unknown[]][],
    act: () => Promise<T>,
  ): Promise<T> {
    const client = await connectClient(graph.parts.database.url);
    try {
      await client.query('BEGIN');
      for (const [sql, values] of statements) await client.query(sql, values);
      const acting = act();
      await untilSomebodyWaitsFor(client);
      await client.query('COMMIT');
      return await acting;
    } finally {
      await client.end();
    }
  }

  it.each([
    ['is shut out', `UPDATE identity.memberships SET status = 'DISABLED' WHERE org_id = $1 AND user_id = $2`],
    [
      'sees their organisation deleted',
      `UPDATE identity.organizations SET status = 'DELETED' WHERE org_id = $1 AND $2::uuid IS NOT NULL`,
    ],
  ])('starts no session of who %s', async (_what, sql) => {
    const { userId, email, password } = org.manager;
    const hold = 'SELECT FROM identity.organizations WHERE org_id = $1 FOR UPDATE';
    const input = { email, password };
    const query = 'mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }';
    const answer = await beside(
      [
        [hold, [org.org.id]],
        [sql, [org.org.id, userId]],
      ],
      () => graph.execute(null, query, { input }),
    );
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(await liveSessions(userId)).toEqual([]);
    expect(await tryLogIn(org.manager)).toEqual(['INVALID_CREDENTIALS']);
  });

  it.each([
    ['deactivateUser', 'memberships', () => ask('deactivateUser', org.owner, org.manager.userId)],
    ['deleteOrganization', 'organizations', deletion],
  ] as const)('that was first is waited for by %s, which ends its session', async (_what, table, act) => {
    const { userId } = org.manager;
    const strength = table === 'memberships' ? 'FOR NO KEY UPDATE' : 'FOR KEY SHARE';
    const hold = `SELECT FROM identity.${table} WHERE org_id = $1 ${strength}`;
    const answer = await beside(
      [
        [hold, [org.org.id]],
        [ROW, [org.org.id, newId(), userId]],
      ],
      act,
    );
    expect(codes(answer)).toEqual([]);
    expect(await liveSessions(userId)).toEqual([]);
  });
});

/** A second owner. */
async function ownerBeside(): Promise<SeededUser> {
  await graph.sql(
    `UPDATE identity.memberships m SET role_id = r.id FROM identity.roles r
      WHERE m.org_id = $1 AND r.org_id = $1 AND r.key = 'owner' AND m.user_id = $2`,
    [org.org.id, org.admin.userId],
  );
  return { ...org.admin, viewer: { ...org.owner.viewer, userId: org.admin.userId } };
}
