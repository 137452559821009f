import { newId } from '../../../../service-kit/data/ids';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
const mailbox = useMailbox(graph);
const NEW_PASSWORD = 'eleven lamps on the harbour';

let org: SeededOrganization;
let who: SeededUser;
let session: TokensShown;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  org = await graph.seed();
  who = org.manager;
  session = await graph.logIn(who);
});

const address = () => `moved.${newId()}@example.com`;
async function say(name: string, input: object, token: string | null = session.accessToken) {
  const type = `${name.replace(/^./, (first) => first.toUpperCase())}Input!`;
  const answer = await graph.executeWithToken(
    token,
    `mutation M($input: ${type}) { ${name}(input: $input) { email userErrors { code path } } }`,
    { input },
  );
  return dataOf(answer)[name] as { email: string | null; userErrors: { code: string; path: string[] }[] };
}
const errorsOf = async (...args: Parameters<typeof say>) =>
  (await say(...args)).userErrors.map(({ code }) => code);
const aMinuteLater = () =>
  graph.sql(`UPDATE identity.email_changes SET requested_at = requested_at - interval '61 seconds'`);
const canLogIn = async (email: string, password: string) => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  return (await graph.logIn({ email, password })) !== null;
};
const isLive = async ({ refreshToken }: TokensShown) =>
  codes(
    await graph.execute(
      null,
      'mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } } }',
      { input: { refreshToken } },
    ),
  ).length === 0;

/** Asks for a change, and answers the token of the link that came. */
async function asked(email: string, by = session): Promise<string> {
  expect(await say('requestEmailChange', { email }, by.accessToken)).toMatchObject({ email, userErrors: [] });
  return mailbox.token(org.org.id, email);
}
/** Makes a change, and answers the token of the link that takes it back. */
async function changed(from: string, to: string): Promise<string> {
  const token = await asked(to);
  expect(await say('confirmEmailChange', { token })).toEqual({ email: to, userErrors: [] });
  return mailbox.token(org.org.id, from);
}

it('changes the address by a link and the password, ends the other sessions, and tells the address before', async () => {
  const [other, email] = [await graph.logIn(who), address()];
  const token = await asked(email);
  const pending = '{ pendingEmailChange { email expiresAt } }';
  const waiting = await graph.executeWithToken(session.accessToken, pending);
  expect(dataOf(waiting).pendingEmailChange).toMatchObject({ email });
  expect(await canLogIn(who.email, who.password)).toBe(true); // nothing has changed yet
  expect(await say('confirmEmailChange', { token, password: who.password }, null)).toEqual({
    email,
    userErrors: [],
  });
  expect([await isLive(session), await isLive(other)]).toEqual([true, false]);
  expect(await canLogIn(who.email, who.password)).toBe(false);
  expect(await canLogIn(email, who.password)).toBe(true);
  const told = (await mailbox.deliver(org.org.id, who.email)).at(-1);
  expect(told?.subject).toBe('Your account has another e-mail address now');
  expect(told?.text).toContain('m***@example.com');
  expect(told?.text).not.toContain(email);
  expect(await errorsOf('confirmEmailChange', { token })).toEqual(['TOKEN_INVALID']);
  const [person] = await graph.sql<{ verified: boolean }>(
    'SELECT email_verified_at IS NOT NULL AS verified FROM identity.users WHERE id = $1',
    [who.userId],
  );
  expect(person?.verified).toBe(true);
});

it('does nothing by the link alone: it may have gone to a stranger', async () => {
  const token = await asked(address());
  expect(await errorsOf('confirmEmailChange', { token }, null)).toEqual(['PASSWORD_REQUIRED']);
  expect(await errorsOf('confirmEmailChange', { token, password: 'a guess of a stranger' }, null)).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  const stranger = await graph.logIn(org.viewer);
  expect(await errorsOf('confirmEmailChange', { token }, stranger.accessToken)).toEqual([
    'PASSWORD_REQUIRED',
  ]);
});

