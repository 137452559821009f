import { newId } from '../../../../service-kit/data/ids';
import { useIdentity } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import { createSoftwareAuthenticator } from '../../../../testkit/software-authenticator';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { dataOf, type Answer } from '../../../../testkit/subgraph';

/* Ways back in: for who has lost every factor, and a passkey at the moment when an organisation demands a factor. */

const graph = useIdentity();
const mailbox = useMailbox(graph);
const ERRORS = 'userErrors { code path }';
const RESET = `mutation R($input: ResetSecondFactorInput!) { resetSecondFactor(input: $input) { user { id } ${ERRORS} } }`;
const COMPLETE = `mutation C($input: CompleteSecondFactorResetInput!) { completeSecondFactorReset(input: $input) { email ${ERRORS} } }`;
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) {
  tokens { accessToken } challenge { token methods passkeyOptions passkeyRegistrationOptions enrollment { secret } } ${ERRORS} } }`;

let org: SeededOrganization;
const forgetFailures = () => graph.sql('DELETE FROM identity.log_in_attempts');
beforeEach(async () => {
  await forgetFailures();
  org = await graph.seed();
});

/** As if a passkey had been made, and lost. */
const loseKey = ({ userId }: SeededUser) =>
  graph.sql(
    `INSERT INTO identity.passkeys (id, user_id, credential_id, public_key, counter, name) VALUES ($1::uuid, $2, $1::uuid::text, '\\x00', 0, 'K')`,
    [newId(), userId],
  );
const reset = (by: SeededUser, of: SeededUser): Promise<Answer> =>
  graph.execute(by.viewer, RESET, { input: { userId: of.userId } });
const codesOf = async (answering: Promise<Answer>): Promise<unknown[]> => {
  const { data, errors } = await answering;
  const payload = Object.values(data ?? {})[0] as { userErrors?: { code: string }[] } | null;
  return [
    ...errors.map(({ extensions }) => extensions?.['code']),
    ...(payload?.userErrors ?? []).map(({ code }) => code),
  ];
};
const complete = (token: string, password: string): Promise<Answer> =>
  graph.execute(null, COMPLETE, { input: { token, password } });
const logIn = async ({ email, password }: SeededUser) =>
  dataOf(await graph.execute(null, LOG_IN, { input: { email, password } })).logIn;
const aMinuteLater = () =>
  graph.sql(`UPDATE identity.account_tokens SET created_at = created_at - interval '61 seconds'`);

it('a member gets back in by an administrator’s word, a link and the password, and nothing less', async () => {
  const { manager, admin } = org;
  const session = await graph.logIn(manager);
  await loseKey(manager);
  expect(await codesOf(reset(admin, manager))).toEqual([]);
  const [ended] = await graph.sql<{ reason: string }>(
    'SELECT revoked_reason AS reason FROM identity.sessions WHERE user_id = $1',
    [manager.userId],
  );
  expect([session.accessToken.length > 0, ended]).toEqual([true, { reason: 'FACTOR_RESET' }]);
  expect((await logIn(manager)).challenge.methods).toEqual(['PASSKEY']); // the word alone takes nothing away
  const token = await mailbox.token(org.org.id, manager.email);
  expect(await codesOf(complete(token, ''))).toEqual(['PASSWORD_REQUIRED']);
  expect(await codesOf(complete(token, 'a guess of a stranger'))).toEqual(['INVALID_CREDENTIALS']);
  expect(dataOf(await complete(token, manager.password)).completeSecondFactorReset.email).toBe(manager.email);
  expect((await logIn(manager)).tokens).toMatchObject({ accessToken: expect.any(String) });
  const subjects = (await mailbox.deliver(org.org.id, manager.email)).map(({ subject }) => subject);
  expect(subjects).toContain('Your lost second factor was removed');
  expect(await codesOf(complete(token, manager.password))).toEqual(['TOKEN_INVALID']);
});

it('nobody does it to who ranks above, to themselves, to strangers, or to who has lost nothing', async () => {
  const other = await graph.seed();
  for (const one of [org.owner, org.admin, other.manager]) await loseKey(one);
  expect(await codesOf(reset(org.admin, org.owner))).toEqual(['ROLE_EXCEEDS_YOURS']);
  expect(await codesOf(reset(org.admin, org.admin))).toEqual(['OWN_ACCOUNT']);
  expect(await codesOf(reset(org.admin, other.manager))).toEqual(['NOT_FOUND']);
  expect(await codesOf(reset(org.manager, org.viewer))).toEqual(['FORBIDDEN']);
  expect(await codesOf(reset(org.admin, org.viewer))).toEqual(['NOT_ENABLED']);
  await loseKey(org.viewer);
  await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [
    org.viewer.userId,
  ]);
  expect(await codesOf(reset(org.admin, org.viewer))).toEqual(['NOT_ACTIVE']);
  expect(await codesOf(reset(org.owner, org.admin))).toEqual([]);
  expect(await codesOf(reset(org.owner, org.admin))).toEqual(['SENT_A_MOMENT_AGO']);
});

it('wants a fresh session of the administrator', async () => {
  await loseKey(org.viewer);
  const { accessToken } = await graph.logIn(org.admin);
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = authenticated_at - interval '11 minutes'`);
  const input = { userId: org.viewer.userId };
  const stale = await graph.executeWithToken(accessToken, RESET, { input });
  expect(stale.errors[0]?.extensions).toMatchObject({ reason: 'STEP_UP_REQUIRED' });
});

