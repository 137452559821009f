import { connectClient } from '../../../../service-kit/postgres/database-roles';
import jwt from 'jsonwebtoken';
import { SESSION_REVOKED, type RevokedMessage } from '../../../../service-kit/auth/revocations';
import { cleanSessions } from './session-cleaning';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import type { SeededUser } from '../../../../testkit/seed';
import type { Answer } from '../../../../testkit/subgraph';

const graph = useIdentity();

const REFRESH = `mutation Refresh($input: RefreshTokensInput!) {
  refreshTokens(input: $input) {
    tokens { accessToken refreshToken expiresAt } user { id permissions role { key } } userErrors { code }
  }
}`;

const refresh = (refreshToken: string): Promise<Answer> =>
  graph.execute(null, REFRESH, { input: { refreshToken } });
/** The same, of a request that came at this moment, however long it waits here. */
const refreshOf = (arrivedAt: number, refreshToken: string): Promise<Answer> =>
  graph.executeWithFacts({ arrivedAt }, REFRESH, { input: { refreshToken } });
const tokensOf = ({ data, errors }: Answer): TokensShown => {
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data.refreshTokens.tokens as TokensShown;
};
const refusalOf = ({ data, errors }: Answer): unknown => {
  expect(data).toBeNull();
  expect(errors.map((error) => error.extensions?.['code'])).toEqual(['UNAUTHENTICATED']);
  return errors[0]?.extensions?.['reason'];
};
const sessionOf = ({ accessToken }: TokensShown): string => (jwt.decode(accessToken) as { sid: string }).sid;

/** Lets time pass for a session and its tokens. */
async function wait(tokens: TokensShown, interval: string): Promise<void> {
  const id = sessionOf(tokens);
  await graph.sql(
    `UPDATE identity.refresh_tokens SET rotated_at = rotated_at - $2::interval WHERE session_id = $1`,
    [id, interval],
  );
  await graph.sql(
    `UPDATE identity.sessions SET idle_expires_at = idle_expires_at - $2::interval, expires_at = expires_at - $2::interval,
            created_at = created_at - $2::interval, last_used_at = last_used_at - $2::interval WHERE id = $1`,
    [id, interval],
  );
}

interface SessionRow {
  reason: string | null;
  idle: Date;
  absolute: Date;
  used: Date;
}
async function rowOf(tokens: TokensShown): Promise<SessionRow> {
  const [row] = await graph.sql<SessionRow>(
    `SELECT revoked_reason AS reason, idle_expires_at AS idle, expires_at AS absolute, last_used_at AS used
       FROM identity.sessions WHERE id = $1`,
    [sessionOf(tokens)],
  );
  if (!row) throw new Error('There is no such session.');
  return row;
}
const isAnnounced = (tokens: TokensShown): boolean =>
  graph.announced.some(
    ({ channel, message }) =>
      channel === SESSION_REVOKED && (message as RevokedMessage).sessionIds.includes(sessionOf(tokens)),
  );

let owner: SeededUser;
let first: TokensShown;
beforeEach(async () => {
  ({ owner } = await graph.seed());
  first = await graph.logIn(owner);
});

