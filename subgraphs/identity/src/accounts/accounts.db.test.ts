import { newId } from '../../../../service-kit/data/ids';
import { useIdentity } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
const mailbox = useMailbox(graph);

const NEW_PASSWORD = 'eleven lamps on the harbour';
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const mutate = (name: string, input: object, fields = '', token: string | null = null) =>
  graph.executeWithToken(
    token,
    `mutation M($input: ${name.replace(/^./, (first) => first.toUpperCase())}Input!) {
      ${name}(input: $input) { ${fields} userErrors { code path } }
    }`,
    { input },
  );
const payloadOf = async (...args: Parameters<typeof mutate>) => dataOf(await mutate(...args))[args[0]];
const errorsOf = async (...args: Parameters<typeof mutate>): Promise<string[]> =>
  (await payloadOf(...args)).userErrors.map(({ code }: { code: string }) => code);
const logInErrors = (email: string, password: string) => errorsOf('logIn', { email, password });

/** As if an app had been turned on; nobody has its secret. */
const turnFactorOn = (userId: string) =>
  graph.sql(
    `INSERT INTO identity.totp_factors (user_id, sealed_secret, confirmed_at) VALUES ($1, 'sealed', now())`,
    [userId],
  );
const factorsOf = async (userId: string): Promise<number> =>
  (await graph.sql('SELECT 1 FROM identity.totp_factors WHERE user_id = $1', [userId])).length;

/** Lets a next mail be sent at once. */
const aMinuteLater = () =>
  graph.sql(`UPDATE identity.account_tokens SET created_at = created_at - interval '61 seconds'`);

async function resetToken(email: string, orgId = org.org.id): Promise<string> {
  await payloadOf('requestPasswordReset', { email });
  return mailbox.token(orgId, email);
}

