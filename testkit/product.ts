import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProduct } from '../main/all-in-one';
import { Settings } from '../main/settings';
import { openSimulator } from '../main/simulator-server';
import { silentLogger } from '../service-kit/process/logger';
import { projectRoot } from '../service-kit/process/paths';
import { Lifetime } from '../service-kit/process/process';
import type { KommoSimulator } from '../simulator/kommo-simulator';
import { useDatabase, type TestDatabase } from './database';
import { freePort } from './ports';
import { ownRedis } from './redis';

/** The whole product, reached as a client reaches it. */
export interface RunningProduct {
  readonly url: string;
  readonly database: TestDatabase;
  readonly simulator: KommoSimulator;
  readonly dataDir: string;
  /** The subgraphs' own addresses, by name; only as separate processes. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** The worker's, for probes; only as a separate process. */
  readonly workerUrl: string;
  /** Ends a separate process as a crash would. */
  kill(part: Part): Promise<void>;
  /** Stops a separate process where it stands, or lets it go on. */
  freeze(part: Part): void;
  thaw(part: Part): void;
  /** Starts a part again that was killed. */
  restart(part: Part): void;
  /** Both, one after the other. */
  crash(part: Part): Promise<void>;
  /** Of the gateway; part of the integration's redirect URI. */
  readonly port: number;
}

/** The same tests run in both modes. */
export type Mode = 'all in one process' | 'separate processes';
export const MODES: readonly Mode[] = ['all in one process', 'separate processes'];

/** On a busy machine an answer takes its time; what time-outs do is tried without the whole product. */
export const PATIENT = { SUBGRAPH_TIMEOUT_SECONDS: '120', DEADLINE_SECONDS: '240' };

/** Five processes one after the other, on a machine that may have much else to do. */
const START_LIMIT_MS = 240_000;

/**
 * Starts the product for a test file on a database of its own, with a simulator of its own; stops it when the file ends.
 *
 * @param size.makeDatabase as of `useDatabase`
 * @param size.logs gets all that separate processes log, down to `debug`
 * @param size.settings environment variables besides those, or what answers them when it starts
 * @param size.redisUrl the Redis of separate processes, asked for when they start; the test run's unless given
 */
export function useProduct(
  mode: Mode,
  size: {
    contacts?: number;
    leads?: number;
    redisUrl?: () => string;
    settings?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
    logs?: string[];
    makeDatabase?: Parameters<typeof useDatabase>[0];
  } = {},
): RunningProduct {
  const database = useDatabase(size.makeDatabase);
  const lifetime = new Lifetime(silentLogger());
  let simulator: KommoSimulator;
  let port = 0;
  let dataDir = '';
  let subgraphUrls: Record<string, string> = {};
  let workerUrl = '';
  let processes: Processes | undefined;
  const apart = (): Processes => {
    if (!processes) throw new Error('Only separate processes can crash one by one.');
    return processes;
  };

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'cashcraft-e2e-'));
    lifetime.add('data folder', dataDir, (folder) => rmSync(folder, { recursive: true, force: true }));
    port = await freePort();
    simulator = await openSimulator(
      {
        SIMULATOR_PORT: 0,
        SIMULATOR_CONTROL_PORT: 0,
        SIMULATOR_SEED: 1,
        SIMULATOR_CONTACTS: size.contacts ?? 60,
        SIMULATOR_LEADS: size.leads ?? 40,
        SIMULATOR_COMPANIES: 10,
      },
      dataDir,
      port,
    );
    lifetime.add('simulator', simulator, (open) => open.close());
    const settings = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      KOMMO_AUTHORIZE_URL: simulator.authorizeUrl,
      KOMMO_ACCOUNT_URL: simulator.accountUrl,
      SYNC_INTERVAL_SECONDS: '0',
      LIMIT_COST: '1000000', // the isolation suite asks for everything that can be reached, at once
      ...PATIENT,
      ...(typeof size.settings === 'function' ? size.settings() : size.settings),
    };
    if (mode === 'all in one process') await startInProcess(lifetime, settings, port);
    else {
      const redisUrl = size.redisUrl?.() ?? (await ownRedis());
      const logged = size.logs ? { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' } : {};
      const all = { ...settings, ...logged, REDIS_URL: redisUrl };
      const started = await startProcesses(lifetime, all, port, size.logs);
      ({ urls: subgraphUrls, workerUrl, processes } = started);
    }
  }, START_LIMIT_MS);
  afterAll(() => lifetime.stop(), START_LIMIT_MS);

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get dataDir() {
      return dataDir;
    },
    kill: (part) => apart().kill(part),
    freeze: (part) => apart().signal(part, 'SIGSTOP'),
    thaw: (part) => apart().signal(part, 'SIGCONT'),
    restart: (part) => apart().restart(part),
    crash: async (part) => {
      await apart().kill(part);
      apart().restart(part);
    },
    get workerUrl() {
      return workerUrl;
    },
    get subgraphUrls() {
      return subgraphUrls;
    },
    get port() {
      return port;
    },
    get simulator() {
      return simulator;
    },
    database,
  };
}