describe('the table of docs/refresh-tokens.md', () => {
  it('1: rotates the current token', async () => {
    const answer = await refresh(first.refreshToken);
    const second = tokensOf(answer);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(sessionOf(second)).toBe(sessionOf(first));
    expect(answer.data.refreshTokens.user).toMatchObject({ id: owner.userId, role: { key: 'owner' } });
    const third = tokensOf(await refresh(second.refreshToken));
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
  });

  it('2: gives parallel requests the same pair, however many', async () => {
    const second = tokensOf(await refresh(first.refreshToken));
    const soon = performance.now();
    for (let repeat = 0; repeat < 6; repeat += 1)
      expect(tokensOf(await refreshOf(soon, first.refreshToken))).toEqual(second);
    // A database that hung kept this one for 25 s, and let the other go first.
    expect(tokensOf(await refreshOf(soon - 25_000, first.refreshToken))).toEqual(second);
  });

  it('3 and 4: gives three retries the same pair, refuses the fourth, and the session goes on', async () => {
    const second = tokensOf(await refresh(first.refreshToken));
    await wait(first, '3 seconds');
    for (let retry = 0; retry < 3; retry += 1)
      expect(tokensOf(await refresh(first.refreshToken))).toEqual(second);
    expect(refusalOf(await refresh(first.refreshToken))).toBe('TOO_MANY_RETRIES');
    expect((await rowOf(first)).reason).toBeNull();
    expect(isAnnounced(first)).toBe(false);
    tokensOf(await refresh(second.refreshToken));
  });

  it('5: ends the session when the parent comes after the window', async () => {
    const second = tokensOf(await refresh(first.refreshToken));
    await wait(first, '31 seconds');
    expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect((await rowOf(first)).reason).toBe('TOKEN_REUSED');
    expect(isAnnounced(first)).toBe(true);
    expect(refusalOf(await refresh(second.refreshToken))).toBe('SESSION_ENDED');
  });

  it('6: ends the session when an older token comes, even at once', async () => {
    const second = tokensOf(await refresh(first.refreshToken));
    const third = tokensOf(await refresh(second.refreshToken));
    expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
    expect(refusalOf(await refresh(third.refreshToken))).toBe('SESSION_ENDED');
  });

  it('7: refuses every token of an ended session', async () => {
    const second = tokensOf(await refresh(first.refreshToken));
    await graph.executeWithToken(second.accessToken, 'mutation { logOut { endedSessions } }');
    for (const { refreshToken } of [first, second])
      expect(refusalOf(await refresh(refreshToken))).toBe('SESSION_ENDED');
  });

  it('8: refuses after 14 days without use', async () => {
    await wait(first, '14 days');
    expect(refusalOf(await refresh(first.refreshToken))).toBe('SESSION_EXPIRED');
  });

  it('8: refuses after 60 days of daily use, which never move the end', async () => {
    const { absolute } = await rowOf(first);
    let latest = first;
    for (let day = 0; day < 59; day += 13) {
      latest = tokensOf(await refresh(latest.refreshToken));
      await wait(latest, day + 13 < 59 ? '13 days' : `${59 - day} days`);
    }
    latest = tokensOf(await refresh(latest.refreshToken));
    const row = await rowOf(latest);
    expect(absolute.getTime() - row.absolute.getTime()).toBe(59 * 86_400_000);
    expect(row.idle).toEqual(row.absolute);
    await wait(latest, '1 day');
    expect(refusalOf(await refresh(latest.refreshToken))).toBe('SESSION_EXPIRED');
  });

  it.each([
    ['person', `UPDATE identity.users SET status = 'DISABLED' WHERE id = $1`],
    ['membership', `UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`],
    [
      'organisation',
      `UPDATE identity.organizations SET status = 'SUSPENDED'
        WHERE org_id = (SELECT org_id FROM identity.memberships WHERE user_id = $1)`,
    ],
  ])('9: ends the session when the %s is no longer active, retries included', async (_what, disable) => {
    const retried = await graph.logIn(owner);
    tokensOf(await refresh(retried.refreshToken));
    await graph.sql(disable, [owner.userId]);
    for (const tokens of [first, retried]) {
      expect(refusalOf(await refresh(tokens.refreshToken))).toBe('ACCOUNT_DISABLED');
      expect((await rowOf(tokens)).reason).toBe('ACCOUNT_DISABLED');
      expect(isAnnounced(tokens)).toBe(true);
    }
  });

  it.each([
    ['an unknown token', 'A'.repeat(43)],
    ['nothing', ''],
    ['a NUL byte', '\0'],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['SQL', "' OR true --"],
  ])('10: refuses %s', async (_what, token) => {
    expect(refusalOf(await refresh(token))).toBe('INVALID_TOKEN');
  });

  it('10: refuses an access token in place of a refresh token', async () => {
    expect(refusalOf(await refresh(first.accessToken))).toBe('INVALID_TOKEN');
  });
});

