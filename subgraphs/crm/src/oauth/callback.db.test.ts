import fastify, { type FastifyInstance } from 'fastify';
import { Client } from 'pg';
import { newId } from '../../../../service-kit/data/ids';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { codes, dataOf } from '../../../../testkit/subgraph';
import { viewerWith } from '../../../../testkit/tokens';
import { consent, useCrm } from '../../../../testkit/crm/crm-world';
import { forgetInstalls } from '../pending-installs/forget-installs';
import { CALLBACK_PATH } from './callback.http';

const world = useCrm({ contacts: 1, leads: 1, companies: 1 });
let app: FastifyInstance;

beforeAll(() => {
  app = fastify();
  world.subgraph.routes?.(app);
});
afterAll(() => app.close());

const SAVE = `mutation($input: SaveKommoCredentialsInput!) {
  saveKommoCredentials(input: $input) { userErrors { code } } }`;
const START = 'mutation { startKommoOAuth { authorizeUrl } }';
const CONNECTIONS = '{ crmConnections { totalCount edges { node { state sync { state } } } } }';

async function started(viewer: Viewer): Promise<string> {
  const { clientId, clientSecret, redirectUri } = world.kommo.integration;
  const input = { clientId, clientSecret, redirectUri };
  dataOf(await world.graph.execute(viewer, SAVE, { input }));
  return dataOf(await world.graph.execute(viewer, START)).startKommoOAuth.authorizeUrl as string;
}

const open = (search: string, remoteAddress = '127.0.0.1') =>
  app.inject({ method: 'GET', url: `${CALLBACK_PATH}${search}`, remoteAddress });
const connections = async (viewer: Viewer) =>
  dataOf(await world.graph.execute(viewer, CONNECTIONS)).crmConnections;

it('connects the account for whoever started, in a browser without a token', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  const page = await open(search);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Acme Demo');
  expect(await connections(owner)).toMatchObject({
    totalCount: 1,
    edges: [{ node: { state: 'ACTIVE', sync: { state: 'QUEUED' } } }],
  });
  const again = await open(search);
  expect(again.statusCode).toBe(400);
  expect(again.body).toContain('Not connected');
});

it('connects nothing for somebody who has lost the right meanwhile', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  world.mayConnect(false);
  try {
    const page = await open(search);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain('You may no longer connect');
    expect(await connections(owner)).toMatchObject({ totalCount: 0 });
  } finally {
    world.mayConnect(true);
  }
});

it('shows a page without script that a strict content policy accepts, and lets nothing leak', async () => {
  const page = await open('?code=x&state=%3Cscript%3E&referer=%3Cscript%3Ealert(1)%3C/script%3E');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  expect(page.headers['cache-control']).toBe('no-store');
  expect(page.body).not.toContain('<script');
});

it('says that consent was declined', async () => {
  const owner = viewerWith('owner');
  const authorizeUrl = await started(owner);
  const denied = await fetch(`${authorizeUrl}&auto=deny`, { redirect: 'manual' });
  const page = await open(new URL(denied.headers.get('location') ?? '').search);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Access was not given');
  expect((await connections(owner)).totalCount).toBe(0);
});

it('refuses a state nobody has, a repeated one and an incomplete answer', async () => {
  for (const search of [
    '?code=c&state=nobody&referer=acme-demo.kommo.com',
    '?code=c&state=a&state=b&referer=acme-demo.kommo.com',
    '?state=a&referer=acme-demo.kommo.com',
    '?state=a&code=c',
    `?code=c&state=${'x'.repeat(5_000)}&referer=acme-demo.kommo.com`,
  ]) {
    const page = await open(search);
    expect([200, 400]).toContain(page.statusCode);
    expect(page.body).not.toContain('is connected');
  }
});

