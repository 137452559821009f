import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKommoSimulator } from './kommo-simulator';
import { SimulatorClient } from './simulator-client';

let folder: string;
let stateFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kommo-simulator-'));
  stateFile = join(folder, 'state.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const start = () => SimulatorClient.start({ stateFile, clock: 'wall', contacts: 20, leads: 20 });

describe('a simulator that is started again on its state file', () => {
  it('accepts the tokens it issued, and refuses those it had refused', async () => {
    let client = await start();
    const first = await client.connect();
    const second = (await client.refresh(first.refresh)).body;
    const leads = await client.all('leads');
    // Nothing is written at the end: a killed process has the same file.
    const killed = readFileSync(stateFile);
    await client.close();
    writeFileSync(stateFile, killed);

    client = await start();
    try {
      expect((await client.api('/account', { token: second.access_token })).status).toBe(200);
      expect((await client.refresh(first.refresh)).body.hint).toBe('Token has been revoked');
      const third = await client.refresh(second.refresh_token);
      expect(third.status).toBe(200);
      expect(third.body.refresh_token).not.toBe(second.refresh_token);
      expect(await client.all('leads')).toEqual(leads);
    } finally {
      await client.close();
    }
  });

  it('still knows codes, new names, added integrations and webhooks', async () => {
    let client = await start();
    const code = (await client.consent()).get('code');
    client.simulator.control.addIntegration({
      clientId: 'more',
      clientSecret: 's',
      redirectUri: 'http://127.0.0.1:1/cb',
    });
    const destination = 'https://hooks.example.test/kommo';
    await client.api('/webhooks', { method: 'POST', body: { destination, settings: ['add_lead'] } });
    client.simulator.control.rename('acme-demo', { subdomain: 'acme-later' });
    await client.close();

    client = await start();
    try {
      expect((await client.exchange(code, {}, 'acme-demo')).status).toBe(404);
      expect((await client.exchange(code, {}, 'acme-later')).status).toBe(200);
      expect(client.simulator.issueLongLivedToken('acme-later', { clientId: 'more' })).toMatch(/^eyJ/);
      const webhooks = await client.api('/webhooks', { account: 'acme-later' });
      expect(webhooks.body._embedded.webhooks[0].destination).toBe(destination);
    } finally {
      await client.close();
    }
  });

  it('keeps hashes of tokens only, in a file for its owner only', async () => {
    const client = await start();
    const { access, refresh } = await client.connect();
    await client.close();
    const text = readFileSync(stateFile, 'utf8');
    for (const secret of [access, refresh]) expect(text).not.toContain(secret);
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  it('says which file is broken and what to do', async () => {
    writeFileSync(stateFile, '{"version":1');
    await expect(startKommoSimulator({ stateFile })).rejects.toThrow(/state\.json cannot be read: remove it/);
  });
});

describe('a port that is taken', () => {
  it('makes the start fail and leaves nothing open', async () => {
    const first = await startKommoSimulator();
    const port = Number(new URL(first.url).port);
    try {
      await expect(startKommoSimulator({ port })).rejects.toThrow(/EADDRINUSE/);
      await expect(startKommoSimulator({ controlPort: port })).rejects.toThrow(/EADDRINUSE/);
    } finally {
      await first.close();
    }
  });
});