describe('a password reset', () => {
  it('sets the password by a link, ends every session, and logs nobody in', async () => {
    const { email, password, userId } = org.manager;
    const session = await graph.logIn(org.manager);
    const token = await resetToken(email);
    expect(await payloadOf('resetPassword', { token, password: NEW_PASSWORD }, 'email')).toEqual({
      email,
      userErrors: [],
    });
    expect(codes(await mutate('refreshTokens', { refreshToken: session.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(await logInErrors(email, password)).toEqual(['INVALID_CREDENTIALS']);
    expect(await logInErrors(email, NEW_PASSWORD)).toEqual([]);
    const live = await graph.sql(
      'SELECT 1 FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL',
      [userId],
    );
    expect(live).toHaveLength(1);
    const subjects = (await mailbox.deliver(org.org.id, email)).map(({ subject }) => subject);
    expect(subjects).toEqual(['Set a new password', 'Your password was changed']);
  });

  it('works once, of ten at once too, for 20 minutes, and by the newest link only', async () => {
    const { email } = org.manager;
    const former = await resetToken(email);
    await aMinuteLater();
    const token = await resetToken(email);
    const spend = (one: string) => errorsOf('resetPassword', { token: one, password: NEW_PASSWORD });
    expect(await spend(former)).toEqual(['TOKEN_INVALID']);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => spend(token)));
    expect(outcomes.filter((errors) => errors.length === 0)).toHaveLength(1);
    expect(await spend(token)).toEqual(['TOKEN_INVALID']);
    await aMinuteLater();
    const late = await resetToken(email);
    await graph.sql(`UPDATE identity.account_tokens SET expires_at = expires_at - interval '20 minutes'`);
    expect(await spend(late)).toEqual(['TOKEN_INVALID']);
    for (const one of ['', 'x', '\0', 'a'.repeat(43), 'a'.repeat(1_000_000)]) {
      expect(await spend(one)).toEqual(['TOKEN_INVALID']);
    }
  });

  it('keeps the link when the password is bad, and its SHA-256 only', async () => {
    const token = await resetToken(org.manager.email);
    for (const [password, code] of [
      ['short', 'PASSWORD_TOO_SHORT'],
      ['x'.repeat(129), 'PASSWORD_TOO_LONG'],
      [org.manager.email, 'PASSWORD_LIKE_NAME'],
    ]) {
      expect(await errorsOf('resetPassword', { token, password })).toEqual([code]);
    }
    const rows = await graph.sql<{ text: string }>(
      `SELECT row_to_json(t)::text AS text FROM identity.account_tokens t
       UNION ALL SELECT row_to_json(t)::text FROM identity.inbox t`,
    );
    for (const { text } of rows) expect(text).not.toContain(token);
    expect(await errorsOf('resetPassword', { token, password: NEW_PASSWORD })).toEqual([]);
  });

  it('says and does the same for an address without an account, and sends nothing', async () => {
    const unknown = `nobody.${newId()}@example.com`;
    const [known, none] = [
      await mutate('requestPasswordReset', { email: org.manager.email }),
      await mutate('requestPasswordReset', { email: unknown }),
    ];
    const words = (statements: string[]) => statements.map((sql) => sql.replace('RELEASE', 'ROLLBACK TO'));
    expect(words(none.statements)).toEqual(words(known.statements));
    expect(none.data).toEqual(known.data);
    const before = await graph.sql('SELECT 1 FROM identity.account_tokens');
    await mutate('requestPasswordReset', { email: unknown });
    expect(await graph.sql('SELECT 1 FROM identity.account_tokens')).toEqual(before);
    expect(await mailbox.deliver(org.org.id, unknown)).toEqual([]);
    expect(await errorsOf('requestPasswordReset', { email: 'no address' })).toEqual(['INVALID_EMAIL']);
  });

  it('sends one mail a minute, however often it is asked for', async () => {
    for (let times = 0; times < 5; times += 1) {
      await payloadOf('requestPasswordReset', { email: org.manager.email });
    }
    expect(await mailbox.deliver(org.org.id, org.manager.email)).toHaveLength(1);
  });

  it('is no way in for who was deactivated', async () => {
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
      org.manager.userId,
    ]);
    await payloadOf('requestPasswordReset', { email: org.manager.email });
    expect(await mailbox.deliver(org.org.id, org.manager.email)).toEqual([]);
  });

  it.each([
    ['stays of an account whose address is confirmed', true],
    ['goes of an account whose address nobody confirmed: it may be a squatter’s', false],
  ])('a second factor %s', async (_what, isVerified) => {
    const { email, userId } = org.manager;
    await turnFactorOn(userId);
    await graph.sql(
      `UPDATE identity.users SET email_verified_at = CASE WHEN $2 THEN now() END WHERE id = $1`,
      [userId, isVerified],
    );
    const token = await resetToken(email);
    expect(await errorsOf('resetPassword', { token, password: NEW_PASSWORD })).toEqual([]);
    expect(await factorsOf(userId)).toBe(isVerified ? 1 : 0);
    const input = { email, password: NEW_PASSWORD };
    const { challenge } = await payloadOf('logIn', input, 'challenge { token }');
    expect(challenge !== null).toBe(isVerified);
  });

  it('lets the owner in while others guess', async () => {
    const { email } = org.manager;
    const token = await resetToken(email);
    for (let times = 0; times < 6; times += 1) {
      await mutate('logIn', { email, password: `a wrong password ${times}` });
    }
    expect(codes(await mutate('logIn', { email, password: org.manager.password }))).toEqual(['RATE_LIMITED']);
    await payloadOf('resetPassword', { token, password: NEW_PASSWORD });
    expect(await logInErrors(email, NEW_PASSWORD)).toEqual([]);
  });
});

