import { newId } from '../../../../service-kit/data/ids';
import { useMailbox } from '../../../../testkit/mailbox';
import { useOidcWorld } from '../../../../testkit/oidc-world';
import { CLIENT } from '../../../../testkit/scripted-provider';
import type { SeededOrganization } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

/* What an organisation configures: its provider and its domains. */

const { graph, provider, dns, say, settle, prove, begin } = useOidcWorld();
const mailbox = useMailbox(graph);
let org: SeededOrganization;
beforeEach(async () => {
  org = await graph.seed();
});

const codesOf = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map(({ code }) => code);
const save = (input: object, by = org.owner.viewer) =>
  say(
    by,
    'saveOidcProvider',
    { ...CLIENT, issuer: provider.issuer, roleKey: 'viewer', ...input },
    'provider { issuer }',
  );
const SHOWN =
  '{ oidcProvider { issuer clientId role { key } isEnabled redirectUri } oidcDomains { domain isVerified } }';

it('keeps a provider, shows it without its secret, and keeps that when it is left out', async () => {
  expect(codesOf(await save({}))).toEqual([]);
  const { clientSecret: _secret, ...kept } = CLIENT;
  const input = { ...kept, issuer: provider.issuer, roleKey: 'manager', isEnabled: false };
  expect(codesOf(await say(org.owner.viewer, 'saveOidcProvider', input))).toEqual([]);
  const shown = dataOf(await graph.execute(org.owner.viewer, SHOWN));
  expect(shown.oidcProvider).toEqual({
    issuer: provider.issuer,
    clientId: CLIENT.clientId,
    role: { key: 'manager' },
    isEnabled: false,
    redirectUri: 'http://localhost:4000/oidc/callback',
  });
  const [row] = await graph.sql<{ text: string }>(
    'SELECT row_to_json(t)::text AS text FROM identity.oidc_providers t WHERE org_id = $1',
    [org.org.id],
  );
  expect(row?.text).not.toContain(CLIENT.clientSecret);
  const another = { ...input, clientId: 'another' };
  expect(codesOf(await say(org.owner.viewer, 'saveOidcProvider', another))).toEqual(['SECRET_REQUIRED']);
});

it('forgets the provider that is named, and no other', async () => {
  await save({});
  const forget = (issuer?: string) =>
    say(org.owner.viewer, 'deleteOidcProvider', issuer ? { issuer } : {}, 'deletedIssuer');
  expect(codesOf(await forget('https://elsewhere.example'))).toEqual(['NO_PROVIDER']);
  expect((await forget(provider.issuer)).deletedIssuer).toBe(provider.issuer);
  expect(codesOf(await forget())).toEqual(['NO_PROVIDER']);
});

it.each([
  ['an issuer in our own network', { issuer: 'http://127.0.0.1:1' }, 'INVALID_ISSUER'],
  ['one in it behind TLS', { issuer: 'https://127.0.0.1:1' }, 'PROVIDER_UNREACHABLE'],
  ['a cloud’s metadata', { issuer: 'https://169.254.169.254' }, 'PROVIDER_UNREACHABLE'],
  ['the same as IPv6', { issuer: 'https://[::ffff:169.254.169.254]' }, 'PROVIDER_UNREACHABLE'],
  ['the same as a number', { issuer: 'https://2852039166' }, 'PROVIDER_UNREACHABLE'],
  ['a name that leads to us', { issuer: 'https://localhost:1' }, 'PROVIDER_UNREACHABLE'],
  ['half a character', { issuer: 'https://id.example/\ud800' }, 'INVALID_ISSUER'],
  ['a NUL', { issuer: 'https://id.example/\0x' }, 'INVALID_ISSUER'],
  ['a file', { issuer: 'file:///etc/passwd' }, 'INVALID_ISSUER'],
  ['an address with a question', { issuer: 'https://id.example?x=1' }, 'INVALID_ISSUER'],
  ['a password in it', { issuer: 'https://a:b@id.example' }, 'INVALID_ISSUER'],
  ['a huge one', { issuer: `https://id.example/${'x'.repeat(1_000_000)}` }, 'INVALID_ISSUER'],
  ['an empty client', { clientId: ' ' }, 'INVALID_CLIENT_ID'],
  ['an empty secret', { clientSecret: '' }, 'INVALID_CLIENT_SECRET'],
  ['two roles', { roleId: newId() }, 'ROLE_REQUIRED'],
])('refuses %s', async (_what, input, code) => {
  expect(codesOf(await save(input))).toEqual([code]);
});

