import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { uninstallSignature } from './oauth/hooks';
import { integrationFrom } from './oauth/integrations';
import { SimulatorClient, ask } from './simulator-client';

let client: SimulatorClient;

beforeEach(async () => {
  client = await SimulatorClient.start();
});
afterEach(() => client.close());

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('the consent page', () => {
  it('asks with a form that names the integration, and escapes the state', async () => {
    const { clientId } = client.simulator.integration;
    const state = '"><script>alert(1)</script>';
    const page = await ask(
      `${client.simulator.authorizeUrl}?${new URLSearchParams({ client_id: clientId, state }).toString()}`,
    );
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<form method="post" action="oauth">');
    expect(page.text).toContain('name="decision" value="approve"');
    expect(page.text).toContain('acme-demo.kommo.com');
    expect(page.text).not.toContain('<script>alert');
  });

  it('sends code, state, referer and client id to the redirect URI after approval by form', async () => {
    const { clientId, redirectUri } = client.simulator.integration;
    const form = new URLSearchParams({
      client_id: clientId,
      state: 's',
      account: 'globex-demo',
      decision: 'approve',
    });
    const answer = await ask(client.simulator.authorizeUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    expect(answer.status).toBe(302);
    const target = new URL(answer.headers.location ?? '');
    expect(`${target.origin}${target.pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(target.searchParams)).toEqual({
      code: expect.stringMatching(/^def502[0-9a-f]{600}$/),
      state: 's',
      referer: 'globex-demo.kommo.com',
      client_id: clientId,
    });
  });

  it('sends error=access_denied when refused', async () => {
    const params = await client.consent({ auto: 'deny' });
    expect(Object.fromEntries(params)).toEqual({
      error: 'access_denied',
      client_id: client.simulator.integration.clientId,
      state: 'state-1',
    });
  });

  it('leaves state out when none was sent', async () => {
    const { authorizeUrl, integration } = client.simulator;
    const answer = await ask(`${authorizeUrl}?client_id=${integration.clientId}&auto=approve`);
    expect(new URL(answer.headers.location ?? '').searchParams.has('state')).toBe(false);
  });

  it('moves the opener in popup mode', async () => {
    const { clientId } = client.simulator.integration;
    const form = new URLSearchParams({ client_id: clientId, mode: 'popup', decision: 'approve' });
    const answer = await ask(client.simulator.authorizeUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('window.opener.location');
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 400],
    ['an unknown account', { account: 'nobody' }, 400],
    ['a user who is no admin', { user: '9100002' }, 403],
  ])('refuses %s with a page', async (_what, change, status) => {
    const { clientId } = client.simulator.integration;
    const query = new URLSearchParams({ client_id: clientId, auto: 'approve', ...change });
    const answer = await ask(`${client.simulator.authorizeUrl}?${query.toString()}`);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});

describe('the token endpoint', () => {
  it('turns a code into a token pair of the documented shape', async () => {
    const code = (await client.consent()).get('code');
    const answer = await client.exchange(code);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual([
      'token_type',
      'expires_in',
      'server_time',
      'access_token',
      'refresh_token',
    ]);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 86400, server_time: 1767225600 });
    expect(answer.body.refresh_token).toMatch(/^def502/);
    expect(answer.body.access_token.length).toBeGreaterThan(900);
    expect(claimsOf(answer.body.access_token)).toMatchObject({
      aud: client.simulator.integration.clientId,
      sub: '9100001',
      account_id: 31250001,
      base_domain: 'kommo.com',
      api_domain: 'api-c.kommo.com',
      scopes: ['crm', 'files', 'files_delete', 'notifications', 'push_notifications'],
      iat: 1767225600,
      exp: 1767225600 + 86400,
    });
    expect((await client.api('/account', { token: answer.body.access_token })).body.current_user_id).toBe(
      9100001,
    );
  });

  it('takes a form body too', async () => {
    const { clientId, clientSecret, redirectUri } = client.simulator.integration;
    const code = (await client.consent()).get('code') ?? '';
    const form = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
    const answer = await ask(`${client.account()}/oauth2/access_token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...form, grant_type: 'authorization_code', code }).toString(),
    });
    expect(answer.status).toBe(200);
  });

  const fails = async (wanted: { status: number; hint: string }, answer: Awaited<ReturnType<typeof ask>>) => {
    expect(answer.status).toBe(wanted.status);
    expect(answer.body).toMatchObject(wanted);
    expect(answer.body.type).toMatch(/OAuthProblemJson$/);
    expect(answer.body).not.toHaveProperty('error');
  };

  it('refuses a code a second time', async () => {
    const code = (await client.consent()).get('code');
    await client.exchange(code);
    await fails({ status: 400, hint: 'Authorization code has been revoked' }, await client.exchange(code));
  });

  it('refuses a code after twenty minutes', async () => {
    const code = (await client.consent()).get('code');
    client.simulator.control.clock({ advance_s: 1200 });
    await fails({ status: 400, hint: 'Authorization code has expired' }, await client.exchange(code));
  });

  it('refuses garbage and codes of another account', async () => {
    const hint = 'Cannot decrypt the authorization code';
    await fails({ status: 400, hint }, await client.exchange('garbage'));
    const code = (await client.consent()).get('code');
    await fails({ status: 400, hint }, await client.exchange(code, {}, 'globex-demo'));
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'Check the `client_id` parameter'],
    ['a wrong secret', { client_secret: 'wrong' }, 'Check the `client_id` parameter'],
    ['another grant type', { grant_type: 'password' }, 'Check the `grant_type` parameter'],
    ['no code', { code: '' }, 'Check the `code` parameter'],
  ])('refuses %s', async (_what, change, hint) => {
    const code = (await client.consent()).get('code');
    await fails({ status: 400, hint }, await client.exchange(code, change));
  });

  it('compares the redirect URI byte for byte and leaves the code good after a mistake', async () => {
    const code = (await client.consent()).get('code');
    const { redirectUri } = client.simulator.integration;
    const wrong = await client.exchange(code, { redirect_uri: `${redirectUri}/` });
    await fails({ status: 400, hint: 'Check the `redirect_uri` parameter' }, wrong);
    expect((await client.exchange(code)).status).toBe(200);
  });

  it('answers 404 on the host of an account that is not there, and 405 to GET', async () => {
    expect((await client.refresh('x', {}, 'nobody')).status).toBe(404);
    expect((await ask(`${client.account()}/oauth2/access_token`)).status).toBe(405);
  });
});

