import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { migrateAllUp } from '../../main/migrations';
import { urlOfPart } from '../../main/database-roles';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { startEmbeddedPostgres } from '../../service-kit/postgres/embedded-postgres/embedded-postgres';
import { projectRoot } from '../../service-kit/process/paths';
import { connectIdentity } from '../../subgraphs/identity/src/data-source';
import { freePort } from '../ports';
import { startRedis, type Redis } from '../redis';
import { seedOrganization, type SeededOrganization } from '../seed';
import { startProxy, type FaultyProxy } from './proxy';
import { mountSmallDisk, type SmallDisk } from './small-disk';

/** The product's processes, as an operator would run them. */
export const PARTS = ['identity', 'crm', 'estimates', 'worker', 'gateway'] as const;
export type Part = (typeof PARTS)[number];

/** The whole product in processes of its own, on servers of its own, with a proxy between gateway and estimates. */
export interface World {
  readonly url: string;
  readonly organizations: readonly SeededOrganization[];
  /** Behind the product's back, as the owner. Broken off when PostgreSQL ends: ask anew each time. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  readonly proxy: FaultyProxy;
  readonly dataDir: string;
  /** The folder of what PostgreSQL writes. */
  readonly postgresLog: string;
  pidOf(part: Part): number;
  /** Where a part listens itself, past any proxy. */
  addressOf(part: Part): string;
  /** Sends a signal to a part. */
  signal(part: Part, signal: NodeJS.Signals): void;
  /** Ends a part (SIGKILL unless told), and starts it again. */
  crash(part: Part, signal?: NodeJS.Signals): Promise<void>;
  /** Has a part stop, and start again with other variables: as before unless given. Waits until all is well. */
  restart(part: Part, settings?: Record<string, string>): Promise<void>;
  /** Disks of their own, of PostgreSQL and of the product's data folder; null where none may be mounted, or none is wanted. */
  readonly disks: { readonly postgres: SmallDisk; readonly data: SmallDisk } | null;
  postmaster(): number;
  redis: Redis;
  /** Waits until everything is well. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** What an oracle needs of it. */
export type Judged = Pick<World, 'url' | 'sql' | 'organizations' | 'settled'>;

/**
 * Opens it.
 *
 * @param size.settings variables over those it needs
 * @param size.smallDisks puts PostgreSQL and the data folder on disks that can be filled, if that may be done here
 */
export async function openWorld(size: {
  organizations: number;
  settings?: Record<string, string>;
  smallDisks?: boolean;
}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'cashcraft-chaos-'));
  chmodSync(folder, 0o711); // root has PostgreSQL run under another account
  const dataDir = join(folder, 'data');
  const disks = size.smallDisks ? mountDisks(folder, dataDir) : null;
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    settings: { max_connections: '200' },
    supervision: {
      onEnded: () => undefined,
      onBack: () => undefined,
      onLost: (error) => console.error(error),
    },
  });
  const redis = await startRedis();
  await migrateAllUp(postgres.url);
  const parts = await startParts(postgres.url, redis.url, dataDir, join(folder, 'log'), size.settings ?? {});
  const identity = await connectIdentity(await urlOfPart(postgres.url, 'identity'));
  const organizations: SeededOrganization[] = [];
  for (let made = 0; made < size.organizations; made += 1)
    organizations.push(await seedOrganization(identity));
  await identity.destroy();
  let stopped: Promise<void> | undefined;
  const world: World = {
    url: parts.url,
    proxy: parts.proxy,
    dataDir,
    postgresLog: join(folder, 'postgres', 'log'),
    organizations,
    redis,
    pidOf: parts.pidOf,
    addressOf: parts.addressOf,
    signal: (part, signal) => void process.kill(parts.pidOf(part), signal),
    crash: (part, signal) => parts.again(part, signal),
    async restart(part, settings = {}) {
      await parts.again(part, 'SIGTERM', settings);
      await world.settled();
    },
    disks,
    postmaster: () =>
      Number(readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]),
    sql: (text, values) => askSql(postgres.url, text, values),
    settled: () => until(`${parts.url}/health`, (health) => health === 'ok'),
    // Once, though a signal and the end of the run may both ask for it.
    stop: () =>
      (stopped ??= (async () => {
        await parts.stop();
        await world.redis.stop();
        await postgres.stop();
        disks?.postgres.unmount();
        disks?.data.unmount();
        rmSync(folder, { recursive: true, force: true });
      })()),
  };
  await world.settled();
  return world;
}

