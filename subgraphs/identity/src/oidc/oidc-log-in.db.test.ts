import { newId } from '../../../../service-kit/data/ids';
import { useOidcWorld } from '../../../../testkit/oidc-world';
import { dataOf } from '../../../../testkit/subgraph';

/* Who comes in by an organisation's provider, and as whom. What providers do wrong: `oidc-faults.db.test.ts`. */

const world = useOidcWorld();
const { graph, provider, say, settle, begin, arrive } = world;
beforeEach(() => graph.sql('DELETE FROM identity.log_in_attempts'));

const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code);
const LOG_IN = `mutation L($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } userErrors { code } } }`;
const passwordWorks = async (email: string, password: string): Promise<boolean> =>
  dataOf(await graph.execute(null, LOG_IN, { input: { email, password } })).logIn.tokens !== null;
/** Gives a seeded person an address of a domain. */
const moveTo = async (domain: string, userId: string, isVerified = true): Promise<string> => {
  const email = `p${newId()}@${domain}`;
  await graph.sql(
    `UPDATE identity.users SET email = $2, email_key = $2, email_verified_at = CASE WHEN $3 THEN now() END WHERE id = $1`,
    [userId, email, isVerified],
  );
  return email;
};

it('makes a member of somebody new, in the chosen role, without a password, and knows them the next time', async () => {
  const { domain } = await settle();
  const email = `Ada@${domain}`;
  const first = await arrive(email);
  expect(first).toMatchObject({
    tokens: { accessToken: expect.any(String) },
    user: { email, firstName: 'Ada', lastName: 'King', role: { key: 'estimator' } },
    userErrors: [],
  });
  const again = await arrive(email, { given_name: 'Other', name: 'Other' });
  expect(again.user).toEqual(first.user); // names are theirs to change
  expect(await passwordWorks(email, '!')).toBe(false);
  expect(await passwordWorks(email, '')).toBe(false);
});

it('makes one person of ten first log-ins at once', async () => {
  const { domain, org } = await settle();
  const email = `ada@${domain}`;
  const all = await Promise.all(Array.from({ length: 10 }, () => arrive(email)));
  expect(all.flatMap(codesOf)).toEqual([]);
  const people = await graph.sql('SELECT 1 FROM identity.users WHERE email_key = $1', [email]);
  const links = await graph.sql('SELECT 1 FROM identity.oidc_identities WHERE org_id = $1', [org.org.id]);
  expect([people.length, links.length]).toEqual([1, 1]);
});

it('knows somebody by their subject when the provider’s address of them changes', async () => {
  const { domain } = await settle();
  const first = await arrive(`ada@${domain}`, { sub: 'ada' });
  const renamed = await arrive(`ada.king@${domain}`, { sub: 'ada' });
  expect(renamed.user.id).toBe(first.user.id);
});

it('links a colleague by a confirmed address, and keeps their role and password', async () => {
  const { org, domain } = await settle();
  const email = await moveTo(domain, org.manager.userId);
  const { user } = await arrive(email);
  expect(user).toMatchObject({ id: org.manager.userId, role: { key: 'manager' } });
  expect(await passwordWorks(email, org.manager.password)).toBe(true);
});

it('lets a person of another organisation join, as it is their address that is proved', async () => {
  const [{ org, domain }, other] = [await settle(), await graph.seed()];
  const email = await moveTo(domain, other.viewer.userId);
  expect((await arrive(email)).user).toMatchObject({ id: other.viewer.userId, role: { key: 'estimator' } });
  const memberships = await graph.sql('SELECT 1 FROM identity.memberships WHERE user_id = $1', [
    other.viewer.userId,
  ]);
  expect([memberships.length, org.org.id === other.org.id]).toEqual([2, false]);
});

it('takes an account from whoever registered an address that is not theirs', async () => {
  const [{ domain }, squatters] = [await settle(), await graph.seed()];
  const { owner } = squatters;
  const email = await moveTo(domain, owner.userId, false);
  await graph.logIn({ email, password: owner.password });
  expect((await arrive(email)).user.id).toBe(owner.userId);
  expect(await passwordWorks(email, owner.password)).toBe(false);
  const live = await graph.sql(
    'SELECT org_id FROM identity.sessions WHERE user_id = $1 AND revoked_at IS NULL',
    [owner.userId],
  );
  expect(live).toHaveLength(1); // the one that has just begun
});

