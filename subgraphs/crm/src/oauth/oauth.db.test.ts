import { Client } from 'pg';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { consent, useCrm } from '../../../../testkit/crm/crm-world';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });

const SAVE = `mutation($input: SaveKommoCredentialsInput!) {
  saveKommoCredentials(input: $input) { userErrors { code } } }`;
const START = `mutation($input: StartKommoOAuthInput! = {}) {
  startKommoOAuth(input: $input) { authorizeUrl expiresAt userErrors { code path } } }`;
const COMPLETE = `mutation($input: CompleteKommoOAuthInput!) { completeKommoOAuth(input: $input) {
  connection { id state authKind kommoAccountId subdomain accountName tokenExpiresAt sync { state } }
  userErrors { code path } } }`;

interface Given {
  code: string;
  state: string;
  referer: string;
}

async function save(viewer: Viewer, change: object = {}): Promise<void> {
  const { clientId, clientSecret, redirectUri } = world.kommo.integration;
  const input = { clientId, clientSecret, redirectUri, ...change };
  dataOf(await world.graph.execute(viewer, SAVE, { input }));
}

async function start(viewer: Viewer): Promise<string> {
  const { startKommoOAuth } = dataOf(await world.graph.execute(viewer, START));
  expect(startKommoOAuth.userErrors).toEqual([]);
  return startKommoOAuth.authorizeUrl as string;
}

async function granted(viewer: Viewer, subdomain?: string): Promise<Given> {
  const { code, state, referer } = await consent(await start(viewer), subdomain);
  return { code, state, referer };
}

const complete = async (viewer: Viewer, input: Given) =>
  dataOf(await world.graph.execute(viewer, COMPLETE, { input })).completeKommoOAuth;

const refused = (...userErrors: { code: string; path: string[] }[]) => ({ connection: null, userErrors });
const STATE_INVALID = { code: 'STATE_INVALID', path: ['state'] };

async function asOwner<T>(sql: string, parameters: unknown[]): Promise<T[]> {
  const client = new Client({ connectionString: world.graph.parts.database.url });
  await client.connect();
  try {
    return (await client.query(sql, parameters)).rows as T[];
  } finally {
    await client.end();
  }
}

it('connects an account, stores its tokens sealed and starts a first synchronisation', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const url = new URL(await start(owner));
  expect(url.searchParams.get('client_id')).toBe(world.kommo.integration.clientId);
  const state = url.searchParams.get('state') ?? '';
  expect(Buffer.from(state, 'base64url')).toHaveLength(32);
  const { code, referer } = await consent(url.toString());
  const { connection, userErrors } = await complete(owner, { code, state, referer });
  expect(userErrors).toEqual([]);
  expect(connection).toMatchObject({
    state: 'ACTIVE',
    authKind: 'OAUTH',
    kommoAccountId: '31250001',
    subdomain: 'acme-demo',
    accountName: 'Acme Demo',
    sync: { state: 'QUEUED' },
  });
  const day = new Date(connection.tokenExpiresAt).getTime() - Date.now();
  expect(day).toBeGreaterThan(86_000_000);
  expect(world.jobs.enqueued.filter((job) => job.id.startsWith(connection.id))).toHaveLength(1);
  const rows = await asOwner('SELECT * FROM crm.connection_tokens WHERE org_id = $1', [owner.orgId]);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toMatch(/eyJ0eXAi|def502/);
  const states = await asOwner('SELECT * FROM crm.oauth_states WHERE org_id = $1', [owner.orgId]);
  expect(JSON.stringify(states)).not.toContain(state);
});

it('keeps one connection per account: connecting again revives it', async () => {
  const owner = viewerWith('owner');
  const first = await world.connectByOAuth(owner);
  const second = await world.connectByOAuth(owner);
  expect(second).toBe(first);
  const other = await world.connectByOAuth(owner, 'globex-demo');
  expect(other).not.toBe(first);
});

it('takes a state once', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const given = await granted(owner);
  expect((await complete(owner, given)).userErrors).toEqual([]);
  expect(await complete(owner, given)).toEqual(refused(STATE_INVALID));
});

it('takes a state once of twenty calls at the same time', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const given = await granted(owner);
  const answers = await Promise.all(Array.from({ length: 20 }, () => complete(owner, given)));
  expect(answers.filter((answer) => answer.connection)).toHaveLength(1);
  expect(answers.filter((answer) => answer.userErrors[0]?.code === 'STATE_INVALID')).toHaveLength(19);
});

it('refuses a state of another person or organisation, which stays usable for its owner', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const given = await granted(owner);
  const stranger = viewerWith('owner');
  await save(stranger);
  const colleague = viewerWith('admin', owner.orgId);
  for (const viewer of [stranger, colleague]) {
    expect(await complete(viewer, given)).toEqual(refused(STATE_INVALID));
  }
  const ownStateForeignCode = { ...given, state: (await granted(stranger)).state };
  expect(await complete(owner, ownStateForeignCode)).toEqual(refused(STATE_INVALID));
  expect((await complete(owner, given)).connection).toMatchObject({ state: 'ACTIVE' });
});