async function startInProcess(
  lifetime: Lifetime,
  settings: Record<string, string>,
  port: number,
): Promise<void> {
  await startProduct(lifetime, { settings: Settings.parse(settings), port, log: silentLogger() });
}

const PARTS = {
  identity: 'main/identity',
  crm: 'main/crm',
  estimates: 'main/estimates',
  worker: 'main/worker',
  gateway: 'main/gateway',
} as const;
export type Part = keyof typeof PARTS;

/** The separate processes of one product. */
class Processes {
  readonly #running = new Map<Part, { child: ChildProcess; settings: Record<string, string> }>();

  constructor(private readonly logs: string[] | undefined) {}

  start(part: Part, settings: Record<string, string>): void {
    const { PATH, HOME, TMPDIR } = process.env;
    const child = spawn(process.execPath, ['scripts/run.mjs', PARTS[part]], {
      cwd: projectRoot,
      env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), ...settings },
      stdio: ['ignore', this.logs ? 'pipe' : 'ignore', 'inherit'],
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.logs?.push(text));
    this.#running.set(part, { child, settings });
  }

  #of(part: Part) {
    const running = this.#running.get(part);
    if (!running) throw new Error(`${part} does not run as a process of its own.`);
    return running;
  }

  /** Ends a part as a crash would. */
  async kill(part: Part): Promise<void> {
    await endChild(this.#of(part).child, 'SIGKILL');
  }

  signal(part: Part, signal: NodeJS.Signals): void {
    this.#of(part).child.kill(signal);
  }

  restart(part: Part): void {
    this.start(part, this.#of(part).settings);
  }

  /** Ends all parts, the gateway first: it is the door. */
  async stop(): Promise<void> {
    for (const { child } of [...this.#running.values()].reverse()) await endChild(child, 'SIGTERM');
  }
}

/** As an operator would: one process per part, PostgreSQL and Redis shared. */
async function startProcesses(
  lifetime: Lifetime,
  settings: Record<string, string>,
  gatewayPort: number,
  logs: string[] | undefined,
): Promise<{ urls: Record<string, string>; workerUrl: string; processes: Processes }> {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: projectRoot, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The build failed: ${built.stderr}`);
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
  const [identity, crm, estimates, worker] = ports;
  const shared = {
    ...settings,
    IDENTITY_URL: `http://127.0.0.1:${identity}`,
    CRM_URL: `http://127.0.0.1:${crm}`,
    ESTIMATES_URL: `http://127.0.0.1:${estimates}`,
  };
  const processes = lifetime.add('processes', new Processes(logs), (open) => open.stop());
  for (const [part, port] of Object.entries({ identity, crm, estimates, worker }) as [Part, number][]) {
    processes.start(part, { ...shared, PORT: String(port) });
  }
  await until(ready(shared.IDENTITY_URL), ready(shared.CRM_URL), ready(shared.ESTIMATES_URL));
  processes.start('gateway', { ...shared, PORT: String(gatewayPort) });
  await until(ready(`http://127.0.0.1:${gatewayPort}`));
  const urls = { identity: shared.IDENTITY_URL, crm: shared.CRM_URL, estimates: shared.ESTIMATES_URL };
  return { urls, workerUrl: `http://127.0.0.1:${worker}`, processes };
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  child.kill('SIGCONT'); // one that was frozen ends by no other signal than SIGKILL
  await ended;
}

const ready = (url: string) => async (): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false; // not listening yet
  }
};

async function until(...conditions: (() => Promise<boolean>)[]): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS - 5_000;
  for (const condition of conditions) {
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('A part of the product did not get ready.');
      await sleep(100);
    }
  }
}