it('gives 50 requests at once one and the same pair, and the session survives', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(first.refreshToken)));
  const pairs = new Set(answers.map((answer) => JSON.stringify(tokensOf(answer))));
  expect(pairs.size).toBe(1);
  const [chain] = await graph.sql<{ tokens: string }>(
    'SELECT count(*) AS tokens FROM identity.refresh_tokens WHERE session_id = $1',
    [sessionOf(first)],
  );
  expect(chain?.tokens).toBe('2');
  tokensOf(await refresh(tokensOf(answers[0] as Answer).refreshToken));
});

it('keeps ten tabs alive that refresh together, again and again', async () => {
  let latest = first;
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(latest.refreshToken)));
    const pairs = new Set(answers.map((answer) => JSON.stringify(tokensOf(answer))));
    expect(pairs.size).toBe(1);
    latest = tokensOf(answers[0] as Answer);
  }
  expect((await rowOf(latest)).reason).toBeNull();
});

it('gives the same pair again when the process died between commit and answer', async () => {
  // The transaction commits, and whoever would answer is gone: what a client sees is a lost answer.
  await refresh(first.refreshToken).then(() => undefined);
  await wait(first, '20 seconds');
  const retried = tokensOf(await refresh(first.refreshToken));
  expect((await graph.executeWithToken(retried.accessToken, '{ me { id } }')).data.me.id).toBe(owner.userId);
  tokensOf(await refresh(retried.refreshToken));
});

