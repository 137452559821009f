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