it('the link works once, of ten at once too, for a day, and while they belong to the organisation', async () => {
  const { manager, owner } = org;
  const link = async (): Promise<string> => {
    await loseKey(manager);
    await aMinuteLater();
    expect(await codesOf(reset(owner, manager))).toEqual([]);
    return mailbox.token(org.org.id, manager.email);
  };
  const token = await link();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => codesOf(complete(token, manager.password))),
  );
  expect(outcomes.filter((errors) => errors.length === 0)).toHaveLength(1);
  const late = await link();
  await graph.sql(`UPDATE identity.account_tokens SET expires_at = expires_at - interval '1 day'`);
  expect(await codesOf(complete(late, manager.password))).toEqual(['TOKEN_INVALID']);
  const removed = await link();
  await graph.sql(`UPDATE identity.memberships SET status = 'REMOVED' WHERE user_id = $1`, [manager.userId]);
  expect(await codesOf(complete(removed, manager.password))).toEqual(['TOKEN_INVALID']);
});

it('a reset of the password or a change of the address ends the link', async () => {
  const { manager, owner } = org;
  await loseKey(manager);
  const link = async (): Promise<string> => {
    await aMinuteLater();
    expect(await codesOf(reset(owner, manager))).toEqual([]);
    return mailbox.token(org.org.id, manager.email);
  };
  const say = (name: string, input: object, type = name.replace(/^./, (first) => first.toUpperCase())) =>
    graph.execute(
      name === 'requestEmailChange' ? manager.viewer : null,
      `mutation M($input: ${type}Input!) { ${name}(input: $input) { ${ERRORS} } }`,
      { input },
    );
  const first = await link();
  await say('requestPasswordReset', { email: manager.email });
  const password = 'eleven lamps on the harbour';
  const proof = await mailbox.token(org.org.id, manager.email);
  expect(await codesOf(say('resetPassword', { token: proof, password }))).toEqual([]);
  expect(await codesOf(complete(first, password))).toEqual(['TOKEN_INVALID']);
  const second = await link();
  const next = `next.${newId()}@example.com`;
  expect(await codesOf(say('requestEmailChange', { email: next }))).toEqual([]);
  const there = await mailbox.token(org.org.id, next);
  expect(await codesOf(say('confirmEmailChange', { token: there, password }))).toEqual([]);
  expect(await codesOf(complete(second, password))).toEqual(['TOKEN_INVALID']);
});

