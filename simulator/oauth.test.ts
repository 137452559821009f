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
      scopes: expect.arrayContaining(['crm', 'files', 'files_delete', 'notifications', 'push_notifications']),
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