describe('refreshing', () => {
  it('gives a new pair and kills the used refresh token (strict)', async () => {
    const first = await client.connect();
    const second = await client.refresh(first.refresh);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.refresh);
    const reused = await client.refresh(first.refresh);
    expect(reused.status).toBe(401);
    expect(reused.body.hint).toBe('Token has been revoked');
    expect((await client.api('/account', { token: second.body.access_token })).status).toBe(200);
  });

  it('lets exactly one of fifty concurrent refreshes of a token win', async () => {
    const { refresh } = await client.connect();
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.refresh(refresh)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => answer.body.hint === 'Token has been revoked')).toHaveLength(49);
  });

  it('keeps the old token good until the new pair is used (grace)', async () => {
    client.simulator.control.behaviour({ rotation: 'grace' });
    const first = await client.connect();
    expect((await client.refresh(first.refresh)).status).toBe(200);
    const again = await client.refresh(first.refresh);
    expect(again.status).toBe(200);
    await client.api('/account', { token: again.body.access_token });
    expect((await client.refresh(first.refresh)).status).toBe(401);
    expect((await client.refresh(again.body.refresh_token)).status).toBe(200);
  });

  it('ends the access token after a day and the refresh token after three months without use', async () => {
    const { access, refresh } = await client.connect();
    client.simulator.control.clock({ advance_s: 86_399 });
    expect((await client.api('/account', { token: access })).status).toBe(200);
    client.simulator.control.clock({ advance_s: 1 });
    expect((await client.api('/account', { token: access })).status).toBe(401);
    client.simulator.control.clock({ advance_s: 89 * 86_400 - 1 });
    const renewed = await client.refresh(refresh);
    expect(renewed.status).toBe(200);
    client.simulator.control.clock({ advance_s: 90 * 86_400 });
    expect((await client.refresh(renewed.body.refresh_token)).status).toBe(401);
  });

  it('refuses a token of another account or integration as invalid', async () => {
    const { refresh } = await client.connect();
    const foreign = await client.refresh(refresh, {}, 'globex-demo');
    expect(foreign.body.hint).toBe('Invalid refresh token');
    client.simulator.control.addIntegration({
      clientId: 'other',
      clientSecret: 's',
      redirectUri: 'http://127.0.0.1:1/cb',
    });
    const other = await client.refresh(refresh, {
      client_id: 'other',
      client_secret: 's',
      redirect_uri: 'http://127.0.0.1:1/cb',
    });
    expect(other.body.hint).toBe('Invalid refresh token');
  });
});

describe('long-lived tokens', () => {
  it('work until they expire and belong to the chosen user', async () => {
    const token = client.simulator.issueLongLivedToken('acme-demo', { userId: 9100002, lifetime: 86_400 });
    expect((await client.api('/account', { token })).body.current_user_id).toBe(9100002);
    client.simulator.control.clock({ advance_s: 86_400 });
    expect((await client.api('/account', { token })).status).toBe(401);
  });

  it('are refused for public integrations and unknown accounts', () => {
    client.simulator.control.addIntegration({
      clientId: 'public',
      clientSecret: 's',
      redirectUri: 'http://127.0.0.1:1/cb',
      kind: 'public',
    });
    const issue = (subdomain: string, clientId?: string) => () =>
      client.simulator.issueLongLivedToken(subdomain, clientId ? { clientId } : {});
    expect(issue('acme-demo', 'public')).toThrow(/private/);
    expect(issue('nobody')).toThrow(/no account nobody/);
  });
});

