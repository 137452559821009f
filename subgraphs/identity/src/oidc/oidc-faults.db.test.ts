import { useOidcWorld } from '../../../../testkit/oidc-world';
import { useScriptedProvider, type ProviderFaults } from '../../../../testkit/scripted-provider';

/* What providers, networks and attackers do wrong. */

const other = useScriptedProvider();
const { graph, provider, say, settle, begin, arrive } = useOidcWorld();

let email: string;
beforeEach(async () => {
  email = `ada@${(await settle()).domain}`;
});
const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code);
const complete = (input: object) => say(null, 'completeOidcLogIn', input, 'tokens { accessToken }');
/** Comes back approved, as who the provider thinks it is. */
async function approved() {
  provider.person = { sub: 'ada', email, email_verified: true };
  const { url: _url, ...input } = await begin(email);
  return input;
}

const HOUR = 3_600;
const now = () => Math.floor(Date.now() / 1000);
it.each<[string, () => ProviderFaults]>([
  ['for another client', () => ({ claims: { aud: 'another' } })],
  [
    'for several, ours among them, and given to another',
    () => ({ claims: { aud: ['cashcraft', 'x'], azp: 'x' } }),
  ],
  ['of a subject with a zero', () => ({ claims: { sub: 'a\0b' } })],
  ['of an endless subject', () => ({ claims: { sub: 'x'.repeat(256) } })],
  ['of another issuer', () => ({ claims: { iss: 'https://elsewhere.example' } })],
  ['of another log-in', () => ({ claims: { nonce: 'another' } })],
  ['without a nonce', () => ({ claims: { nonce: undefined } })],
  ['that is over', () => ({ claims: { exp: now() - HOUR, iat: now() - 2 * HOUR } })],
  ['without an end', () => ({ claims: { exp: undefined } })],
  ['of nobody', () => ({ claims: { sub: undefined } })],
  ['signed with another key', () => ({ isForged: true })],
  ['signed with nothing', () => ({ algorithm: 'none' })],
  ['signed with the secret that both know', () => ({ algorithm: 'HS256' })],
])('takes no token %s', async (_what, faults) => {
  provider.faults = faults();
  expect(codesOf(await complete(await approved()))).toEqual(['PROVIDER_INVALID']);
  const people = await graph.sql('SELECT 1 FROM identity.users WHERE email_key = $1', [email]);
  expect(people).toEqual([]);
});

it('takes new keys at once when the provider has rotated them', async () => {
  expect(codesOf(await arrive(email))).toEqual([]);
  provider.rotate();
  expect(codesOf(await arrive(email))).toEqual([]);
});

it('takes a state once, of ten at once too, in the browser that began, for ten minutes', async () => {
  const input = await approved();
  const elsewhere = { ...input, browserToken: (await approved()).browserToken };
  expect(codesOf(await complete(elsewhere))).toEqual(['OIDC_STATE_INVALID']);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => complete(input)));
  expect(outcomes.filter(({ tokens }) => tokens !== null)).toHaveLength(1);
  const late = await approved();
  await graph.sql(`UPDATE identity.oidc_log_ins SET expires_at = expires_at - interval '10 minutes'`);
  for (const state of [late.state, '', 'x', '\0', `${late.state.split('.')[0]}.x`, 'a'.repeat(1_000_000)])
    expect(codesOf(await complete({ ...late, state }))).toEqual(['OIDC_STATE_INVALID']);
});

it('takes no code that is not there, and none that came from another provider (RFC 9207)', async () => {
  const { code: _code, ...none } = await approved();
  expect(codesOf(await complete(none))).toEqual(['CODE_REQUIRED']);
  expect(codesOf(await complete({ ...(await approved()), code: 'x'.repeat(100_000) }))).toEqual([
    'CODE_REQUIRED',
  ]);
  expect(codesOf(await complete({ ...(await approved()), iss: other.issuer }))).toEqual(['PROVIDER_INVALID']);
  const { iss: _iss, ...silent } = await approved(); // it says that it always tells
  expect(codesOf(await complete(silent))).toEqual(['PROVIDER_INVALID']);
});

it('passes on a refusal in words of its own', async () => {
  const { code: _code, ...input } = await approved();
  const refused = await complete({ ...input, error: '<script>access_denied</script>' });
  expect(refused.userErrors).toEqual([{ code: 'PROVIDER_DENIED', path: ['error'] }]);
});

it('is over for those under way when the provider is changed, turned off or deleted', async () => {
  const change = async (by: 'delete' | 'off' | 'client') => {
    const { org, domain } = await settle();
    email = `ada@${domain}`;
    const input = await approved();
    const saved = { clientId: 'cashcraft', issuer: provider.issuer, roleKey: 'viewer' };
    const { viewer } = org.owner;
    if (by === 'delete') await say(viewer, 'deleteOidcProvider', {});
    if (by === 'off') await say(viewer, 'saveOidcProvider', { ...saved, isEnabled: false });
    if (by === 'client')
      await say(viewer, 'saveOidcProvider', { ...saved, clientId: 'another', clientSecret: 'another' });
    return codesOf(await complete(input));
  };
  for (const by of ['delete', 'off', 'client'] as const)
    expect(await change(by)).toEqual(['OIDC_STATE_INVALID']);
});

it.each<[string, ProviderFaults]>([
  ['its token endpoint fails', { breaks: 'token' }],
  ['its keys can’t be read', { breaks: 'jwks' }],
  ['it calls itself otherwise', { namedIssuer: 'https://elsewhere.example' }],
  ['it sends two megabytes', { padding: 2_000_000 }],
])('tells that something is wrong when %s', async (_what, faults) => {
  const input = await approved();
  provider.faults = faults;
  const [code] = codesOf(await complete(input));
  expect(['PROVIDER_INVALID', 'PROVIDER_UNREACHABLE']).toContain(code);
});

it('waits ten seconds for a provider that hangs, and holds nobody else up meanwhile', async () => {
  provider.faults = { breaks: 'hangs' };
  const hanging = say(null, 'startOidcLogIn', { email });
  expect(codesOf(await say(null, 'startOidcLogIn', { email: 'a@elsewhere.example' }))).toEqual([
    'NO_PROVIDER',
  ]);
  expect(codesOf(await hanging)).toEqual(['PROVIDER_UNREACHABLE']);
});

it('tells that nobody answers when the provider is down, and lets everybody in when it is back', async () => {
  const input = await approved();
  await provider.stop();
  const down = await Promise.all([complete(input), say(null, 'startOidcLogIn', { email })]);
  await provider.start();
  expect(down.map(codesOf)).toEqual([['PROVIDER_UNREACHABLE'], ['PROVIDER_UNREACHABLE']]);
  expect(codesOf(await arrive(email))).toEqual([]);
});
