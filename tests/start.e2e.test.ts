import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../service-kit/process/paths';
import { must, post } from '../testkit/client';
import { logIn } from '../testkit/company';
import { runMainFile, type Started } from '../testkit/npm-start';
import { freePort } from '../testkit/ports';

const OWNER = { email: 'owner@demo.example', password: 'open the green gate' };
const CONTACTS = 4_000;
const dataDir = mkdtempSync(join(tmpdir(), 'cashcraft-start-'));
const running: Started[] = [];
let settings: Record<string, string>;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  settings = {
    DATA_DIR: dataDir,
    PORT: String(port),
    SIMULATOR_PORT: String(await freePort()),
    SIMULATOR_CONTROL_PORT: String(await freePort()),
    SIMULATOR_CONTACTS: String(CONTACTS),
    SIMULATOR_LEADS: '300',
  };
});
afterAll(async () => {
  for (const { child, ended } of running) {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Started> {
  const started = runMainFile('main/start', settings);
  running.push(started);
  await started.says('is ready');
  return started;
}

/** Reads the answer to its end: an unread one would hold its connection. */
async function statusOf(path: string): Promise<number> {
  const response = await fetch(`${url}${path}`);
  await response.arrayBuffer();
  return response.status;
}

const ask = (token: string, query: string, variables = {}) =>
  must(post(`${url}/graphql`, token, query, variables));

const SYNC = '{ crmConnections { edges { node { sync { state rowsDone } } } } }';
type Sync = { state: string; rowsDone: number } | undefined;
const syncOf = async (token: string): Promise<Sync> =>
  (await ask(token, SYNC)).crmConnections.edges[0]?.node.sync ?? undefined;

async function until(token: string, enough: (sync: Sync) => boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; !enough(await syncOf(token)); await sleep(50)) {
    if (Date.now() > deadline) throw new Error('The synchronisation did not get there.');
  }
}

describe('npm start', () => {
  it('welcomes with addresses, a log-in that works and a first query that answers', async () => {
    const { says } = await start();
    for (const told of [url, OWNER.email, OWNER.password, 'npm run demo']) await says(told);
    const { accessToken } = await logIn(url, OWNER);
    const { me } = await ask(accessToken, '{ me { displayName organization { name } } }');
    expect(me).toEqual({ displayName: 'Olivia Ortega', organization: { name: 'Demo Renovations' } });
    expect(await statusOf('/explorer')).toBe(200);
  });

  it('finds its data again after kill -9 in the middle of a synchronisation, which then ends with every row once', async () => {
    const { accessToken } = await logIn(url, OWNER);
    const create = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { code } } }`;
    const { createProject } = await ask(accessToken, create, { input: { name: 'Kept' } });
    await until(accessToken, (sync) => (sync?.rowsDone ?? 0) > CONTACTS / 3);
    running[0]?.child.kill('SIGKILL');
    await running[0]?.ended;

    const restarted = await start();
    expect(restarted.words()).not.toContain('could not');
    const { project } = await ask(
      accessToken,
      'query ($id: ID!) { project(id: $id) { name } }',
      createProject.project,
    );
    expect(project.name).toBe('Kept'); // with the token of before: the signing key was found again, too
    await until(accessToken, (sync) => sync?.state === 'SUCCEEDED');
    const counts =
      '{ contacts(first: 1) { totalCount } crmConnections { edges { node { entities { entity count } } } } }';
    const { contacts, crmConnections } = await ask(accessToken, counts);
    const entities = crmConnections.edges[0].node.entities as { entity: string; count: number }[];
    expect(contacts.totalCount).toBe(entities.find(({ entity }) => entity === 'CONTACTS')?.count);
    expect(contacts.totalCount).toBeGreaterThan(CONTACTS * 0.97); // the account's deleted contacts don't count
    expect(contacts.totalCount).toBeLessThanOrEqual(CONTACTS);
  });

  it('says which port is taken and how to change it, and leaves the running one alone', async () => {
    const second = runMainFile('main/start', settings);
    expect(await second.ended).toBe(1);
    expect(second.words()).toMatch(/Port \d+ is taken.*PORT=\d+/);
    expect(second.words()).not.toContain('    at ');
    expect(await statusOf('/health/ready')).toBe(200);
  });

  it('stops cleanly on SIGTERM: exit code 0, PostgreSQL stopped, nothing left behind', async () => {
    const last = running.at(-1);
    last?.child.kill('SIGTERM');
    expect(await last?.ended).toBe(0);
    expect(last?.words()).not.toContain('did not stop cleanly');
    expect(readdirSync(join(dataDir, 'postgres/cluster'))).not.toContain('postmaster.pid');
  });

  it('stops as cleanly when it is told to while it starts', async () => {
    const started = runMainFile('main/start', settings);
    running.push(started);
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
    for (const deadline = Date.now() + 90_000; !existsSync(pidFile); await sleep(5)) {
      if (Date.now() > deadline) throw new Error(started.words());
    }
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(0);
    expect(started.words()).not.toContain('is ready');
    expect(existsSync(pidFile)).toBe(false);
  });
});

describe('a start that can’t succeed', () => {
  it.each([
    [
      'PostgreSQL is not reachable',
      { DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/db' },
      /PostgreSQL is not reachable at 127\.0\.0\.1:1 \(ECONNREFUSED\).*DATABASE_URL/s,
    ],
    [
      'Redis is not reachable',
      { REDIS_URL: 'redis://127.0.0.1:1' },
      /Redis is not reachable at 127\.0\.0\.1:1.*REDIS_URL/,
    ],
    [
      'the configuration has mistakes',
      { PORT: 'http', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' },
      /PORT: .*LOG_LEVEL: |LOG_LEVEL: .*PORT: /s,
    ],
    [
      'the supergraph is missing',
      { SUPERGRAPH_PATH: '/nowhere.graphql' },
      /supergraph \/nowhere\.graphql does not exist/,
    ],
  ])('says in words that %s', async (_case, wrong, told) => {
    const folder = mkdtempSync(join(tmpdir(), 'cashcraft-wrong-'));
    try {
      const port = String(await freePort());
      const simulator = { SIMULATOR_PORT: '0', SIMULATOR_CONTROL_PORT: '0' };
      const started = runMainFile('main/start', { DATA_DIR: folder, PORT: port, ...simulator, ...wrong });
      expect(await started.ended).toBe(1);
      expect(started.words()).toMatch(told);
      expect(started.words()).not.toMatch(/hunter2| {4}at /);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('of a part whose parent was killed ends: nobody else would stop it', async () => {
    const { PATH } = process.env;
    const child = fork('scripts/run.mjs', ['main/simulator'], {
      cwd: projectRoot,
      env: {
        PATH,
        DATA_DIR: dataDir,
        SIMULATOR_PORT: '0',
        SIMULATOR_CONTROL_PORT: '0',
        SIMULATOR_CONTACTS: '1',
        SIMULATOR_LEADS: '1',
      },
      execArgv: [],
      silent: true,
    });
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.disconnect();
    expect(await ended).toBe(0);
  });

  it('of a separate process without DATABASE_URL names the variable', async () => {
    const port = String(await freePort());
    const started = runMainFile('main/crm', { DATA_DIR: dataDir, PORT: port });
    expect(await started.ended).toBe(1);
    expect(started.words()).toContain('DATABASE_URL is not set');
  });
});
