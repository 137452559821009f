import { Secret, TOTP } from 'otpauth';
import { connectClient } from '../../../../service-kit/postgres/database-roles';
import { useMiddleOfPeriod } from '../../../../testkit/middle-of-period';
import { untilSomebodyWaitsFor } from '../../../../testkit/lock-waits';
import { useMailbox } from '../../../../testkit/mailbox';
import type { TokensShown } from '../../../../testkit/identity';
import { COMPLETE, ERRORS, STATE, STEP_UP, useSecondFactor } from '../../../../testkit/second-factor';
import { codes, dataOf, type Answer } from '../../../../testkit/subgraph';

const world = useSecondFactor();
const { graph, as, logIn, complete, age, forgetFailures } = world;
const mailbox = useMailbox(graph);

const START = `mutation { startTotpEnrollment { enrollment { secret uri qrCode } ${ERRORS} } }`;
const CONFIRM = `mutation C($input: ConfirmTotpEnrollmentInput!) { confirmTotpEnrollment(input: $input) { recoveryCodes ${ERRORS} } }`;
const DISABLE = `mutation { disableSecondFactor { secondFactor { isEnabled } ${ERRORS} } }`;
const RENEW = `mutation { renewRecoveryCodes { recoveryCodes ${ERRORS} } }`;
const FORGET = `mutation F($input: ForgetDevicesInput! = {}) { forgetDevices(input: $input) { forgottenDevices ${ERRORS} } }`;

const WRONG = [{ code: 'INVALID_CODE', path: ['code'] }];

let { org, who, session } = world;
beforeEach(() => {
  ({ org, who, session } = world);
});
useMiddleOfPeriod();

/** A code of the app, of now or of some periods from now. */
const codeOf = (secret: string, periods = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + periods * 30_000 });
/** A code that is none of those that count now. */
const wrongCode = (secret: string): string => {
  const right = [-2, -1, 0, 1, 2].map((periods) => codeOf(secret, periods));
  let code = 0;
  while (right.includes(String(code).padStart(6, '0'))) code += 1;
  return String(code).padStart(6, '0');
};

interface Enrolled {
  secret: string;
  recoveryCodes: string[];
}
/** Turns the app on with the code of the period before: that of now is still good. */
async function enroll(): Promise<Enrolled> {
  const { secret } = dataOf(await as(session, START)).startTotpEnrollment.enrollment;
  const answer = dataOf(await as(session, CONFIRM, { code: codeOf(secret, -1) })).confirmTotpEnrollment;
  expect(answer.userErrors).toEqual([]);
  return { secret, recoveryCodes: answer.recoveryCodes };
}
const subjects = async (): Promise<unknown[]> =>
  (await mailbox.deliver(org.org.id, who.email)).map(({ subject }) => subject);

