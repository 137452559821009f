import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';

/* What an organisation demands of devices and apps: at log-in, at each refresh, and of whoever demands it. */

const graph = useIdentity();
const DEVICE = { deviceId: '0123456789abcdef', appType: 'ios', appVersion: '2.4.0' };
const NONE = { deviceId: null, appType: null, appVersion: null };
const UPDATE = 'https://apps.example/ios';
type Device = { deviceId: string | null; appType: string | null; appVersion: string | null };

let org: SeededOrganization;
beforeEach(async () => {
  await graph.sql('DELETE FROM identity.log_in_attempts');
  org = await graph.seed();
});

const POLICY = `mutation P($input: UpdateSecurityPolicyInput!) { updateSecurityPolicy(input: $input) {
  securityPolicy { deviceHeadersRequired minimumAppVersions { appType version updateUrl } }
  userErrors { code path message } } }`;
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) {
  tokens { accessToken refreshToken } userErrors { code path message } } }`;
const REFRESH = `mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) {
  tokens { accessToken refreshToken } user { session { deviceId appType appVersion } } } }`;

const setPolicy = async (input: object, device: Device = DEVICE) =>
  dataOf(
    await graph.executeWithFacts({ ...device, token: graph.parts.tokens.sign(org.owner.viewer) }, POLICY, {
      input,
    }),
  ).updateSecurityPolicy;
const logIn = async (device: Device) => {
  const { email, password } = org.manager;
  return dataOf(await graph.executeWithFacts(device, LOG_IN, { input: { email, password } })).logIn;
};
const refresh = ({ refreshToken }: TokensShown, device: Device) =>
  graph.executeWithFacts(device, REFRESH, { input: { refreshToken } });
const minimum = (version: string, updateUrl: string | null = UPDATE) => [
  { appType: 'iOS', version, updateUrl },
];

it('asks nothing of anybody by itself', async () => {
  expect((await logIn(NONE)).userErrors).toEqual([]);
});

it('lets nobody log in without the headers, and says which are missing', async () => {
  expect((await setPolicy({ deviceHeadersRequired: true })).userErrors).toEqual([]);
  const { tokens, userErrors } = await logIn({ ...DEVICE, deviceId: 'short', appVersion: null });
  expect([tokens, userErrors]).toEqual([
    null,
    [
      {
        code: 'DEVICE_HEADERS_REQUIRED',
        path: [],
        message: expect.stringContaining('X-Device-ID, X-App-Version'),
      },
    ],
  ]);
  expect((await logIn(DEVICE)).userErrors).toEqual([]);
  for (const deviceId of ['x'.repeat(1_000_000), '\0'.repeat(20), 'ид'.repeat(20)])
    expect((await logIn({ ...DEVICE, deviceId })).userErrors).toMatchObject([
      { code: 'DEVICE_HEADERS_REQUIRED' },
    ]);
});

it('tells an old app what to update to, at log-in and at a refresh, and lets the session go on afterwards', async () => {
  const { tokens } = await logIn(DEVICE);
  expect((await setPolicy({ minimumAppVersions: minimum('2.4') })).userErrors).toEqual([]);
  await graph.sql(
    `UPDATE identity.organizations SET minimum_app_versions = jsonb_set(minimum_app_versions, '{0,version}', '"2.10"')`,
  );
  expect((await logIn(DEVICE)).userErrors).toEqual([
    {
      code: 'APP_VERSION_TOO_OLD',
      path: [],
      message: `Update the app "iOS" to 2.10 or newer: yours is 2.4.0. It is at ${UPDATE}.`,
    },
  ]);
  const refused = await refresh(tokens, DEVICE);
  expect(refused.errors[0]?.extensions).toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'APP_VERSION_TOO_OLD',
    appType: 'iOS',
    minimumVersion: '2.10',
    updateUrl: UPDATE,
  });
  const updated = dataOf(await refresh(tokens, { ...DEVICE, appVersion: '2.10.1' })).refreshTokens;
  expect(updated.user.session.appVersion).toBe('2.10.1');
  expect((await logIn({ ...DEVICE, appType: 'android' })).userErrors).toEqual([]); // not listed
});

it('keeps an address as browsers write it', async () => {
  const { securityPolicy } = await setPolicy({
    minimumAppVersions: minimum('1', 'HTTPS://Bücher.example/приложение'),
  });
  expect(securityPolicy.minimumAppVersions[0].updateUrl).toBe(
    'https://xn--bcher-kva.example/%D0%BF%D1%80%D0%B8%D0%BB%D0%BE%D0%B6%D0%B5%D0%BD%D0%B8%D0%B5',
  );
});

it('notes the device of a session at a refresh, once', async () => {
  const { tokens } = await logIn(NONE);
  const session = async (given: TokensShown, device: Device) => {
    const { tokens: next, user } = dataOf(await refresh(given, device)).refreshTokens;
    return { next, ...user.session };
  };
  const { next, ...first } = await session(tokens, DEVICE);
  expect(first).toEqual(DEVICE);
  const { next: _, ...second } = await session(next, {
    deviceId: 'another-device-id',
    appType: 'web',
    appVersion: '3',
  });
  expect(second).toEqual({ ...DEVICE, appVersion: '3' });
});

it('refuses a refresh without the headers, and takes the same token with them', async () => {
  const { tokens } = await logIn(NONE);
  await setPolicy({ deviceHeadersRequired: true });
  const refused = await refresh(tokens, NONE);
  expect(refused.errors[0]?.extensions).toMatchObject({
    reason: 'DEVICE_HEADERS_REQUIRED',
    headers: ['X-Device-ID', 'X-App-Type', 'X-App-Version'],
  });
  expect((await refresh(tokens, DEVICE)).errors).toEqual([]);
});

it('says nothing of the policy to who does not know the password', async () => {
  await setPolicy({ deviceHeadersRequired: true });
  const input = { email: org.manager.email, password: 'a guess of a stranger' };
  const { userErrors } = dataOf(await graph.executeWithFacts(NONE, LOG_IN, { input })).logIn;
  expect(userErrors).toMatchObject([{ code: 'INVALID_CREDENTIALS' }]);
});

it('lets nobody who changes it lock themselves out', async () => {
  expect((await setPolicy({ deviceHeadersRequired: true }, NONE)).userErrors).toMatchObject([
    { code: 'OWN_DEVICE_LEFT_OUT', path: ['deviceHeadersRequired'] },
  ]);
  expect((await setPolicy({ minimumAppVersions: minimum('3') })).userErrors).toMatchObject([
    { code: 'OWN_DEVICE_LEFT_OUT', path: ['minimumAppVersions'] },
  ]);
  expect((await setPolicy({ minimumAppVersions: [] }, NONE)).userErrors).toEqual([]);
});

it.each([
  ['a version that is none', minimum('newest'), 'INVALID_VERSION', 'minimumAppVersions.0.version'],
  [
    'an app that is none',
    [{ appType: 'i os', version: '1' }],
    'INVALID_APP_TYPE',
    'minimumAppVersions.0.appType',
  ],
  [
    'one twice',
    [...minimum('1'), { appType: 'IOS', version: '2' }],
    'DUPLICATE',
    'minimumAppVersions.1.appType',
  ],
  ...[
    'https://apps.example/\0',
    'https://apps.example/\ud800',
    'http://apps.example/',
    'https://user:secret@apps.example/',
    'https://',
    `https://apps.example/${'ы'.repeat(100)}`,
  ].map((url): [string, object, string, string] => [
    `the address ${JSON.stringify(url).slice(0, 40)}`,
    minimum('1', url),
    'INVALID_URL',
    'minimumAppVersions.0.updateUrl',
  ]),
  [
    'the server’s own pages',
    [{ appType: 'Account-Pages', version: '1' }],
    'INVALID_APP_TYPE',
    'minimumAppVersions.0.appType',
  ],
  ['a link that runs', minimum('1', 'javascript:alert(1)'), 'INVALID_URL', 'minimumAppVersions.0.updateUrl'],
  [
    'more than 20',
    Array.from({ length: 21 }, (_, n) => ({ appType: `app${n}`, version: '1' })),
    'TOO_MANY',
    'minimumAppVersions',
  ],
])('refuses %s', async (_what, minimumAppVersions, code, path) => {
  expect((await setPolicy({ minimumAppVersions })).userErrors).toMatchObject([
    { code, path: path.includes('.') ? expect.any(Array) : [path] },
  ]);
});