describe('a renamed account', () => {
  it('is found by its refresh token and gone from its old host', async () => {
    const { access, refresh } = await client.connect();
    client.simulator.control.rename('acme-demo', { subdomain: 'acme-renamed' });
    expect((await client.refresh(refresh)).status).toBe(404);
    const old = await client.api('/account', { token: access });
    expect([old.status, old.body.detail]).toEqual([401, 'Account not found']);
    for (const base of [client.simulator.url, client.account()]) {
      const found = await ask(`${base}/oauth2/account/current/subdomain`, {
        headers: { 'X-Refresh-Token': refresh },
      });
      expect(found.body).toEqual({
        id: 31250001,
        subdomain: 'acme-renamed',
        domain: 'acme-renamed.kommo.com',
        top_level_domain: 'com',
      });
    }
    expect((await client.refresh(refresh, {}, 'acme-renamed')).status).toBe(200);
    const now = await ask(`${client.account('acme-renamed')}/api/v4/account`, { token: access });
    expect(now.body.subdomain).toBe('acme-renamed');
  });

  it('is not told to a holder of a wrong refresh token', async () => {
    const answer = await ask(`${client.simulator.url}/oauth2/account/current/subdomain`, {
      headers: { 'X-Refresh-Token': 'x' },
    });
    expect(answer.status).toBe(401);
  });
});

describe('hooks to the integration', () => {
  let receiver: Server;
  let seen: { url: string; agent: string | undefined }[];
  let base: string;

  beforeEach(async () => {
    seen = [];
    receiver = createServer((request, response) => {
      seen.push({ url: request.url ?? '', agent: request.headers['user-agent'] });
      response.end();
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    client.simulator.control.addIntegration({
      clientId: 'hooked',
      clientSecret: 'sample-client-secret-not-real',
      redirectUri: `${base}/callback`,
      uninstallUrl: `${base}/uninstalled`,
    });
  });
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        receiver.close(() => resolve());
      }),
  );

  it('call the redirect URI without state when installed from inside Kommo', async () => {
    const record = await client.simulator.control.install('acme-demo', { client_id: 'hooked' });
    expect(record).toMatchObject({ kind: 'install', status: 200 });
    const params = new URL(seen[0]?.url ?? '', base).searchParams;
    expect([...params.keys()]).toEqual(['code', 'referer', 'client_id', 'from_widget']);
    const change = {
      client_id: 'hooked',
      client_secret: 'sample-client-secret-not-real',
      redirect_uri: `${base}/callback`,
    };
    expect((await client.exchange(params.get('code'), change)).status).toBe(200);
  });

  it('sign the uninstall call and end all tokens of the integration in the account', async () => {
    const token = client.simulator.issueLongLivedToken('acme-demo', { clientId: 'hooked' });
    const result = await client.simulator.control.uninstall('acme-demo', { client_id: 'hooked' });
    expect(result).toMatchObject({ revoked: 1, hooks: [{ kind: 'uninstall', status: 200 }] });
    // HMAC-SHA256 of `hooked|31250001`, computed with another tool.
    const signature = 'a1d12787516fce3fa7540e78c0964383ca781636dbf9e00433df25d4ca85894f';
    expect(seen).toEqual([
      {
        url: `/uninstalled?account_id=31250001&client_uuid=hooked&signature=${signature}`,
        agent: 'amoService-oAuth-Code-Sender/1.0',
      },
    ]);
    expect((await client.api('/account', { token })).status).toBe(401);
    expect((await client.api('/account')).status).toBe(200);
  });
});

describe('the uninstall signature', () => {
  it('is the one of the documented sample', () => {
    const sample = integrationFrom({
      clientId: '0b9e6c1e-3d6f-4a57-8c0a-55d2f7a1b210',
      clientSecret: 'sample-client-secret-not-real',
      redirectUri: 'https://app.example.test/kommo/callback',
    });
    expect(uninstallSignature(sample, 31250001)).toBe(
      'e2302cdd299de1db283a8f45961f54d99f2ff34c7a6c6871d145e979d841ea2f',
    );
  });
});

describe('an integration whose secret was made anew', () => {
  it('has no good tokens and no good old secret', async () => {
    const { access, refresh } = await client.connect();
    const { clientId } = client.simulator.integration;
    const old = client.simulator.integration.clientSecret;
    const { clientSecret } = client.simulator.control.regenerateSecret(clientId);
    expect((await client.api('/account', { token: access })).status).toBe(401);
    expect((await client.refresh(refresh, { client_secret: old })).body.hint).toBe(
      'Check the `client_id` parameter',
    );
    const revoked = await client.refresh(refresh, { client_secret: clientSecret });
    expect(revoked.body.hint).toBe('Token has been revoked');
  });
});