it('leaves the token current when the transaction fails half-way', async () => {
  await graph.sql(
    `ALTER TABLE identity.sessions ADD CONSTRAINT trap CHECK (last_used_at < '2000-01-01') NOT VALID`,
  );
  const failed = await refresh(first.refreshToken);
  await graph.sql('ALTER TABLE identity.sessions DROP CONSTRAINT trap');
  expect(failed.errors[0]?.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
  expect(JSON.stringify(failed.errors)).not.toMatch(/trap|sessions|constraint/);
  tokensOf(await refresh(first.refreshToken));
});

it("ends the thief's session and the victim's, and leaves the person's other devices alone", async () => {
  const phone = await graph.logIn(owner);
  const stolen = tokensOf(await refresh(first.refreshToken)); // the thief was quicker
  tokensOf(await refresh(stolen.refreshToken));
  expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
  tokensOf(await refresh(phone.refreshToken));
});

it("puts today's role into the new access token", async () => {
  await graph.sql(
    `UPDATE identity.memberships m SET role_id = r.id FROM identity.roles r
      WHERE m.user_id = $1 AND r.org_id = m.org_id AND r.key = 'viewer'`,
    [owner.userId],
  );
  const { accessToken } = tokensOf(await refresh(first.refreshToken));
  expect(jwt.decode(accessToken)).toMatchObject({
    role: 'viewer',
    perms: expect.not.arrayContaining(['roles:write']),
  });
});

it('wipes sealed pairs when their window has closed', async () => {
  const sealed = async () =>
    (
      await graph.sql(
        'SELECT 1 FROM identity.refresh_tokens WHERE session_id = $1 AND sealed_successor IS NOT NULL',
        [sessionOf(first)],
      )
    ).length;
  tokensOf(await refresh(first.refreshToken));
  expect(await sealed()).toBe(1);
  await wait(first, '31 seconds');
  await cleanSessions(graph.parts.source);
  expect(await sealed()).toBe(0);
  expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
});

it('forgets the tokens of sessions that ended days ago, and the sessions after 90 days', async () => {
  const old = await graph.logIn(owner);
  await wait(old, '15 days 1 hour');
  await wait(first, '105 days');
  const { sessions } = await cleanSessions(graph.parts.source);
  expect(sessions).toBeGreaterThan(0);
  expect(await rowsOfTokens(old)).toBe(0);
  expect(refusalOf(await refresh(old.refreshToken))).toBe('SESSION_EXPIRED');
  expect((await rowOf(old)).reason).toBeNull();
  expect(refusalOf(await refresh(first.refreshToken))).toBe('INVALID_TOKEN');
  await expect(rowOf(first)).rejects.toThrow('no such session');
});

const rowsOfTokens = async (tokens: TokensShown): Promise<number> =>
  (await graph.sql('SELECT 1 FROM identity.refresh_tokens WHERE session_id = $1', [sessionOf(tokens)]))
    .length;

it('keeps two rows of a session after forty refreshes, and still finds a token that was spent first', async () => {
  let latest = first;
  for (let turn = 0; turn < 40; turn += 1) latest = tokensOf(await refresh(latest.refreshToken));
  expect(await rowsOfTokens(latest)).toBe(2);
  expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
  expect(refusalOf(await refresh(latest.refreshToken))).toBe('SESSION_ENDED');
});

it('takes nobody for a member of a family without its tag: a forged old token ends no session', async () => {
  const second = tokensOf(await refresh(first.refreshToken));
  const forged = Buffer.from(first.refreshToken, 'base64url');
  forged[40] = (forged[40] ?? 0) ^ 1;
  expect(refusalOf(await refresh(forged.toString('base64url')))).toBe('INVALID_TOKEN');
  expect((await rowOf(first)).reason).toBeNull();
  tokensOf(await refresh(second.refreshToken));
});

it('rotates tokens of sessions older than families as before', async () => {
  await graph.sql('UPDATE identity.sessions SET family_key = NULL WHERE id = $1', [sessionOf(first)]);
  const second = tokensOf(await refresh(first.refreshToken));
  expect(second.refreshToken).toMatch(/^[\w-]{43}$/);
  tokensOf(await refresh(second.refreshToken));
  expect(refusalOf(await refresh(first.refreshToken))).toBe('REFRESH_TOKEN_REUSED');
});

it('logs in by index with 4,000 live sessions and no statistics, in the same statements as with one', async () => {
  const statements = async () =>
    (
      await graph.execute(
        null,
        'mutation L($input: LogInInput!) { logIn(input: $input) { tokens { expiresAt } } }',
        { input: { email: owner.email, password: owner.password } },
      )
    ).statements;
  const before = await statements();
  const filling = await connectClient(graph.parts.database.url);
  await filling.query(
    `INSERT INTO identity.sessions (org_id, id, user_id, idle_expires_at, expires_at, user_agent, ip)
     SELECT known.org_id, gen_random_uuid(), known.user_id, now() + interval '1 day', now() + interval '2 days',
            known.user_agent, known.ip
       FROM (SELECT * FROM identity.sessions WHERE user_id = $1 ORDER BY id DESC LIMIT 1) known, generate_series(1, 4000)`,
    [owner.userId],
  );
  await filling.query(
    `INSERT INTO identity.refresh_tokens (org_id, id, session_id, token_hash)
     SELECT org_id, gen_random_uuid(), id, sha256(id::text::bytea) FROM identity.sessions
      WHERE user_id = $1 AND family_key IS NULL`,
    [owner.userId],
  );
  await filling.query('SELECT pg_stat_force_next_flush()'); // or what it has read is counted some time later
  await filling.end();
  const rowsRead = async () => {
    await graph.parts.source.query('SELECT pg_stat_force_next_flush()');
    const [row] = await graph.sql<{ read: number }>(
      `SELECT sum(seq_tup_read)::float8 AS read FROM pg_stat_user_tables
        WHERE relname IN ('sessions', 'refresh_tokens')`,
    );
    return row?.read;
  };
  const readBefore = await rowsRead();
  expect(await statements()).toEqual(before);
  expect(await rowsRead()).toBe(readBefore);
});