it('refuses a state after ten minutes', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const given = await granted(owner);
  await asOwner(`UPDATE crm.oauth_states SET expires_at = now() - interval '1 second' WHERE org_id = $1`, [
    owner.orgId,
  ]);
  expect(await complete(owner, given)).toEqual(refused(STATE_INVALID));
});

it('looks at the account host before it posts the secret anywhere', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const given = await granted(owner);
  world.kommo.control.clearRequests();
  const hosts = [
    'evil.test',
    'kommo.com',
    'acme-demo.kommo.com.evil.test',
    'acme-demo.kommo.com:8080',
    'acme-demo.kommo.com/path',
    'user@acme-demo.kommo.com',
    'a.b.kommo.com',
    '-acme.kommo.com',
    '127.0.0.1',
    '',
  ];
  for (const referer of hosts) {
    expect(await complete(owner, { ...given, referer })).toEqual(
      refused({ code: 'ACCOUNT_HOST_INVALID', path: ['referer'] }),
    );
  }
  expect(world.kommo.control.requests()).toEqual([]);
  expect((await complete(owner, given)).userErrors).toEqual([]);
});

it('says what is wrong with a code, a client and an address', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const badCode = { ...(await granted(owner)), code: 'garbage' };
  expect(await complete(owner, badCode)).toEqual(refused({ code: 'KOMMO_CODE_INVALID', path: ['code'] }));

  const empty = { ...(await granted(owner)), code: ' ' };
  expect(await complete(owner, empty)).toEqual(refused({ code: 'KOMMO_CODE_INVALID', path: ['code'] }));

  const used = await granted(owner);
  await complete(owner, used);
  const again = { ...used, state: (await granted(owner)).state };
  expect(await complete(owner, again)).toEqual(refused({ code: 'KOMMO_CODE_INVALID', path: ['code'] }));

  const elsewhere = { ...(await granted(owner)), referer: 'no-such-account.kommo.com' };
  expect(await complete(owner, elsewhere)).toEqual(refused({ code: 'ACCOUNT_NOT_FOUND', path: ['referer'] }));

  await save(owner, { clientSecret: 'not-the-secret-of-this-one' });
  expect(await complete(owner, await granted(owner))).toEqual(
    refused({ code: 'KOMMO_CLIENT_INVALID', path: [] }),
  );

  await save(owner, { redirectUri: `${world.kommo.integration.redirectUri}/` });
  expect(await complete(owner, await granted(owner))).toEqual(
    refused({ code: 'KOMMO_REDIRECT_URI_INVALID', path: [] }),
  );
});

it('says so when a code is too old, Kommo can not be reached or the account is unpaid', async () => {
  const owner = viewerWith('owner');
  await save(owner);
  const old = await granted(owner);
  world.kommo.control.clock({ advance_s: 21 * 60 });
  expect(await complete(owner, old)).toEqual(refused({ code: 'KOMMO_CODE_EXPIRED', path: ['code'] }));

  const lost = await granted(owner);
  world.kommo.control.faults({ match: { path: '/oauth2/access_token' }, kind: 'reset_connection', times: 1 });
  expect(await complete(owner, lost)).toEqual(refused({ code: 'KOMMO_UNREACHABLE', path: [] }));

  const broken = await granted(owner);
  world.kommo.control.faults({ match: { path: '/oauth2/access_token' }, kind: 'truncated_json', times: 1 });
  expect(await complete(owner, broken)).toEqual(refused({ code: 'KOMMO_MALFORMED', path: [] }));

  const unpaid = await granted(owner);
  world.kommo.control.plan('acme-demo', { paid: false });
  expect(await complete(owner, unpaid)).toEqual(refused({ code: 'KOMMO_PAYMENT_REQUIRED', path: [] }));
  world.kommo.control.plan('acme-demo', { paid: true });
});

it('asks for credentials first, and for the permission', async () => {
  const owner = viewerWith('owner');
  const { startKommoOAuth } = dataOf(await world.graph.execute(owner, START));
  expect(startKommoOAuth).toEqual({
    authorizeUrl: null,
    expiresAt: null,
    userErrors: [{ code: 'CREDENTIALS_MISSING', path: [] }],
  });
  const manager = viewerWith('manager');
  const input = { code: 'c', state: 's', referer: 'acme-demo.kommo.com' };
  expect(codes(await world.graph.execute(manager, START))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(manager, COMPLETE, { input }))).toEqual(['FORBIDDEN']);
  expect(codes(await world.graph.execute(null, START))).toEqual(['UNAUTHENTICATED']);
});
