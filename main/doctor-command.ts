import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Redis } from 'ioredis';
import type { Client } from 'pg';
import { checkRedis } from '../service-kit/jobs/queue';
import { connectClient } from '../service-kit/postgres/database-roles';
import { standingOf } from '../service-kit/postgres/replica-standing';
import { searchTrouble } from './embedded-database';
import { throughPool } from './database-roles';
import { lookForEmbedded } from './embedded-address';
import { allMigrationStates } from './migrations';
import type { StartedWith } from './platform';
import { bold, green, red, write, yellow } from './terminal';

/*
 * `doctor`: what an installation stands on, in words, with what to do. It changes nothing and starts nothing: an embedded PostgreSQL that does
 * not run is told, not started.
 */

/** What was found out of one thing: all is well, it may surprise, or it has to be mended. */
export interface Finding {
  readonly state: 'well' | 'odd' | 'broken';
  readonly words: string;
  /** What to do; nothing where all is well. */
  readonly advice?: string;
}

const well = (words: string): Finding => ({ state: 'well', words });
const odd = (words: string, advice: string): Finding => ({ state: 'odd', words, advice });
const broken = (words: string, advice: string): Finding => ({ state: 'broken', words, advice });
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const LEAST_DISK_MB = 2_048;
const MOST_CLOCK_MS = 2_000;
const OLDEST_POSTGRES = 15;

async function dataFolder(folder: string): Promise<Finding> {
  const path = resolve(folder);
  try {
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    const freeMb = Math.floor((bavail * bsize) / 1024 / 1024);
    return freeMb >= LEAST_DISK_MB
      ? well(`The data folder ${path} has ${freeMb} MB left`)
      : odd(`The data folder ${path} has ${freeMb} MB left`, 'make room, or move DATA_DIR to a larger disk');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return odd(`There is no data folder ${path} yet`, 'the first start makes it');
    return broken(
      `The data folder ${path} can't be used (${code})`,
      'give its user the right to write there, or change DATA_DIR',
    );
  }
}

async function database(url: string): Promise<Finding[]> {
  let client: Client;
  try {
    client = await connectClient(url);
  } catch (error) {
    return [broken(messageOf(error), 'start PostgreSQL, or mend DATABASE_URL')];
  }
  try {
    return [
      ...(await server(client)),
      ...[await migrations(url), await search(url), await months(client)],
      ...(await failures(client)),
    ];
  } finally {
    await client.end();
  }
}

async function server(client: Client): Promise<Finding[]> {
  const sentAt = Date.now();
  const { rows } = await client.query<{
    version: number;
    now: Date;
    used: number;
    most: number;
    bytes: string;
  }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, clock_timestamp() AS now,
            (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
            current_setting('max_connections')::int AS most, pg_size_pretty(pg_database_size(current_database())) AS bytes`,
  );
  const [found] = rows;
  if (!found) return [];
  const skew = Math.abs(found.now.getTime() - (sentAt + Date.now()) / 2);
  return [
    found.version >= OLDEST_POSTGRES
      ? well(`PostgreSQL ${found.version} answers; the database has ${found.bytes}`)
      : broken(`PostgreSQL ${found.version} is too old`, `upgrade it to ${OLDEST_POSTGRES} or newer`),
    found.used < found.most * 0.8
      ? well(`${found.used} of ${found.most} connections are in use`)
      : odd(
          `${found.used} of ${found.most} connections are in use`,
          'raise max_connections, or put PgBouncer in front',
        ),
    skew < MOST_CLOCK_MS
      ? well('The clocks of this machine and of PostgreSQL agree')
      : odd(
          `The clocks of this machine and of PostgreSQL differ by ${Math.round(skew / 1000)} s`,
          'have both kept by NTP',
        ),
  ];
}

async function migrations(url: string): Promise<Finding> {
  const states = await allMigrationStates(url);
  const missing = states.filter(({ applied }) => !applied).length;
  return missing === 0
    ? well(`All ${states.length} migrations have run`)
    : broken(`${missing} of ${states.length} migrations have not run`, 'npm run cli -- migrate up');
}

async function search(url: string): Promise<Finding> {
  const trouble = await searchTrouble(url);
  return trouble === null
    ? well('Search is indexed for all letters')
    : odd('Search is slow on this database', trouble);
}

/** Tables in parts by month: what has no month of its own lies in the rest. */
async function months(client: Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
      WHERE relispartition AND pg_get_expr(relpartbound, oid) = 'DEFAULT' AND pg_relation_size(oid) > 0`,
  );
  return rows.length === 0
    ? well('Every row of a table in parts has its month')
    : odd(
        `Rows lie in ${rows.map(({ name }) => name).join(', ')}, and have no month`,
        'a worker makes it within the hour: does one run? Its log says why not ("months of the journal not kept")',
      );
}

/** What failed for good, in all organisations; nothing before the tables are there. */
async function failures(client: Client): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { rows: there } = await client.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname = 'dead_events'`,
  );
  let dead = 0;
  for (const { schema } of there) {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${schema}.dead_events()`,
    );
    dead += rows[0]?.n ?? 0;
  }
  if (there.length > 0)
    findings.push(
      dead === 0
        ? well('No event has failed for good')
        : odd(
            `${dead} events have failed for good`,
            'npm run cli -- events dead shows why; then events replay all',
          ),
    );
  const { rows: jobs } = await client.query<{ there: boolean }>(
    `SELECT to_regproc('jobs.failed') IS NOT NULL AS there`,
  );
  if (!jobs[0]?.there) return findings;
  const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM jobs.failed()');
  const failed = rows[0]?.n ?? 0;
  findings.push(
    failed === 0
      ? well('No job has failed')
      : odd(`${failed} jobs have failed`, 'npm run cli -- jobs failed shows why; then jobs retry <id>'),
  );
  return findings;
}