/** Only root may, and not in every container. */
function mountDisks(folder: string, dataDir: string): World['disks'] {
  try {
    const data = mountSmallDisk(dataDir, 700);
    return { data, postgres: mountSmallDisk(join(folder, 'postgres'), 400) };
  } catch (error) {
    console.error(`No disk of its own could be mounted: ${String(error)}`);
    return null;
  }
}

/** Asks PostgreSQL on a connection of its own. */
export async function askSql<Row extends object>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client: Client = await connectClient(url);
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

async function startParts(
  databaseUrl: string,
  redisUrl: string,
  dataDir: string,
  logFile: string,
  given: Record<string, string>,
) {
  const ports = {} as Record<Part, number>;
  for (const part of PARTS) ports[part] = await freePort();
  const at = (part: Part) => `http://127.0.0.1:${ports[part]}`;
  const proxy = await startProxy(ports.estimates);
  const log = openSync(logFile, 'a');
  const running = new Map<Part, ChildProcess>();
  const special = new Map<Part, Record<string, string>>();
  const start = (part: Part): void => {
    const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
    const child = spawn(process.execPath, ['scripts/run.mjs', `main/${part}`], {
      cwd: projectRoot,
      stdio: ['ignore', log, log],
      env: {
        ...{ PATH, HOME, TMPDIR, NODE_ENV: 'production', LOG_LEVEL: 'warn', DATA_DIR: dataDir },
        ...{
          DATABASE_URL: databaseUrl,
          REDIS_URL: redisUrl,
          SYNC_INTERVAL_SECONDS: '0',
          PORT: String(ports[part]),
        },
        ...{
          IDENTITY_URL: at('identity'),
          CRM_URL: at('crm'),
          SECRETS_KEYS: KEYS,
          PUBLIC_URL: at('gateway'),
        },
        ESTIMATES_URL: part === 'gateway' ? proxy.url : at('estimates'),
        ...{ RATE_LIMIT_ADDRESS_PER_MINUTE: '1000000', RATE_LIMIT_USER_PER_HOUR: '10000000' },
        ...{ RATE_LIMIT_POINTS: '100000000', RATE_LIMIT_POINTS_PER_SECOND: '100000000' },
        ...given,
        ...special.get(part),
      },
    });
    running.set(part, child);
  };
  const end = async (part: Part, signal: NodeJS.Signals): Promise<void> => {
    const child = running.get(part);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  for (const part of PARTS) {
    if (part === 'gateway')
      for (const other of ['identity', 'crm', 'estimates'] as const) await until(`${at(other)}/health/ready`);
    start(part);
  }
  await until(`${at('gateway')}/health/ready`);
  return {
    url: at('gateway'),
    proxy,
    pidOf: (part: Part) => running.get(part)?.pid ?? 0,
    addressOf: at,
    async again(part: Part, signal: NodeJS.Signals = 'SIGKILL', settings = special.get(part) ?? {}) {
      await end(part, signal);
      special.set(part, settings);
      start(part);
    },
    async stop() {
      for (const part of PARTS.toReversed()) await end(part, 'SIGTERM');
      await proxy.close();
      closeSync(log);
    },
  };
}

const KEYS = `k1:${randomBytes(32).toString('base64')}`;
const PATIENCE_MS = 120_000;

/** Waits until an address answers 200, and what it tells is right. */
async function until(url: string, isRight: (status: string) => boolean = () => true): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const answer = await fetch(url)
      .then(async (response) => ({ ok: response.ok, body: (await response.json()) as { status: string } }))
      .catch(() => null);
    if (answer?.ok && isRight(answer.body.status)) return;
    if (Date.now() > deadline) throw new Error(`${url} is not well: ${JSON.stringify(answer?.body)}`);
  }
}