it.each(['DISABLED', 'REMOVED'])('lets nobody in again by it who was %s', async (status) => {
  const { org, domain } = await settle();
  const email = await moveTo(domain, org.manager.userId);
  const set = (to: string) =>
    graph.sql('UPDATE identity.memberships SET status = $2 WHERE user_id = $1', [org.manager.userId, to]);
  await set(status);
  expect(codesOf(await arrive(email))).toEqual(['OIDC_NOT_ALLOWED']);
  await set('ACTIVE');
  expect(codesOf(await arrive(email))).toEqual([]);
  await set(status);
  expect(codesOf(await arrive(email))).toEqual(['OIDC_NOT_ALLOWED']);
});

it('asks for the second factor of an account that has one: the provider’s word is as good as a password', async () => {
  const { org, domain } = await settle();
  const email = await moveTo(domain, org.manager.userId);
  await graph.sql(
    `INSERT INTO identity.totp_factors (user_id, sealed_secret, confirmed_at) VALUES ($1, 'sealed', now())`,
    [org.manager.userId],
  );
  expect(await arrive(email)).toMatchObject({ tokens: null, challenge: { methods: ['TOTP'] }, user: null });
});

it('holds people to the organisation’s policy as any other log-in', async () => {
  const { org, domain } = await settle();
  await graph.sql(`UPDATE identity.organizations SET allowed_networks = '{192.0.2.0/24}' WHERE org_id = $1`, [
    org.org.id,
  ]);
  expect(codesOf(await arrive(`ada@${domain}`))).toEqual(['ADDRESS_NOT_ALLOWED']);
});

it.each([
  ['an address that is not confirmed', { email_verified: false }, 'OIDC_EMAIL_NOT_VERIFIED'],
  ['an address of which that is not said', { email_verified: undefined }, 'OIDC_EMAIL_NOT_VERIFIED'],
  ['no address', { email: undefined }, 'OIDC_EMAIL_MISSING'],
  ['no address that could be one', { email: 'ada' }, 'OIDC_EMAIL_MISSING'],
  ['an address elsewhere', { email: 'ceo@elsewhere.example' }, 'OIDC_DOMAIN_NOT_VERIFIED'],
])('believes the provider nothing of %s', async (_what, claims, code) => {
  const { domain } = await settle();
  expect(codesOf(await arrive(`ada@${domain}`, claims))).toEqual([code]);
});

it('gives a provider no say in who moved their account to another address', async () => {
  const { org, domain } = await settle();
  const email = await moveTo(domain, org.manager.userId);
  await arrive(email, { sub: 'm' });
  await moveTo('private.example', org.manager.userId);
  expect(codesOf(await arrive(email, { sub: 'm' }))).toEqual(['OIDC_DOMAIN_NOT_VERIFIED']);
});

it('says of addresses what their domain says, and nothing of accounts', async () => {
  const { org, domain } = await settle();
  const start = (email: string) => say(null, 'startOidcLogIn', { email }, 'authorizationUrl');
  const known = await start(await moveTo(domain, org.manager.userId));
  const unknown = await start(`nobody@${domain}`);
  for (const { authorizationUrl } of [known, unknown]) expect(authorizationUrl).toContain(provider.issuer);
  expect(codesOf(await start('x@elsewhere.example'))).toEqual(['NO_PROVIDER']);
  expect(codesOf(await start('no address'))).toEqual(['INVALID_EMAIL']);
  expect(codesOf(await start(`x@sub.${domain}`))).toEqual(['NO_PROVIDER']);
});

it('asks with PKCE, a state and a nonce, and keeps none of the secrets as they are', async () => {
  const { domain } = await settle();
  const { url, state, browserToken } = await begin(`ada@${domain}`);
  const asked = new URL(url).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('redirect_uri')).toBe('http://localhost:4000/oidc/callback');
  const rows = await graph.sql<{ text: string }>(
    'SELECT row_to_json(t)::text AS text FROM identity.oidc_log_ins t',
  );
  for (const { text } of rows)
    for (const secret of [state.split('.')[1] ?? '', browserToken, asked.get('nonce') ?? ''])
      expect(text).not.toContain(secret);
});