describe('where the organisation demands a second factor, a log-in', () => {
  const FINISH = `mutation C($input: CompleteLogInInput!) { completeLogIn(input: $input) {
    tokens { accessToken } recoveryCodes ${ERRORS} } }`;
  const finish = async (input: object) => dataOf(await graph.execute(null, FINISH, { input })).completeLogIn;
  beforeEach(() =>
    graph.sql('UPDATE identity.organizations SET second_factor_required = true WHERE org_id = $1', [
      org.org.id,
    ]),
  );

  it('makes a passkey on the way, with recovery codes, and asks for it the next time', async () => {
    const { challenge } = await logIn(org.manager);
    expect(challenge.methods).toEqual(['PASSKEY', 'TOTP']);
    const device = createSoftwareAuthenticator('http://localhost:4000');
    const newPasskey = device.create(challenge.passkeyRegistrationOptions);
    const made = await finish({ challenge: challenge.token, newPasskey, newPasskeyName: 'Laptop' });
    expect(made).toMatchObject({ tokens: { accessToken: expect.any(String) }, userErrors: [] });
    expect(made.recoveryCodes).toHaveLength(10);
    const again = (await logIn(org.manager)).challenge;
    expect(again).toMatchObject({ methods: ['PASSKEY', 'RECOVERY_CODE'], passkeyRegistrationOptions: null });
    const passkey = device.get(again.passkeyOptions);
    expect((await finish({ challenge: again.token, passkey })).userErrors).toEqual([]);
    const subjects = (await mailbox.deliver(org.org.id, org.manager.email)).map(({ subject }) => subject);
    expect(subjects).toContain('A passkey was added');
  });

  it('refuses a passkey for another page, of another log-in, and one beside an account’s own factor', async () => {
    const { challenge } = await logIn(org.manager);
    const other = (await logIn(org.manager)).challenge;
    const device = () => createSoftwareAuthenticator('http://localhost:4000');
    const wrong = [{ code: 'INVALID_PASSKEY', path: ['newPasskey'] }];
    const of = (options: string, tampering?: object) => device().create(options, tampering);
    const answer = (newPasskey: string) => finish({ challenge: challenge.token, newPasskey });
    const evil = of(challenge.passkeyRegistrationOptions, { origin: 'https://evil.example' });
    expect((await answer(evil)).userErrors).toEqual(wrong);
    expect((await answer(of(other.passkeyRegistrationOptions))).userErrors).toEqual(wrong);
    for (const garbage of ['', '{}', '\0', 'x'.repeat(100_000)]) {
      await forgetFailures();
      expect((await finish({ challenge: other.token, newPasskey: garbage })).userErrors).toEqual(wrong);
    }
    await forgetFailures();
    const named = { challenge: challenge.token, newPasskey: 'x', newPasskeyName: 'x'.repeat(101) };
    expect((await finish(named)).userErrors).toEqual([{ code: 'TOO_LONG', path: ['newPasskeyName'] }]);
    await loseKey(org.manager);
    expect((await answer(of(challenge.passkeyRegistrationOptions))).userErrors).toEqual(wrong);
  });

  it('makes one factor of two that are set up at once', async () => {
    const challenges = [(await logIn(org.manager)).challenge, (await logIn(org.manager)).challenge];
    const done = await Promise.all(
      challenges.map(({ token, passkeyRegistrationOptions }) =>
        finish({
          challenge: token,
          newPasskey: createSoftwareAuthenticator('http://localhost:4000').create(passkeyRegistrationOptions),
        }),
      ),
    );
    expect(done.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  });
});

describe('giving power back wants a fresh session', () => {
  const FIELDS = ['reactivateUser', 'resendInvitation'] as const;
  it.each(FIELDS)('%s of an administrator, not of a viewer', async (name) => {
    const { accessToken } = await graph.logIn(org.owner);
    const say = async (field: string, input: object) => {
      const type = `${field.replace(/^./, (first) => first.toUpperCase())}Input!`;
      const fields = field === 'inviteUser' ? 'invitation { id }' : ERRORS;
      return graph.executeWithToken(
        accessToken,
        `mutation M($input: ${type}) { ${field}(input: $input) { ${fields} } }`,
        {
          input,
        },
      );
    };
    const inputFor = async (roleKey: 'admin' | 'viewer'): Promise<object> => {
      if (name === 'resendInvitation') {
        const email = `guest.${newId()}@example.com`;
        return { id: dataOf(await say('inviteUser', { email, roleKey })).inviteUser.invitation.id };
      }
      await say('deactivateUser', { userId: org[roleKey].userId });
      return { userId: org[roleKey].userId };
    };
    const [powerful, plain] = [await inputFor('admin'), await inputFor('viewer')];
    await graph.sql(
      `UPDATE identity.sessions SET authenticated_at = authenticated_at - interval '11 minutes'`,
    );
    expect((await say(name, powerful)).errors[0]?.extensions).toMatchObject({ reason: 'STEP_UP_REQUIRED' });
    expect(dataOf(await say(name, plain))[name].userErrors).toEqual([]);
  });
});