describe('enrolment', () => {
  it('shows the secret in three ways, and counts from the first code on', async () => {
    const { enrollment } = dataOf(await as(session, START)).startTotpEnrollment;
    expect(enrollment.uri).toBe(
      `otpauth://totp/CashCraft:${encodeURIComponent(who.email)}?issuer=CashCraft&secret=${enrollment.secret}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(Buffer.from(enrollment.qrCode.split(',')[1], 'base64').toString()).toMatch(/^<svg .*<\/svg>\s*$/s);
    expect(dataOf(await as(session, STATE)).secondFactor).toMatchObject({ isEnabled: false, methods: [] });
    expect((await logIn()).tokens).not.toBeNull();
    const bad = await as(session, CONFIRM, { code: wrongCode(enrollment.secret) });
    expect(dataOf(bad).confirmTotpEnrollment).toEqual({ recoveryCodes: null, userErrors: WRONG });
    const good = dataOf(
      await as(session, CONFIRM, { code: codeOf(enrollment.secret) }),
    ).confirmTotpEnrollment;
    expect(new Set(good.recoveryCodes).size).toBe(10);
    for (const code of good.recoveryCodes) expect(code).toMatch(/^([2-9a-hj-np-z]{4}-){3}[2-9a-hj-np-z]{4}$/);
    expect(dataOf(await as(session, STATE)).secondFactor).toMatchObject({
      isEnabled: true,
      methods: ['TOTP', 'RECOVERY_CODE'],
      recoveryCodesLeft: 10,
    });
  });

  it('keeps no secret and no recovery code as it is', async () => {
    const { secret, recoveryCodes } = await enroll();
    const [kept] = await graph.sql<{ everything: string }>(
      `SELECT (SELECT string_agg(t::text, ' ') FROM identity.totp_factors t) ||
              (SELECT string_agg(c::text, ' ') FROM identity.recovery_codes c) AS everything`,
    );
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
      expect(kept?.everything).not.toContain(text);
    }
  });

  it('takes the newest secret, and none while an app is on', async () => {
    const first = dataOf(await as(session, START)).startTotpEnrollment.enrollment;
    await as(session, START);
    expect(
      dataOf(await as(session, CONFIRM, { code: codeOf(first.secret) })).confirmTotpEnrollment.userErrors,
    ).toEqual(WRONG);
    await enroll();
    expect(dataOf(await as(session, START)).startTotpEnrollment.userErrors).toMatchObject([
      { code: 'ALREADY_ENABLED' },
    ]);
  });

  it('wants a fresh proof, and so does everything that changes it', async () => {
    await age('11 minutes');
    const changes = [
      as(session, START),
      as(session, CONFIRM, { code: '000000' }),
      as(session, RENEW),
      as(session, DISABLE),
      as(session, 'mutation { startPasskeyRegistration { options } }'),
    ];
    for (const answer of await Promise.all(changes)) {
      expect(answer.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'STEP_UP_REQUIRED' });
    }
  });
});

describe('logging in', () => {
  it('takes two steps, and the second one starts the session', async () => {
    const { secret } = await enroll();
    const first = await logIn();
    expect(first).toMatchObject({
      tokens: null,
      user: null,
      challenge: { methods: ['TOTP', 'RECOVERY_CODE'], passkeyOptions: null, enrollment: null },
      userErrors: [],
    });
    const second = await complete({ challenge: first.challenge.token, code: codeOf(secret) });
    expect(second).toMatchObject({
      user: { id: who.userId, role: { key: 'owner' } },
      userErrors: [],
      deviceToken: null,
    });
    expect(codes(await as(second.tokens, '{ me { id } }'))).toEqual([]);
  });

  it('says nothing of the second factor before the password is right', async () => {
    await enroll();
    expect(await logIn({ password: 'not the password' })).toMatchObject({
      challenge: null,
      userErrors: [{ code: 'INVALID_CREDENTIALS' }],
    });
  });

  it('takes a challenge once, a code once, and neither after its time', async () => {
    const { secret } = await enroll();
    const [one, two, late] = [await logIn(), await logIn(), await logIn()];
    const code = codeOf(secret);
    expect((await complete({ challenge: one.challenge.token, code })).userErrors).toEqual([]);
    const invalid = [{ code: 'CHALLENGE_INVALID', path: ['challenge'] }];
    expect((await complete({ challenge: one.challenge.token, code: codeOf(secret, 1) })).userErrors).toEqual(
      invalid,
    );
    expect((await complete({ challenge: two.challenge.token, code })).userErrors).toEqual(WRONG);
    expect((await complete({ challenge: two.challenge.token, code: codeOf(secret, -1) })).userErrors).toEqual(
      WRONG,
    );
    await graph.sql('UPDATE identity.log_in_challenges SET expires_at = clock_timestamp()');
    expect((await complete({ challenge: late.challenge.token, code: codeOf(secret, 1) })).userErrors).toEqual(
      invalid,
    );
  });

  it.each([
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['another organisation in front of it', '018f0000-0000-7000-8000-000000000000.abc'],
    ['100 kB', 'x'.repeat(100_000)],
  ])('refuses %s as a challenge', async (_what, challenge) => {
    expect((await complete({ challenge, code: '123456' })).userErrors).toMatchObject([
      { code: 'CHALLENGE_INVALID' },
    ]);
  });

  it.each<[string, object, object]>([
    ['no proof', {}, { code: 'PROOF_REQUIRED', path: ['code'] }],
    ['two of them', { code: '123456', recoveryCode: 'x' }, { code: 'AMBIGUOUS', path: ['recoveryCode'] }],
    ['a code of letters', { code: 'abcdef' }, { code: 'INVALID_CODE', path: ['code'] }],
    ['a passkey of nobody', { passkey: '{"id":"x"}' }, { code: 'INVALID_PASSKEY', path: ['passkey'] }],
    ['a passkey that is no JSON', { passkey: '{' }, { code: 'INVALID_PASSKEY', path: ['passkey'] }],
    [
      'a recovery code too long to be one',
      { recoveryCode: 'x'.repeat(5_000) },
      { code: 'INVALID_CODE', path: ['recoveryCode'] },
    ],
  ])('refuses %s', async (_what, proof, error) => {
    await enroll();
    const { challenge } = await logIn();
    expect((await complete({ challenge: challenge.token, ...proof })).userErrors).toEqual([error]);
  });

  it('lets one of ten who show the same code, or the same recovery code, at once', async () => {
    const { secret, recoveryCodes } = await enroll();
    for (const proof of [{ code: codeOf(secret) }, { recoveryCode: recoveryCodes[0] }]) {
      const challenges = await Promise.all(Array.from({ length: 4 }, () => logIn()));
      const answers = await Promise.all(
        challenges.map(({ challenge }) => complete({ challenge: challenge.token, ...proof })),
      );
      expect(answers.filter(({ tokens }) => tokens !== null)).toHaveLength(1);
      await forgetFailures();
    }
    expect(dataOf(await as(session, STATE)).secondFactor.recoveryCodesLeft).toBe(9);
    expect(await subjects()).toEqual(['The second factor is on', 'A recovery code was used']);
  });

  it('takes a recovery code as people type it, each once', async () => {
    const { recoveryCodes } = await enroll();
    const typed = ` ${recoveryCodes[3]?.toUpperCase().replaceAll('-', ' ')} `;
    expect(
      (await complete({ challenge: (await logIn()).challenge.token, recoveryCode: typed })).tokens,
    ).not.toBeNull();
    const again = await complete({ challenge: (await logIn()).challenge.token, recoveryCode: typed });
    expect(again.userErrors).toEqual([{ code: 'INVALID_CODE', path: ['recoveryCode'] }]);
  });

  it('lets no more than five of 50 parallel guesses be checked, over all challenges and with the right one among them', async () => {
    const { secret } = await enroll();
    const challenges = await Promise.all(Array.from({ length: 10 }, () => logIn()));
    const wrong = wrongCode(secret);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        graph.execute(null, COMPLETE, {
          input: {
            challenge: challenges[index % 10].challenge.token,
            code: index === 49 ? codeOf(secret) : wrong,
          },
        }),
      ),
    );
    const checked = answers.filter((answer) => codes(answer).length === 0);
    expect(checked.length).toBeLessThanOrEqual(6);
    expect(checked.filter(({ data }) => data.completeLogIn.tokens)).toHaveLength(0);
    expect(codes(answers.at(-1) as Answer)).toEqual(['RATE_LIMITED']);
  });

  it('does not lock the owner out of a device that proved it before, whoever guesses', async () => {
    const { secret } = await enroll();
    const { challenge } = await logIn();
    await complete({ challenge: challenge.token, code: codeOf(secret) });
    const strangers = graph.sql(
      `UPDATE identity.log_in_attempts SET failures = 9, blocked_until = clock_timestamp() + interval '15 minutes', last_at = clock_timestamp()`,
    );
    await strangers;
    await graph.sql(`DELETE FROM identity.log_in_attempts WHERE key IN (
      SELECT sha256(account || device) FROM identity.known_devices)`);
    const next = await logIn();
    expect((await complete({ challenge: next.challenge.token, code: codeOf(secret, 1) })).userErrors).toEqual(
      [],
    );
  });

  it('ends a challenge with five wrong answers', async () => {
    const { secret } = await enroll();
    const { challenge } = await logIn();
    for (let tries = 0; tries < 5; tries += 1) {
      await complete({ challenge: challenge.token, code: wrongCode(secret) });
      await forgetFailures();
    }
    expect((await complete({ challenge: challenge.token, code: codeOf(secret) })).userErrors).toMatchObject([
      { code: 'CHALLENGE_INVALID' },
    ]);
  });

  it('a challenge of before a change of password opens nothing', async () => {
    const { secret } = await enroll();
    const { challenge } = await logIn();
    await graph.sql(`UPDATE identity.users SET password_hash = password_hash || ' ' WHERE id = $1`, [
      who.userId,
    ]);
    expect((await complete({ challenge: challenge.token, code: codeOf(secret) })).userErrors).toMatchObject([
      { code: 'CHALLENGE_INVALID' },
    ]);
  });

  it('lets nobody in who was kept out meanwhile', async () => {
    const { secret } = await enroll();
    const { challenge } = await logIn();
    await graph.sql(`UPDATE identity.memberships SET status = 'DISABLED' WHERE user_id = $1`, [who.userId]);
    expect((await complete({ challenge: challenge.token, code: codeOf(secret) })).tokens).toBeNull();
  });
});

describe('a remembered device', () => {
  async function remember(secret: string): Promise<string> {
    const { challenge } = await logIn();
    const { deviceToken } = await complete({
      challenge: challenge.token,
      code: codeOf(secret),
      rememberDevice: true,
    });
    return deviceToken as string;
  }

  it('is not asked, and its log-in is no fresh proof', async () => {
    const { secret } = await enroll();
    const deviceToken = await remember(secret);
    const { tokens } = await logIn({ deviceToken });
    expect(codes(await as(tokens, RENEW))).toEqual(['FORBIDDEN']);
    expect(dataOf(await as(tokens, STATE)).secondFactor.rememberedDevices).toHaveLength(1);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['it is forgotten', (id) => as(session, FORGET, { deviceId: id })],
    ['all are forgotten', () => as(session, FORGET)],
    [
      '30 days',
      () => graph.sql(`UPDATE identity.remembered_devices SET expires_at = expires_at - interval '30 days'`),
    ],
  ])('is asked again after %s', async (_what, end) => {
    const { secret } = await enroll();
    const deviceToken = await remember(secret);
    const { id } = dataOf(await as(session, STATE)).secondFactor.rememberedDevices[0];
    await end(id);
    expect((await logIn({ deviceToken })).challenge).not.toBeNull();
  });

  it("is nobody else's", async () => {
    const { secret } = await enroll();
    const deviceToken = await remember(secret);
    world.who = who = org.admin;
    session = await graph.logIn(who);
    await enroll();
    expect((await logIn({ deviceToken })).challenge).not.toBeNull();
    const { id } = (
      await graph.sql<{ id: string }>('SELECT id FROM identity.remembered_devices WHERE user_id = $1', [
        org.owner.userId,
      ])
    )[0] as { id: string };
    expect(codes(await as(session, FORGET, { deviceId: id }))).toEqual(['NOT_FOUND']);
  });
});

describe('stepUp', () => {
  it('proves it anew by the password where there is no second factor, in this session alone', async () => {
    const other = await graph.logIn(who);
    await age('11 minutes');
    const { freshUntil, userErrors } = dataOf(await as(session, STEP_UP, { password: who.password })).stepUp;
    expect(userErrors).toEqual([]);
    expect(Date.parse(freshUntil)).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(codes(await as(session, START))).toEqual([]);
    expect(codes(await as(other, START))).toEqual(['FORBIDDEN']);
  });

  it('counts wrong passwords as log-ins do', async () => {
    const answers: unknown[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      answers.push(codes(await as(session, STEP_UP, { password: 'wrong' })));
    expect(answers.at(-1)).toEqual(['RATE_LIMITED']);
  });

  it('wants the second factor where there is one', async () => {
    const { secret, recoveryCodes } = await enroll();
    await age('11 minutes');
    expect(dataOf(await as(session, STEP_UP, { password: who.password })).stepUp.userErrors).toEqual([
      { code: 'SECOND_FACTOR_REQUIRED', path: ['password'] },
    ]);
    expect(dataOf(await as(session, STEP_UP, { code: codeOf(secret) })).stepUp.userErrors).toEqual([]);
    expect(dataOf(await as(session, STEP_UP, { code: codeOf(secret) })).stepUp.userErrors).toEqual(WRONG);
    await age('11 minutes');
    expect(dataOf(await as(session, STEP_UP, { recoveryCode: recoveryCodes[0] })).stepUp.userErrors).toEqual(
      [],
    );
    expect(codes(await as(session, RENEW))).toEqual([]);
  });

  it('is refused to a token without a session of its own', async () => {
    expect(codes(await graph.execute(null, STEP_UP, { input: { password: 'x' } }))).toEqual([
      'UNAUTHENTICATED',
    ]);
  });
});

describe('turning it off', () => {
  it('forgets all of it', async () => {
    await enroll();
    expect(dataOf(await as(session, DISABLE)).disableSecondFactor.secondFactor).toEqual({ isEnabled: false });
    expect((await logIn()).tokens).not.toBeNull();
    expect(dataOf(await as(session, STATE)).secondFactor).toMatchObject({
      recoveryCodesLeft: 0,
      totpEnabledAt: null,
    });
  });

  it('is refused where an organisation demands one', async () => {
    await enroll();
    await demand();
    expect(dataOf(await as(session, DISABLE)).disableSecondFactor.userErrors).toMatchObject([
      { code: 'SECOND_FACTOR_DEMANDED' },
    ]);
  });

  it('new recovery codes replace the old ones', async () => {
    const { recoveryCodes } = await enroll();
    const fresh = dataOf(await as(session, RENEW)).renewRecoveryCodes.recoveryCodes;
    expect(fresh).toHaveLength(10);
    const { challenge } = await logIn();
    const old = await complete({ challenge: challenge.token, recoveryCode: recoveryCodes[0] });
    expect(old.userErrors).toMatchObject([{ code: 'INVALID_CODE' }]);
    expect((await complete({ challenge: challenge.token, recoveryCode: fresh[0] })).userErrors).toEqual([]);
  });
});

const demand = () =>
  graph.sql('UPDATE identity.organizations SET second_factor_required = true WHERE org_id = $1', [
    org.org.id,
  ]);

const refresh = ({ refreshToken }: TokensShown) =>
  graph.execute(
    null,
    'mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken } } }',
    { input: { refreshToken } },
  );

describe('an organisation that demands it', () => {
  it('has it set up on the way in', async () => {
    await demand();
    const { challenge, tokens } = await logIn();
    expect(tokens).toBeNull();
    expect(challenge).toMatchObject({
      methods: ['PASSKEY', 'TOTP'],
      enrollment: { secret: expect.any(String) },
    });
    const { secret } = challenge.enrollment;
    expect((await complete({ challenge: challenge.token, code: wrongCode(secret) })).userErrors).toEqual(
      WRONG,
    );
    const done = await complete({ challenge: challenge.token, code: codeOf(secret, -1) });
    expect(done.recoveryCodes).toHaveLength(10);
    expect(dataOf(await as(done.tokens, STATE)).secondFactor.isEnabled).toBe(true);
    const next = await logIn();
    expect(next.challenge.enrollment).toBeNull();
    expect((await complete({ challenge: next.challenge.token, code: codeOf(secret) })).tokens).not.toBeNull();
  });

  it('ends sessions that never proved one, at their next refresh, and no others', async () => {
    const without = await graph.logIn(who);
    await enroll();
    await demand();
    expect((await refresh(without)).errors[0]?.extensions).toMatchObject({
      reason: 'SECOND_FACTOR_REQUIRED',
    });
    expect(codes(await refresh(session))).toEqual([]);
  });

  it('ends a session whose factor was turned off since, and lets it neither switch nor demand one', async () => {
    await enroll();
    await as(session, DISABLE);
    const policy = `mutation { updateSecurityPolicy(input: { secondFactorRequired: true }) { userErrors { code } } }`;
    expect(dataOf(await as(session, policy)).updateSecurityPolicy.userErrors).toEqual([
      { code: 'SECOND_FACTOR_FIRST' },
    ]);
    await demand();
    const change = `mutation { switchOrganization(input: { organizationId: "${org.org.id}" }) { userErrors { code } } }`;
    expect(dataOf(await as(session, change)).switchOrganization.userErrors).toEqual([
      { code: 'SECOND_FACTOR_REQUIRED' },
    ]);
    expect((await refresh(session)).errors[0]?.extensions).toMatchObject({
      reason: 'SECOND_FACTOR_REQUIRED',
    });
  });

  it('a secret of such a challenge loses against a factor that is turned on at the same moment', async () => {
    await demand();
    const { challenge } = await logIn();
    const client = await connectClient(graph.parts.database.url);
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO identity.totp_factors (user_id, sealed_secret, confirmed_at) VALUES ($1, 'mine', now())`,
      [who.userId],
    );
    const late = complete({ challenge: challenge.token, code: codeOf(challenge.enrollment.secret) });
    await untilSomebodyWaitsFor(client);
    await client.query('COMMIT');
    await client.end();
    expect(await late).toMatchObject({ tokens: null, recoveryCodes: null, userErrors: WRONG });
    const kept = await graph.sql(
      'SELECT sealed_secret AS secret FROM identity.totp_factors WHERE user_id = $1',
      [who.userId],
    );
    expect(kept).toEqual([{ secret: 'mine' }]);
  });

  it('a secret of such a challenge does not replace a factor that was set up meanwhile', async () => {
    await demand();
    const { challenge } = await logIn();
    await enroll();
    expect(
      (await complete({ challenge: challenge.token, code: codeOf(challenge.enrollment.secret) })).tokens,
    ).toBeNull();
  });
});