it('is for who may change the organisation, and gives no role that they lack', async () => {
  const document = `mutation M($input: SaveOidcProviderInput!) { saveOidcProvider(input: $input) { userErrors { code } } }`;
  const input = { ...CLIENT, issuer: provider.issuer, roleKey: 'viewer' };
  expect(codes(await graph.execute(org.admin.viewer, document, { input }))).toEqual(['FORBIDDEN']);
  expect(codes(await graph.execute(org.admin.viewer, '{ oidcProvider { issuer } }'))).toEqual(['FORBIDDEN']);
  const role = { name: 'Settings', permissions: ['organization:read', 'organization:write', 'roles:read'] };
  const { role: made } = await say(org.owner.viewer, 'createRole', role, 'role { id }');
  await say(org.owner.viewer, 'assignRole', { userId: org.viewer.userId, roleId: made.id });
  const viewer = { ...org.viewer.viewer, permissions: new Set(role.permissions), role: 'settings' };
  expect(codesOf(await save({ roleKey: 'owner' }, viewer))).toEqual(['ROLE_EXCEEDS_YOURS']);
  // Nor lets anybody name their own provider, or prove a domain, who could not make themselves what that provider would make of them.
  const own = { roleKey: undefined, roleId: made.id };
  expect(codesOf(await save(own, viewer))).toEqual(['ROLE_EXCEEDS_YOURS']);
  const domain = `${newId()}.example`;
  const added = await say(viewer, 'addOidcDomain', { domain }, 'domain { recordName recordValue }');
  dns.records.set(added.domain.recordName, [added.domain.recordValue]);
  expect(codesOf(await say(viewer, 'verifyOidcDomain', { domain }))).toEqual(['ROLE_EXCEEDS_YOURS']);
  expect(codesOf(await save({}))).toEqual([]);
  expect(codesOf(await save({ ...own, isEnabled: false }, viewer))).toEqual(['ROLE_EXCEEDS_YOURS']);
  expect(codesOf(await save({ ...own, clientId: 'hers' }, viewer))).toEqual(['ROLE_EXCEEDS_YOURS']);
  expect(codesOf(await save(own, viewer))).toEqual([]); // the provider is the same
});

it('tells every owner of another provider, and not of another role', async () => {
  await graph.sql(
    `UPDATE identity.memberships SET role_id = (SELECT id FROM identity.roles WHERE org_id = $1 AND key = 'owner')
      WHERE org_id = $1 AND user_id = $2`,
    [org.org.id, org.manager.userId],
  );
  await save({});
  await save({ roleKey: 'manager' });
  for (const owner of [org.owner, org.manager]) {
    const [mail, ...more] = await mailbox.deliver(org.org.id, owner.email);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe(`The log-in service of "${org.org.name}" was changed`);
    expect(mail?.text).toContain(provider.issuer);
  }
  expect(await mailbox.deliver(org.org.id, org.admin.email)).toEqual([]);
});

describe('a domain', () => {
  const add = (domain: string, by = org.owner.viewer) =>
    say(by, 'addOidcDomain', { domain }, 'domain { domain recordName recordValue }');
  const verify = (domain: string) =>
    say(org.owner.viewer, 'verifyOidcDomain', { domain }, 'domain { isVerified }');

  it('is verified by a record of its DNS, and by nothing else', async () => {
    const domain = `${newId()}.example`;
    expect(codesOf(await verify(domain))).toEqual(['NOT_ADDED']);
    const { recordName, recordValue } = (await add(` @${domain.toUpperCase()} `)).domain;
    expect(recordName).toBe(`_cashcraft-challenge.${domain}`);
    expect(codesOf(await verify(domain))).toEqual(['RECORD_NOT_FOUND']);
    dns.records.set(recordName, [`${recordValue}x`, 'cashcraft-domain=']);
    expect(codesOf(await verify(domain))).toEqual(['RECORD_NOT_FOUND']);
    dns.isSilent = true;
    expect(codesOf(await verify(domain))).toEqual(['DNS_UNREACHABLE']);
    dns.isSilent = false;
    dns.records.set(recordName, [recordValue]);
    expect((await verify(domain)).domain).toEqual({ isVerified: true });
    expect((await add(domain)).domain.recordValue).toBe(recordValue); // what is there stays
  });

  it.each([
    '',
    'localhost',
    'a b.example',
    '1.2.3.4',
    'x'.repeat(300),
    'a.example/path',
    'ada@a.example',
    '\0.example',
  ])('%j is none', async (domain) => {
    expect(codesOf(await add(domain))).toEqual(['INVALID_DOMAIN']);
  });

  it('is one in letters and in Punycode', async () => {
    const name = newId();
    const typed = (await add(`bücher-${name}.example`)).domain;
    expect((await add(typed.domain)).domain).toEqual(typed);
    const { oidcDomains } = dataOf(await graph.execute(org.owner.viewer, SHOWN));
    expect(oidcDomains).toHaveLength(1);
    expect(oidcDomains[0].domain).toMatch(/^xn--/);
  });

  it('goes to who proves it last: people of the organisation before come by it no more', async () => {
    const { org: before, domain } = await settle();
    await save({});
    await prove(org.owner.viewer, domain);
    const shown = dataOf(await graph.execute(before.owner.viewer, SHOWN));
    expect(shown.oidcDomains).toEqual([{ domain, isVerified: false }]);
    const { state } = await begin(`ada@${domain}`);
    expect(state.startsWith(org.org.id)).toBe(true);
  });

  it('is removed, and then nobody comes by it', async () => {
    const { org: owned, domain } = await settle();
    expect(codesOf(await say(owned.owner.viewer, 'removeOidcDomain', { domain }))).toEqual([]);
    expect(codesOf(await say(owned.owner.viewer, 'removeOidcDomain', { domain }))).toEqual(['NOT_ADDED']);
    expect(codesOf(await say(null, 'startOidcLogIn', { email: `a@${domain}` }))).toEqual(['NO_PROVIDER']);
  });

  it('is one of 20 at most, and one of another organisation is not seen', async () => {
    for (let count = 0; count < 20; count += 1) expect(codesOf(await add(`${newId()}.example`))).toEqual([]);
    expect(codesOf(await add(`${newId()}.example`))).toEqual(['TOO_MANY']);
    const { domain } = await settle();
    expect(codesOf(await say(org.owner.viewer, 'removeOidcDomain', { domain }))).toEqual(['NOT_ADDED']);
  });
});