const MOST_BEHIND_MB = 16;

/** @param url of the primary @param replica DATABASE_READ_URL */
async function readReplica(url: string, replica: string): Promise<Finding> {
  const at = new URL(replica).host;
  try {
    const { follows, written, replayed } = await standingOf(url, throughPool(url, replica));
    if (!follows)
      return odd(
        `The PostgreSQL at ${at} follows no other`,
        'make DATABASE_READ_URL a replica of DATABASE_URL, or unset it',
      );
    const behindMb = Math.ceil(Number(written - replayed) / 1024 / 1024);
    return behindMb < MOST_BEHIND_MB
      ? well(`The read replica at ${at} keeps up`)
      : odd(
          `The read replica at ${at} is ${behindMb} MB of log behind`,
          'until it has caught up, reads go to the primary: look at its disk and at pg_wal_replay_resume()',
        );
  } catch {
    return odd(
      `The read replica at ${at} does not answer, or its primary`,
      'reads go to the primary until it does: start it, or unset DATABASE_READ_URL',
    );
  }
}

async function redis(url: string): Promise<Finding[]> {
  try {
    await checkRedis(url);
  } catch (error) {
    return [broken(messageOf(error), 'start Redis, or mend REDIS_URL')];
  }
  const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: null, lazyConnect: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = await client.info();
    const policy = /^maxmemory_policy:(.*)\r?$/m.exec(info)?.[1]?.trim();
    const version = /^redis_version:(.*)\r?$/m.exec(info)?.[1]?.trim();
    return [
      well(`Redis ${version ?? ''} answers`),
      policy === undefined || policy === 'noeviction'
        ? well('Redis forgets no job when it is full')
        : odd(
            `Redis may forget jobs when it is full (maxmemory-policy ${policy})`,
            'set maxmemory-policy noeviction',
          ),
    ];
  } finally {
    client.disconnect();
  }
}

/** What the processes say of themselves, where they can be reached. */
async function part(name: string, url: string): Promise<Finding> {
  try {
    const response = await fetch(new URL('/health', url), { signal: AbortSignal.timeout(3_000) });
    const health = (await response.json()) as {
      status?: string;
      checks?: Record<string, { status: string }>;
    };
    const failed = Object.entries(health.checks ?? {}).flatMap(([check, { status }]) =>
      status === 'failed' ? check : [],
    );
    if (health.status === 'ok') return well(`${name} at ${url} is well`);
    const why = failed.length > 0 ? `: ${failed.join(', ')}` : '';
    const words = `${name} at ${url} is ${health.status ?? 'not understood'}${why}`;
    const advice = 'its log says why ("health check failed")';
    return health.status === 'degraded' ? odd(words, advice) : broken(words, advice);
  } catch {
    return odd(
      `${name} does not answer at ${url}`,
      'is it meant to run here? Then start it, or mend its address',
    );
  }
}

/** Looks at everything. @param settings of this process; it stands where the parts stand */
export async function examine({
  settings,
  port,
}: Pick<StartedWith, 'settings' | 'port'>): Promise<Finding[]> {
  const findings = [await dataFolder(settings.DATA_DIR)];
  const url = settings.DATABASE_URL ?? (await lookForEmbedded(settings.DATA_DIR));
  findings.push(
    ...(url === null
      ? [odd('The embedded PostgreSQL does not run', 'npm start runs it; or set DATABASE_URL')]
      : await database(url)),
  );
  if (url !== null && settings.DATABASE_READ_URL !== undefined)
    findings.push(await readReplica(url, settings.DATABASE_READ_URL));
  findings.push(
    ...(settings.REDIS_URL
      ? await redis(settings.REDIS_URL)
      : [well('No Redis is configured: PostgreSQL keeps the jobs')]),
  );
  const host =
    settings.METRICS_PORT === undefined
      ? `${settings.HOST}:${port}`
      : `${settings.METRICS_HOST}:${settings.METRICS_PORT}`;
  const parts: [string, string][] = [['The gateway', `http://${host}`]];
  if (settings.DATABASE_URL !== undefined)
    parts.push(
      ['identity', settings.IDENTITY_URL],
      ['crm', settings.CRM_URL],
      ['estimates', settings.ESTIMATES_URL],
    );
  findings.push(...(await Promise.all(parts.map(([name, address]) => part(name, address)))));
  return findings;
}

const MARKS = { well: green('✓'), odd: yellow('!'), broken: red('✗') };

/** Writes what was found. @returns the exit code: 1 when something has to be mended */
export async function runDoctor(read: Pick<StartedWith, 'settings' | 'port'>): Promise<number> {
  const findings = await examine(read);
  for (const { state, words, advice } of findings) {
    write(`${MARKS[state]} ${words}`);
    if (advice !== undefined) write(`    ${bold('Do:')} ${advice}`);
  }
  const count = (state: Finding['state']) => findings.filter((one) => one.state === state).length;
  write();
  write(`${count('broken')} to mend, ${count('odd')} to look at, ${count('well')} well.`);
  return count('broken') > 0 ? 1 : 0;
}