describe('changePassword', () => {
  it('ends the other sessions and links for a reset, and keeps this session', async () => {
    const { email, password } = org.manager;
    const [laptop, phone] = [await graph.logIn(org.manager), await graph.logIn(org.manager)];
    const token = await resetToken(email);
    const input = { currentPassword: password, newPassword: NEW_PASSWORD };
    expect(await payloadOf('changePassword', input, 'endedSessions', laptop.accessToken)).toEqual({
      endedSessions: 1,
      userErrors: [],
    });
    expect(codes(await mutate('refreshTokens', { refreshToken: phone.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(codes(await mutate('refreshTokens', { refreshToken: laptop.refreshToken }))).toEqual([]);
    expect(await errorsOf('resetPassword', { token, password: 'another good long password' })).toEqual([
      'TOKEN_INVALID',
    ]);
    expect(await logInErrors(email, NEW_PASSWORD)).toEqual([]);
  });

  it('wants the password as it is, and a good new one', async () => {
    const { accessToken } = await graph.logIn(org.manager);
    const change = (currentPassword: string, newPassword: string) =>
      errorsOf('changePassword', { currentPassword, newPassword }, '', accessToken);
    expect(await change('something else entirely', NEW_PASSWORD)).toEqual(['INVALID_CREDENTIALS']);
    expect(await change(org.manager.password, 'short')).toEqual(['PASSWORD_TOO_SHORT']);
    expect(codes(await mutate('changePassword', { currentPassword: 'x', newPassword: 'y' }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('e-mail verification', () => {
  const person = () => ({
    email: `new.${newId()}@example.com`,
    password: 'nine rivers run under glass',
    firstName: 'Nia',
    lastName: 'Rivers',
  });
  const orgOf = async (email: string): Promise<string> =>
    (
      await graph.sql<{ id: string }>(
        `SELECT m.org_id AS id FROM identity.memberships m JOIN identity.users u ON u.id = m.user_id WHERE u.email = $1`,
        [email],
      )
    )[0]?.id ?? '';
  const isVerified = async (accessToken: string): Promise<boolean> =>
    dataOf(await graph.executeWithToken(accessToken, '{ me { isEmailVerified } }')).me.isEmailVerified;
  async function registered() {
    const who = person();
    await payloadOf('register', who);
    const orgId = await orgOf(who.email);
    return { ...who, orgId, token: await mailbox.token(orgId, who.email) };
  }

  it('is asked for at registration; without it one logs in, and invites nobody', async () => {
    const { email, password, token } = await registered();
    const { accessToken } = await graph.logIn({ email, password });
    const guest = { email: person().email, roleKey: 'viewer' };
    expect(await isVerified(accessToken)).toBe(false);
    expect(await errorsOf('inviteUser', guest, '', accessToken)).toEqual(['EMAIL_NOT_VERIFIED']);
    expect(await payloadOf('verifyEmail', { token }, 'email', accessToken)).toEqual({
      email,
      userErrors: [],
    });
    expect(await isVerified(accessToken)).toBe(true);
    expect(await errorsOf('inviteUser', guest, '', accessToken)).toEqual([]);
    expect(await errorsOf('verifyEmail', { token, password })).toEqual(['TOKEN_INVALID']);
  });

  it('wants the password of who is not logged in; the right one leaves sessions alone', async () => {
    const { email, password, token } = await registered();
    const { accessToken } = await graph.logIn({ email, password });
    expect(await errorsOf('verifyEmail', { token })).toEqual(['PASSWORD_REQUIRED']);
    expect(await errorsOf('verifyEmail', { token, password })).toEqual([]);
    expect(await isVerified(accessToken)).toBe(true);
  });

  it('lets the owner of an address take it from who registered it', async () => {
    const { email, password, token } = await registered();
    const squatter = await graph.logIn({ email, password });
    expect(await errorsOf('verifyEmail', { token, password: NEW_PASSWORD })).toEqual([]);
    expect(codes(await mutate('refreshTokens', { refreshToken: squatter.refreshToken }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(await logInErrors(email, password)).toEqual(['INVALID_CREDENTIALS']);
    expect(await logInErrors(email, NEW_PASSWORD)).toEqual([]);
  });

  it('takes nothing from an account whose address was confirmed by other means, and counts as a guess', async () => {
    const { email, password, token } = await registered();
    const [person] = await graph.sql<{ id: string }>(
      'UPDATE identity.users SET email_verified_at = now() WHERE email = $1 RETURNING id',
      [email],
    );
    await turnFactorOn(person?.id ?? '');
    expect(await errorsOf('verifyEmail', { token, password: NEW_PASSWORD })).toEqual(['TOKEN_INVALID']);
    expect(await factorsOf(person?.id ?? '')).toBe(1);
    expect(await logInErrors(email, password)).toEqual([]);
    for (let tries = 0; tries < 5; tries += 1) await mutate('verifyEmail', { token, password: NEW_PASSWORD });
    expect(codes(await mutate('verifyEmail', { token, password: NEW_PASSWORD }))).toEqual(['RATE_LIMITED']);
  });

  it('can be asked for again, a minute later, by the caller for the caller', async () => {
    const { email, password, orgId, token } = await registered();
    const { accessToken } = await graph.logIn({ email, password });
    const again = (input: object) => errorsOf('requestEmailVerification', input, '', accessToken);
    expect(await again({})).toEqual(['SENT_A_MOMENT_AGO']);
    await aMinuteLater();
    expect(await again({ email: org.owner.email })).toEqual(['NOT_YOUR_EMAIL']);
    expect(await again({ email })).toEqual([]);
    const fresh = await mailbox.token(orgId, email);
    expect(fresh).not.toBe(token);
    expect(await errorsOf('verifyEmail', { token, password })).toEqual(['TOKEN_INVALID']);
    expect(await errorsOf('verifyEmail', { token: fresh, password })).toEqual([]);
    expect(await again({})).toEqual(['ALREADY_VERIFIED']);
  });
});