it('says in words what Kommo does not accept', async () => {
  const owner = viewerWith('owner');
  const { search } = await consent(await started(owner));
  const page = await open(search.replace(/code=[^&]+/, 'code=garbage'));
  expect(page.statusCode).toBe(400);
  expect(page.body).toContain('does not accept this code');
});

describe('an install that was begun inside Kommo', () => {
  const PENDING = `{ pendingKommoInstalls { id kommoAccountId subdomain accountName installedBy isYours expiresAt } }`;
  const CLAIM = `mutation($input: ClaimKommoInstallInput!) { claimKommoInstall(input: $input) {
    connection { id state subdomain authKind sync { state } } userErrors { code path } } }`;
  const INSTALLER = 'alice.morgan@example.test';

  const holder = async (clientSecret = world.kommo.integration.clientSecret): Promise<Viewer> => {
    const owner = viewerWith('owner');
    const { clientId, redirectUri } = world.kommo.integration;
    dataOf(await world.graph.execute(owner, SAVE, { input: { clientId, clientSecret, redirectUri } }));
    return owner;
  };
  /** What Kommo appends when nobody here has asked. */
  const installing = async (subdomain = 'acme-demo') => {
    const { clientId } = world.kommo.integration;
    const address = `${world.kommo.authorizeUrl}?client_id=${clientId}`;
    const { code, referer } = await consent(address, subdomain);
    return `?${new URLSearchParams({ code, referer, client_id: clientId, from_widget: '1' })}`;
  };
  const install = async (subdomain?: string) => {
    const page = await open(await installing(subdomain));
    expect(page.statusCode).toBe(200);
    return /<p>([\w-]{43})<\/p>/.exec(page.body)?.[1] ?? '';
  };
  const pending = async (viewer: Viewer) =>
    dataOf(await world.graph.execute(viewer, PENDING)).pendingKommoInstalls;
  const claim = (viewer: Viewer, installId: string, claimCode?: string) =>
    world.graph.execute(viewer, CLAIM, { input: { installId, claimCode } });
  const claimed = async (...call: Parameters<typeof claim>) => dataOf(await claim(...call)).claimKommoInstall;
  const sql = async (text: string, values: unknown[] = []) => {
    const client = new Client({ connectionString: world.graph.parts.database.url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const confirm = (viewer: Viewer, email: string, isActive = true) =>
    sql(
      `INSERT INTO crm.members (org_id, user_id, version, verified_email, is_active) VALUES ($1, $2, 1, $3, $4)`,
      [viewer.orgId, viewer.userId, email, isActive],
    );

  it('waits, with its tokens sealed and nothing copied, until somebody gives the code that the page showed', async () => {
    const owner = await holder();
    const code = await install();
    const [waiting, ...more] = await pending(owner);
    expect(more).toEqual([]);
    expect(waiting).toMatchObject({
      kommoAccountId: '31250001',
      subdomain: 'acme-demo',
      accountName: 'Acme Demo',
      installedBy: 'a…@example.test',
      isYours: false,
    });
    expect((await connections(owner)).totalCount).toBe(0);
    const kept = JSON.stringify(
      await sql('SELECT * FROM crm.pending_installs WHERE org_id = $1', [owner.orgId]),
    );
    expect(kept).not.toContain('eyJ0eXAi');
    expect(kept).not.toContain('def502');
    expect(kept).not.toContain(code);
    expect(await claimed(owner, waiting.id)).toMatchObject({
      connection: null,
      userErrors: [{ code: 'CLAIM_NOT_PROVEN', path: ['claimCode'] }],
    });
    for (const wrong of ['x', code.slice(1), code.toLowerCase(), 'y'.repeat(10_000)]) {
      expect(await claimed(owner, waiting.id, wrong)).toMatchObject({
        userErrors: [{ code: 'CLAIM_CODE_INVALID', path: ['claimCode'] }],
      });
    }
    expect(await claimed(owner, waiting.id, ` ${code} `)).toMatchObject({
      connection: { state: 'ACTIVE', subdomain: 'acme-demo', authKind: 'OAUTH', sync: { state: 'QUEUED' } },
      userErrors: [],
    });
    expect(await pending(owner)).toEqual([]);
    expect(codes(await claim(owner, waiting.id, code))).toEqual(['NOT_FOUND']);
  });

  it('is claimed without a code by whoever has the installer’s address, confirmed, and by nobody who says so', async () => {
    const owner = await holder();
    const colleague = viewerWith('owner', owner.orgId);
    const gone = viewerWith('owner', owner.orgId);
    await confirm(colleague, 'alice.morgan@example.test.evil');
    await confirm(gone, INSTALLER, false);
    await install();
    const [{ id }] = await pending(owner);
    for (const viewer of [owner, colleague, gone]) {
      expect((await pending(viewer))[0].isYours).toBe(false);
      expect((await claimed(viewer, id)).userErrors).toMatchObject([{ code: 'CLAIM_NOT_PROVEN' }]);
    }
    await confirm(owner, INSTALLER);
    expect((await pending(owner))[0].isYours).toBe(true);
    expect((await claimed(owner, id)).connection.state).toBe('ACTIVE');
  });

  it.each(['alice@bücher.example', 'Alice@xn--bcher-kva.example'])(
    'is claimed by whoever has confirmed the same address in another spelling: %s',
    async (email) => {
      const alice = { user_id: 9_100_001, email };
      world.kommo.control.user('acme-demo', alice);
      try {
        const owner = await holder();
        const colleague = viewerWith('owner', owner.orgId);
        await confirm(colleague, 'alice@bucher.example');
        await confirm(owner, 'alice@xn--bcher-kva.example');
        await install();
        const [{ id, isYours }] = await pending(owner);
        expect(isYours).toBe(true);
        expect((await pending(colleague))[0].isYours).toBe(false);
        expect((await claimed(owner, id)).connection.state).toBe('ACTIVE');
      } finally {
        world.kommo.control.user('acme-demo', { ...alice, email: INSTALLER });
      }
    },
  );

  it('is shown to nobody without the integration’s own secret, and connects one organisation only', async () => {
    const [owner, sharing] = [await holder(), await holder()];
    const thief = await holder('a secret that somebody made up');
    const stranger = viewerWith('owner');
    const code = await install('globex-demo');
    const [own] = await pending(owner);
    const [other] = await pending(sharing);
    for (const viewer of [thief, stranger]) {
      expect(await pending(viewer)).toEqual([]);
      expect(codes(await claim(viewer, own.id, code))).toEqual(['NOT_FOUND']);
    }
    expect(codes(await claim(owner, other.id, code))).toEqual(['NOT_FOUND']);
    for (const role of ['manager', 'estimator', 'viewer'] as const) {
      const person = viewerWith(role, owner.orgId);
      expect(codes(await world.graph.execute(person, PENDING))).toEqual(['FORBIDDEN']);
      expect(codes(await claim(person, own.id, code))).toEqual(['FORBIDDEN']);
    }
    const answers = await Promise.all([
      ...[owner, owner, owner].map((viewer) => claim(viewer, own.id, code)),
      ...[sharing, sharing].map((viewer) => claim(viewer, other.id, code)),
    ]);
    const made = answers.filter((answer) => codes(answer).length === 0);
    expect(made).toHaveLength(1);
    for (const answer of answers.filter((one) => !made.includes(one)))
      expect(codes(answer)).toEqual(['NOT_FOUND']);
    const counts = await Promise.all(
      [owner, sharing].map(async (one) => (await connections(one)).totalCount),
    );
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect([await pending(owner), await pending(sharing)]).toEqual([[], []]);
  });

  it('is forgotten in time, replaced by a later one, and refused once the integration is another or gone', async () => {
    const owner = await holder();
    await install();
    const code = await install();
    const [{ id }, ...more] = await pending(owner);
    expect(more).toEqual([]);
    const { redirectUri } = world.kommo.integration;
    const other = { clientId: newId(), clientSecret: 'another secret of ours', redirectUri };
    dataOf(await world.graph.execute(owner, SAVE, { input: other }));
    expect((await claimed(owner, id, code)).userErrors).toMatchObject([{ code: 'INTEGRATION_OTHER' }]);
    const { clientId, clientSecret } = world.kommo.integration;
    dataOf(await world.graph.execute(owner, SAVE, { input: { clientId, clientSecret, redirectUri } }));
    await sql(`UPDATE crm.pending_installs SET expires_at = now() - interval '1 second' WHERE org_id = $1`, [
      owner.orgId,
    ]);
    expect(await pending(owner)).toEqual([]);
    expect(codes(await claim(owner, id, code))).toEqual(['NOT_FOUND']);
    await forgetInstalls(world.runtime);
    expect(await sql('SELECT 1 FROM crm.pending_installs WHERE org_id = $1', [owner.orgId])).toEqual([]);
    const again = await install();
    const [{ id: second }] = await pending(owner);
    world.kommo.control.revoke('acme-demo');
    expect((await claimed(owner, second, again)).userErrors).toMatchObject([{ code: 'INSTALL_GONE' }]);
    expect(await pending(owner)).toHaveLength(1);
  });

  it('pushes out none that waits: where there is no room, whoever installs is told', async () => {
    const owner = await holder();
    await install();
    const fill = (count: number) =>
      sql(
        `INSERT INTO crm.pending_installs (org_id, id, install_id, client_id, account_id, subdomain, account_name, code_hash,
                                           access_token_sealed, refresh_token_sealed, issued_at, token_expires_at, expires_at)
         SELECT c.org_id, gen_random_uuid(), gen_random_uuid(), 'full', n, 'x', 'X', '', '', '', now(), now(), now() + interval '1 hour'
           FROM (SELECT DISTINCT org_id FROM crm.kommo_credentials) c, generate_series(1, $1) n`,
        [count],
      );
    await fill(50);
    const page = await open(await installing('globex-demo'));
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain('this one was not kept');
    expect(await pending(owner)).toHaveLength(51);
    await sql(`DELETE FROM crm.pending_installs WHERE client_id = 'full' AND account_id = 50`);
    await install();
    expect(
      (await pending(owner)).filter((one: { kommoAccountId: string }) => one.kommoAccountId === '31250001'),
    ).toHaveLength(1);
    await sql(`DELETE FROM crm.pending_installs WHERE client_id = 'full'`);
  });

  it('keeps nothing of a code that Kommo does not take, and asks it no more than so often', async () => {
    const owner = await holder();
    const whole = new URLSearchParams(await installing());
    world.kommo.control.clearRequests();
    const broken = (change: Record<string, string>) =>
      `?${new URLSearchParams({ ...Object.fromEntries(whole), ...change })}`;
    for (const change of [
      { client_id: 'x' },
      { client_id: newId() },
      { code: '' },
      { referer: 'evil.example' },
      { referer: 'acme-demo.kommo.com.evil.example' },
      { code: 'x'.repeat(6_000) },
    ]) {
      const page = await open(broken(change));
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('start the connection');
    }
    expect(world.kommo.control.requests()).toEqual([]);
    await open(broken({ code: 'garbage' }));
    const asksOfOne = world.kommo.control.requests().length; // by each secret that an organisation has saved
    world.kommo.control.clearRequests();
    // Whoever has IPv6 has 2^64 addresses: they count as one.
    const many = await Promise.all(
      Array.from({ length: 60 }, (_, index) => open(broken({ code: 'garbage' }), `2001:db8::${index}`)),
    );
    expect(many.filter(({ statusCode }) => statusCode === 429)).toHaveLength(30);
    expect(world.kommo.control.requests()).toHaveLength(30 * asksOfOne);
    expect(await pending(owner)).toEqual([]);
  });
});