it('wants a fresh session, an address, another one, and one mail a minute, ten a day', async () => {
  expect(await errorsOf('requestEmailChange', { email: 'no address' })).toEqual(['INVALID_EMAIL']);
  expect(await errorsOf('requestEmailChange', { email: ` ${who.email.toUpperCase()} ` })).toEqual([
    'EMAIL_UNCHANGED',
  ]);
  await asked(address());
  expect(await errorsOf('requestEmailChange', { email: address() })).toEqual(['SENT_A_MOMENT_AGO']);
  for (let times = 1; times < 10; times += 1) {
    await aMinuteLater();
    expect(await errorsOf('requestEmailChange', { email: address() })).toEqual([]);
  }
  await aMinuteLater();
  expect(await errorsOf('requestEmailChange', { email: address() })).toEqual(['TOO_MANY_CHANGES']);
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = authenticated_at - interval '11 minutes'`);
  const stale = await graph.executeWithToken(
    session.accessToken,
    'mutation M($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { email } }',
    { input: { email: address() } },
  );
  expect(stale.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'STEP_UP_REQUIRED' });
});

it('says and does the same for an address that has an account, which its owner is told by the link', async () => {
  const taken = await graph.executeWithToken(session.accessToken, REQUEST, {
    input: { email: org.viewer.email },
  });
  await aMinuteLater();
  const email = address();
  const free = await graph.executeWithToken(session.accessToken, REQUEST, { input: { email } });
  expect(taken.statements).toEqual(free.statements);
  expect(dataOf(taken).requestEmailChange).toEqual({ email: org.viewer.email, userErrors: [] });
  await aMinuteLater();
  const token = await asked(org.viewer.email);
  expect(await errorsOf('confirmEmailChange', { token })).toEqual(['EMAIL_TAKEN']);
  expect(await canLogIn(org.viewer.email, org.viewer.password)).toBe(true);
});
const REQUEST = `mutation M($input: RequestEmailChangeInput!) {
  requestEmailChange(input: $input) { email userErrors { code path } }
}`;

it('gives an address to one of two who change to it at once', async () => {
  const email = address();
  const other = await graph.logIn(org.viewer);
  const mine = await asked(email);
  const theirs = await asked(email, other);
  const outcomes = await Promise.all([
    errorsOf('confirmEmailChange', { token: mine }),
    errorsOf('confirmEmailChange', { token: theirs }, other.accessToken),
  ]);
  expect(outcomes.flat()).toEqual(['EMAIL_TAKEN']);
  const people = await graph.sql('SELECT 1 FROM identity.users WHERE email_key = $1', [email]);
  expect(people).toHaveLength(1);
});

it('counts the newest link only, once of ten at once, for a day; and none after a new password or a cancellation', async () => {
  const former = await asked(address());
  await aMinuteLater();
  const token = await asked(address());
  expect(await errorsOf('confirmEmailChange', { token: former })).toEqual(['TOKEN_INVALID']);
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => errorsOf('confirmEmailChange', { token })),
  );
  expect(outcomes.filter((errors) => errors.length === 0)).toHaveLength(1);
  await aMinuteLater();
  const late = await asked(address());
  await graph.sql(`UPDATE identity.email_changes SET expires_at = expires_at - interval '24 hours'`);
  await aMinuteLater();
  const cancelled = await asked(address());
  expect(await errorsOf('cancelEmailChange', { email: 'else@example.com' })).toEqual(['NOT_REQUESTED']);
  expect(await errorsOf('cancelEmailChange', {})).toEqual([]);
  expect(await errorsOf('cancelEmailChange', {})).toEqual(['NOT_REQUESTED']);
  await aMinuteLater();
  const before = await asked(address());
  const change = `mutation M($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }`;
  const input = { currentPassword: who.password, newPassword: NEW_PASSWORD };
  expect(dataOf(await graph.executeWithToken(session.accessToken, change, { input }))).toEqual({
    changePassword: { userErrors: [] },
  });
  for (const one of [late, cancelled, before, '', '\0', 'a'.repeat(1_000_000)]) {
    expect(await errorsOf('confirmEmailChange', { token: one })).toEqual(['TOKEN_INVALID']);
  }
});

it('a link for a new password that went to the address before opens nothing after the change', async () => {
  const reset = `mutation M($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { email } }`;
  await graph.execute(null, reset, { input: { email: who.email } });
  const token = await mailbox.token(org.org.id, who.email);
  await changed(who.email, address());
  expect(await errorsOf('resetPassword', { token, password: NEW_PASSWORD }, null)).toEqual(['TOKEN_INVALID']);
});
