import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf, type Answer } from '../../../../testkit/subgraph';
import { addressAllowed } from '../../../../service-kit/auth/allowed-addresses';

const graph = useIdentity();

const FIELDS = `secondFactorRequired sessionIdleMinutes sessionMaxMinutes allowedNetworks unverifiedLogIn endSessionsOnRoleLoss`;
const UPDATE = `mutation U($input: UpdateSecurityPolicyInput!) {
  updateSecurityPolicy(input: $input) { securityPolicy { ${FIELDS} } userErrors { code path } }
}`;
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { tokens { accessToken refreshToken expiresAt } userErrors { code path } } }`;
const REFRESH = `mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { tokens { accessToken refreshToken } } }`;

/** What `useIdentity` says that callers come from. */
const HERE = '203.0.113.7';
const DEFAULTS = {
  secondFactorRequired: false,
  sessionIdleMinutes: 20_160,
  sessionMaxMinutes: 86_400,
  allowedNetworks: [],
  unverifiedLogIn: true,
  endSessionsOnRoleLoss: false,
};

let org: SeededOrganization;
let owner: TokensShown;
beforeEach(async () => {
  org = await graph.seed();
  owner = await graph.logIn(org.owner);
});

const update = async (input: object) =>
  dataOf(await graph.executeWithToken(owner.accessToken, UPDATE, { input })).updateSecurityPolicy;
const logIn = async ({ email, password } = org.manager) =>
  dataOf(await graph.execute(null, LOG_IN, { input: { email, password } })).logIn;
const refresh = ({ refreshToken }: TokensShown): Promise<Answer> =>
  graph.execute(null, REFRESH, { input: { refreshToken } });
const reasonOf = ({ errors }: Answer): unknown => errors[0]?.extensions?.['reason'];

it('says what holds by itself, changes what is given, and takes it back with null', async () => {
  const asked = await graph.executeWithToken(owner.accessToken, `{ securityPolicy { ${FIELDS} } }`);
  expect(dataOf(asked).securityPolicy).toEqual(DEFAULTS);
  const changes = {
    sessionIdleMinutes: 30,
    sessionMaxMinutes: 480,
    allowedNetworks: ['203.0.113.0/24', '2001:DB8::/32', HERE],
    endSessionsOnRoleLoss: true,
  };
  const kept = { ...changes, allowedNetworks: ['203.0.113.0/24', '2001:db8::/32', `${HERE}/32`] };
  expect(await update(changes)).toEqual({ securityPolicy: { ...DEFAULTS, ...kept }, userErrors: [] });
  expect((await update({})).securityPolicy).toEqual({ ...DEFAULTS, ...kept });
  const back = await update({
    sessionIdleMinutes: null,
    sessionMaxMinutes: null,
    allowedNetworks: null,
    endSessionsOnRoleLoss: false,
  });
  expect(back.securityPolicy).toEqual(DEFAULTS);
});

it.each<[string, object, { code: string; path: string[] }]>([
  ['4 minutes', { sessionIdleMinutes: 4 }, { code: 'OUT_OF_RANGE', path: ['sessionIdleMinutes'] }],
  ['15 days unused', { sessionIdleMinutes: 20_161 }, { code: 'OUT_OF_RANGE', path: ['sessionIdleMinutes'] }],
  ['61 days in all', { sessionMaxMinutes: 87_840 }, { code: 'OUT_OF_RANGE', path: ['sessionMaxMinutes'] }],
  ...[
    'nonsense',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/8/8',
    '::1/129',
    'fe80::1%eth0',
    '',
    '192.0.2/24',
  ].map((network): [string, object, { code: string; path: string[] }] => [
    `the network "${network}"`,
    { allowedNetworks: [`${HERE}/32`, network] },
    { code: 'INVALID_NETWORK', path: ['allowedNetworks', '1'] },
  ]),
  [
    'the 101st network',
    { allowedNetworks: Array.from({ length: 101 }, () => HERE) },
    { code: 'TOO_MANY', path: ['allowedNetworks'] },
  ],
  [
    'networks that leave the caller out',
    { allowedNetworks: ['198.51.100.0/24'] },
    { code: 'OWN_ADDRESS_LEFT_OUT', path: ['allowedNetworks'] },
  ],
  [
    'a second factor, of whoever has none',
    { secondFactorRequired: true },
    { code: 'SECOND_FACTOR_FIRST', path: ['secondFactorRequired'] },
  ],
])('refuses %s, and changes nothing', async (_what, input, error) => {
  expect(await update({ ...input, endSessionsOnRoleLoss: true })).toEqual({
    securityPolicy: null,
    userErrors: [error],
  });
  expect((await update({})).securityPolicy).toEqual(DEFAULTS);
});

it('wants a fresh session', async () => {
  await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
  expect(codes(await graph.executeWithToken(owner.accessToken, UPDATE, { input: {} }))).toEqual([
    'FORBIDDEN',
  ]);
});

describe('session length', () => {
  const remaining = async (): Promise<{ idle: number; max: number }[]> =>
    graph.sql(
      `SELECT round(extract(epoch FROM idle_expires_at - clock_timestamp()) / 60)::int AS idle,
              round(extract(epoch FROM expires_at - clock_timestamp()) / 60)::int AS max
         FROM identity.sessions WHERE org_id = $1 ORDER BY id`,
      [org.org.id],
    );

  it('is shortened for sessions that are there, holds for new ones, and at each refresh', async () => {
    await update({ sessionIdleMinutes: 30, sessionMaxMinutes: 60 });
    const next = await logIn();
    expect(await remaining()).toEqual([
      { idle: 30, max: 60 },
      { idle: 30, max: 60 },
    ]);
    await graph.sql(
      `UPDATE identity.sessions SET created_at = created_at - interval '45 minutes',
              idle_expires_at = idle_expires_at - interval '20 minutes', expires_at = expires_at - interval '45 minutes'
        WHERE org_id = $1`,
      [org.org.id],
    );
    expect(codes(await refresh(next.tokens))).toEqual([]);
    expect((await remaining())[1]).toEqual({ idle: 15, max: 15 }); // never beyond the end
  });

  it('does not lengthen a session', async () => {
    await update({ sessionMaxMinutes: 60 });
    await update({ sessionMaxMinutes: null });
    expect((await remaining())[0]?.max).toBe(60);
  });
});

describe('allowed networks', () => {
  beforeEach(() =>
    graph.sql(`UPDATE identity.organizations SET allowed_networks = '{198.51.100.0/24}' WHERE org_id = $1`, [
      org.org.id,
    ]),
  );

  it('keep a log-in with the right password out, and it is no guess', async () => {
    for (let tries = 0; tries < 7; tries += 1) {
      expect(await logIn()).toEqual({
        tokens: null,
        userErrors: [{ code: 'ADDRESS_NOT_ALLOWED', path: [] }],
      });
    }
  });

  it('refuse a refresh from elsewhere, and the session goes on from within', async () => {
    expect(reasonOf(await refresh(owner))).toBe('ADDRESS_NOT_ALLOWED');
    await graph.sql(
      `UPDATE identity.organizations SET allowed_networks = '{203.0.113.7/32}' WHERE org_id = $1`,
      [org.org.id],
    );
    expect(codes(await refresh(owner))).toEqual([]);
  });

  it.each<[string[], string | null, boolean]>([
    [[], null, true],
    [['192.0.2.0/24'], null, false],
    [['192.0.2.0/24'], 'nonsense', false],
    [['192.0.2.0/24'], '192.0.2.255', true],
    [['192.0.2.0/24'], '192.0.3.0', false],
    [['192.0.2.0/24'], '::ffff:192.0.2.1', true],
    [['2001:db8::/32'], '2001:db8:ffff::1', true],
    [['2001:db8::/32'], '2001:db9::1', false],
    [['0.0.0.0/0'], '203.0.113.9', true],
  ])('%j and %s: %s', (allowedNetworks, ip, expected) => {
    expect(addressAllowed(allowedNetworks, ip)).toBe(expected);
  });
});

it.each<object>([
  { unverifiedLogIn: false },
  { allowedNetworks: [`${HERE}/32`] },
  { sessionMaxMinutes: 5, sessionIdleMinutes: 5 },
  { deviceHeadersRequired: true },
  { minimumAppVersions: [{ appType: 'ios', version: '999' }] },
  { secondFactorRequired: true },
])('is not changed to %j by whoever registered an address that may be another’s', async (change) => {
  await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [org.owner.userId]);
  expect(await update(change)).toEqual({
    securityPolicy: null,
    userErrors: [{ code: 'EMAIL_NOT_VERIFIED', path: [] }],
  });
});

it('keeps people with an unconfirmed address out where it wants that', async () => {
  expect((await update({ unverifiedLogIn: false })).userErrors).toEqual([]);
  const before = await logIn();
  expect(before.tokens).not.toBeNull();
  await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [org.manager.userId]);
  expect(await logIn()).toMatchObject({ tokens: null, userErrors: [{ code: 'EMAIL_NOT_VERIFIED' }] });
  expect(reasonOf(await refresh(before.tokens))).toBe('EMAIL_NOT_VERIFIED');
});

it('ends all sessions but this one', async () => {
  const [one, two] = [await logIn(), await logIn()];
  const answer = await graph.executeWithToken(
    one.tokens.accessToken,
    'mutation { logOut(input: { others: true }) { endedSessions userErrors { code } } }',
  );
  expect(dataOf(answer).logOut).toEqual({ endedSessions: 1, userErrors: [] });
  expect(reasonOf(await refresh(two.tokens))).toBe('SESSION_ENDED');
  expect(codes(await refresh(one.tokens))).toEqual([]);
  expect(codes(await refresh(owner))).toEqual([]);
});
