import { setTimeout as sleep } from 'node:timers/promises';
import { createBroadcast } from '../../../../service-kit/changes/broadcast';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { newId } from '../../../../service-kit/data/ids';
import { silentLogger } from '../../../../service-kit/process/logger';
import {
  followRevocations,
  SESSION_REVOKED,
  type Revocations,
  type RevokedMessage,
} from '../../../../service-kit/auth/revocations';
import { openSessionRegistry } from '../../../../service-kit/auth/revoked-sessions';
import { createTokenVerifier } from '../../../../service-kit/auth/viewer';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();

const LOG_OUT = `mutation LogOut($input: LogOutInput! = {}) {
  logOut(input: $input) { endedSessions userErrors { code path } }
}`;
const SESSIONS = `query Sessions($first: Int, $after: String, $last: Int, $before: String) {
  sessions(first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { id isCurrent lastUsedAt } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

const logOut = ({ accessToken }: TokensShown, input?: object) =>
  graph.executeWithToken(accessToken, LOG_OUT, input && { input });
const sessionId = async ({ accessToken }: TokensShown): Promise<string> =>
  dataOf(await graph.executeWithToken(accessToken, '{ me { session { id } } }')).me.session.id as string;
const idsOf = async ({ accessToken }: TokensShown): Promise<string[]> =>
  dataOf(await graph.executeWithToken(accessToken, SESSIONS)).sessions.edges.map(
    (edge: { node: { id: string } }) => edge.node.id,
  );
const announcedIds = (): string[] =>
  graph.announced
    .filter(({ channel }) => channel === SESSION_REVOKED)
    .flatMap(({ message }) => (message as RevokedMessage).sessionIds);

let org: SeededOrganization;
let laptop: TokensShown;
let phone: TokensShown;
beforeEach(async () => {
  org = await graph.seed();
  laptop = await graph.logIn(org.owner);
  phone = await graph.logIn(org.owner);
});

describe('logOut', () => {
  it('ends this session unless told, tells every process, and leaves the others', async () => {
    const id = await sessionId(laptop);
    expect(dataOf(await logOut(laptop)).logOut).toEqual({ endedSessions: 1, userErrors: [] });
    expect(announcedIds()).toContain(id);
    expect(await idsOf(phone)).toEqual([await sessionId(phone)]);
  });

  it('announces with the time for which access tokens may live', async () => {
    await logOut(laptop);
    const { rememberMs } = graph.announced.at(-1)?.message as RevokedMessage;
    expect(rememberMs).toBeGreaterThan(11 * 60_000);
  });

  it('counts the live ones, and announces those only that access tokens may live of', async () => {
    const old = await sessionId(phone);
    await graph.sql(
      `UPDATE identity.sessions SET idle_expires_at = now() - interval '1 minute', last_used_at = now() - interval '15 days'
        WHERE id = $1`,
      [old],
    );
    expect(dataOf(await logOut(laptop, { everywhere: true })).logOut.endedSessions).toBe(1);
    expect(announcedIds()).not.toContain(old);
  });

  it('of ten thousand sessions takes few statements and few messages', async () => {
    await graph.sql(
      `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at)
       SELECT $1, gen_random_uuid(), $2, now() + interval '1 day', now() + interval '2 days'
         FROM generate_series(1, 10000)`,
      [org.org.id, org.owner.userId],
    );
    graph.announced.splice(0);
    const answer = await logOut(laptop, { everywhere: true });
    expect(dataOf(answer).logOut.endedSessions).toBe(10_002);
    expect(answer.statements).toHaveLength(3); // the person held, and the audit’s
    expect(announcedIds()).toHaveLength(10_002);
    expect(graph.announced).toHaveLength(67);
    expect(Buffer.byteLength(JSON.stringify(graph.announced[0]?.message))).toBeLessThan(8_000);
  });

  it('ends a chosen session', async () => {
    const id = await sessionId(phone);
    expect(dataOf(await logOut(laptop, { sessionId: id.toUpperCase() })).logOut.endedSessions).toBe(1);
    expect(await idsOf(laptop)).toEqual([await sessionId(laptop)]);
  });

  it("ends all of one's own, and nobody else's", async () => {
    const admin = await graph.logIn(org.admin);
    expect(dataOf(await logOut(laptop, { everywhere: true })).logOut.endedSessions).toBe(2);
    expect(await idsOf(admin)).toHaveLength(1);
    expect(await idsOf(laptop)).toEqual([]);
  });

  it('can be repeated', async () => {
    await logOut(laptop);
    expect(dataOf(await logOut(laptop)).logOut).toEqual({ endedSessions: 0, userErrors: [] });
  });

  it('finds no session of a colleague, of another organisation, or of nobody', async () => {
    const other = await graph.seed();
    const foreign = await Promise.all(
      [org.admin, other.owner].map(async (who) => sessionId(await graph.logIn(who))),
    );
    for (const id of [...foreign, newId(), 'garbage', "' OR true"]) {
      const answer = await logOut(laptop, { sessionId: id });
      expect(codes(answer)).toEqual(['NOT_FOUND']);
      expect(answer.errors[0]?.message).toBe('Session not found.');
    }
    const [live] = await graph.sql<{ live: string }>(
      'SELECT count(*) AS live FROM identity.sessions WHERE id = ANY($1) AND revoked_at IS NULL',
      [foreign],
    );
    expect(live?.live).toBe('2');
  });

  it('wants one session or all, not both', async () => {
    const answer = await logOut(laptop, { sessionId: await sessionId(phone), everywhere: true });
    expect(dataOf(answer).logOut).toEqual({
      endedSessions: null,
      userErrors: [{ code: 'AMBIGUOUS', path: ['sessionId'] }],
    });
  });

  it('is for those who are logged in', async () => {
    expect(codes(await graph.execute(null, LOG_OUT))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('sessions', () => {
  it('lists the live ones, the latest used first, and marks this one', async () => {
    const ended = await graph.logIn(org.owner);
    await logOut(ended);
    const expired = await graph.logIn(org.owner);
    await graph.sql('UPDATE identity.sessions SET idle_expires_at = now() WHERE id = $1', [
      await sessionId(expired),
    ]);
    await graph.execute(
      null,
      'mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { userErrors { code } } }',
      {
        input: { refreshToken: laptop.refreshToken },
      },
    );
    const { sessions } = dataOf(await graph.executeWithToken(phone.accessToken, SESSIONS));
    expect(sessions.totalCount).toBe(2);
    expect(
      sessions.edges.map(({ node }: { node: { id: string; isCurrent: boolean } }) => [
        node.id,
        node.isCurrent,
      ]),
    ).toEqual([
      [await sessionId(laptop), false],
      [await sessionId(phone), true],
    ]);
  });

  it('pages forward and backward without gaps', async () => {
    for (let more = 0; more < 3; more += 1) await graph.logIn(org.owner);
    const all = await idsOf(laptop);
    expect(all).toHaveLength(5);
    const page = async (variables: object) =>
      dataOf(await graph.executeWithToken(laptop.accessToken, SESSIONS, { ...variables })).sessions;
    const start = await page({ first: 2 });
    const next = await page({ first: 2, after: start.pageInfo.endCursor });
    const end = await page({ last: 2 });
    const ids = (connection: { edges: { node: { id: string } }[] }) =>
      connection.edges.map(({ node }) => node.id);
    expect([...ids(start), ...ids(next), ...ids(end)]).toEqual([...all.slice(0, 4), ...all.slice(3)]);
    expect(start.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it("shows nobody else's, in no organisation", async () => {
    const admin = await graph.logIn(org.admin);
    expect(await idsOf(admin)).toEqual([await sessionId(admin)]);
  });

  it('refuses cursors of other lists and sizes out of range', async () => {
    const asked = await Promise.all(
      [{ first: 0 }, { first: 101 }, { first: 1, last: 1 }, { after: 'nonsense' }].map((variables) =>
        graph.executeWithToken(laptop.accessToken, SESSIONS, variables),
      ),
    );
    expect(asked.map(codes)).toEqual(Array(4).fill(['BAD_USER_INPUT']));
  });

  it("shows one's own session on oneself, never a colleague's", async () => {
    await graph.logIn(org.admin);
    const answer = await graph.executeWithToken(
      laptop.accessToken,
      `{ me { session { isCurrent } } user(id: "${org.admin.userId}") { session { id } } }`,
    );
    expect(dataOf(answer)).toEqual({ me: { session: { isCurrent: true } }, user: { session: null } });
  });
});

describe('across processes', () => {
  const followers: { revocations: Revocations; close: () => Promise<unknown> }[] = [];

  /** Another process, as the gateway or crm would run: its own connection and role. */
  async function follower(part: 'gateway' | 'crm' | 'estimates') {
    const url = await graph.parts.database.urlFor(part);
    const broadcast = createBroadcast(url, silentLogger());
    const registry = openSessionRegistry(url);
    const revocations = await followRevocations(broadcast, () => registry.loadRevoked());
    followers.push({ revocations, close: () => Promise.all([broadcast.close(), registry.close()]) });
    return revocations;
  }
  afterEach(async () => {
    for (const { revocations, close } of followers.splice(0)) {
      revocations.close();
      await close();
    }
  });

  it('every process refuses an ended session as soon as the message reaches it', async () => {
    const parts = await Promise.all([follower('gateway'), follower('crm'), follower('estimates')]);
    const verifiers = parts.map(({ isRevoked }) => createTokenVerifier({ keys: graph.keys, isRevoked }));
    await Promise.all(verifiers.map((verifier) => verifier.verify(laptop.accessToken)));
    const sender = createBroadcast(await graph.parts.database.urlFor('identity'), silentLogger());
    graph.announced.splice(0);
    await logOut(laptop);
    for (const { channel, message } of graph.announced) await sender.publish(channel, message);
    await sender.close();
    const refused = async () =>
      (await Promise.allSettled(verifiers.map((verifier) => verifier.verify(laptop.accessToken)))).every(
        ({ status }) => status === 'rejected',
      );
    while (!(await refused())) await sleep(5);
    await Promise.all(verifiers.map((verifier) => verifier.verify(phone.accessToken)));
  });

  it('a process that starts later, or missed the message, reads the list', async () => {
    const id = await sessionId(laptop);
    await logOut(laptop);
    expect((await follower('gateway')).isRevoked(id)).toBe(true);
    expect(await openSessionRegistry(graph.parts.source).loadRevoked()).toContainEqual({
      sessionId: id,
      until: expect.any(Number),
    });
  });

  it('the list forgets what no access token can use any more', async () => {
    const id = await sessionId(laptop);
    await logOut(laptop);
    await graph.sql(`UPDATE identity.sessions SET revoked_at = now() - interval '61 minutes' WHERE id = $1`, [
      id,
    ]);
    expect((await follower('gateway')).isRevoked(id)).toBe(false);
  });

  it('every part can look one session up, by its organisation and id', async () => {
    const id = await sessionId(laptop);
    for (const part of ['gateway', 'crm', 'estimates'] as const) {
      const registry = openSessionRegistry(await graph.parts.database.urlFor(part));
      expect(await registry.find({ orgId: org.org.id, sessionId: id })).toBe('LIVE');
      expect(await registry.find({ orgId: newId(), sessionId: id })).toBe('UNKNOWN');
      expect(await registry.find({ orgId: org.org.id, sessionId: newId() })).toBe('UNKNOWN');
      await registry.close();
    }
    await logOut(laptop);
    const registry = openSessionRegistry(graph.parts.source);
    expect(await registry.find({ orgId: org.org.id, sessionId: id })).toBe('ENDED');
  });

  it('a database whose clock is 13 minutes behind, or was set, revives no token', async () => {
    const id = await sessionId(laptop);
    await logOut(laptop);
    await graph.sql(`UPDATE identity.sessions SET revoked_at = now() - interval '13 minutes' WHERE id = $1`, [
      id,
    ]);
    const registry = openSessionRegistry(graph.parts.source);
    const { isRevoked } = await follower('gateway');
    expect(isRevoked(id)).toBe(true);
    await graph.sql(`UPDATE identity.sessions SET revoked_at = now() - interval '3 hours' WHERE id = $1`, [
      id,
    ]);
    const fresh = createTokenVerifier({
      keys: graph.keys,
      isRevoked: (await follower('crm')).isRevoked,
      findSession: registry.find,
    });
    await expect(fresh.verify(laptop.accessToken)).rejects.toThrow('ended');
  });

  it('the other parts of the application see nothing else of identity', async () => {
    const client = await connectClient(await graph.parts.database.urlFor('gateway'));
    await client.query(`SELECT set_config('app.org_id', $1, false)`, [org.org.id]);
    for (const sql of [
      'SELECT email FROM identity.users',
      'SELECT user_id FROM identity.sessions',
      'SELECT * FROM identity.refresh_tokens',
      `SELECT * FROM identity.find_log_in('x')`,
      `SELECT * FROM identity.find_refresh_token('\\x00')`,
      'UPDATE identity.sessions SET revoked_at = NULL',
    ]) {
      await expect(client.query(sql)).rejects.toThrow(/permission denied/);
    }
    await client.end();
  });
});

it('logs an announcement that fails, and still ends the session', async () => {
  const publish = jest.spyOn(graph.announced, 'push').mockImplementation(() => {
    throw new Error('the broadcast is down');
  });
  expect(dataOf(await logOut(laptop)).logOut.endedSessions).toBe(1);
  publish.mockRestore();
});
