import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import Redis from 'ioredis';
import { Client } from 'pg';

import { startRedis } from './redis';
import { startTestPostgres } from './services';
import { TEMPLATE_DATABASE } from './template-database';

async function query(url: string, sql: string): Promise<Record<string, string>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, string>>(sql)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

async function redisSays(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  try {
    await redis.connect();
  } catch {
    return 'nothing'; // and nothing to disconnect: that would only leave a timer of 2 s behind
  }
  const answer = await redis.ping();
  redis.disconnect();
  return answer;
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('waited for 90 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('finds the servers of the test run and the template database', async () => {
  const sql = `select datname from pg_database where datname = '${TEMPLATE_DATABASE}'`;
  expect(await query(process.env['TEST_DATABASE_URL'] ?? '', sql)).toEqual({ datname: TEMPLATE_DATABASE });
  expect(await redisSays(process.env['TEST_REDIS_URL'] ?? '')).toBe('PONG');
});

it('starts a Redis that keeps nothing and is gone after stop', async () => {
  const { url, stop } = await startRedis();
  const redis = new Redis(url);
  expect(await redis.config('GET', 'save')).toEqual(['save', '']);
  const [, folder = ''] = (await redis.config('GET', 'dir')) as string[];
  redis.disconnect();
  await stop();
  expect(await redisSays(url)).toBe('nothing');
  expect(existsSync(folder)).toBe(false);
});

it('starts a PostgreSQL that is gone after stop, with its folder', async () => {
  const { url, stop } = await startTestPostgres();
  const { folder } = await query(url, `select current_setting('data_directory') as folder`);
  expect(existsSync(folder ?? '')).toBe(true);
  await stop();
  await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  expect(existsSync(folder ?? '')).toBe(false);
});

it('is released when the server has stopped, whatever its folder takes, and keeps nobody from ending', async () => {
  const tools = mkdtempSync(path.join(tmpdir(), 'slow-rm-'));
  const gate = path.join(tools, 'open');
  // Waits for the gate; for a minute at most, should nobody open it.
  const slowly = `tries=0; while [ ! -e '${gate}' ] && [ $tries -lt 1200 ]; do tries=$((tries + 1)); sleep 0.05; done`;
  writeFileSync(path.join(tools, 'rm'), `#!/bin/sh\n${slowly}\nPATH="\${PATH#*:}" exec rm "$@"\n`, {
    mode: 0o755,
  });
  const script = `const { startRedis } = require('./testkit/redis');
    startRedis().then(({ url, release }) => { console.log(url); return release(); })`;
  try {
    const run = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script], {
      cwd: path.resolve(__dirname, '..'),
      env: { ...process.env, PATH: `${tools}:${process.env['PATH']}`, TMPDIR: tools },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [[output], [code]] = await Promise.all([once(run.stdout, 'data'), once(run, 'close')]);
    const folders = () => readdirSync(tools).filter((name) => name.startsWith('test-redis-'));
    expect(code).toBe(0);
    expect(await redisSays(String(output).trim())).toBe('nothing');
    expect(folders()).toHaveLength(1);
    writeFileSync(gate, '');
    await waitUntil(async () => folders().length === 0);
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
});

it('leaves neither servers nor folders behind when a test run is killed', async () => {
  const script = `const { startTestServices } = require('./testkit/services');
    startTestServices({}).then((urls) => { console.log(JSON.stringify(urls)); process.stdin.resume().on('end', () => process.exit()); })`;
  const run = spawn(process.execPath, ['-r', '@swc-node/register', '-e', script], {
    cwd: path.resolve(__dirname, '..'),
    stdio: ['pipe', 'pipe', 'inherit'], // it ends with its stdin, and so with this test,
  });
  const [output] = (await Promise.race([once(run.stdout, 'data'), once(run, 'close')])) as unknown[];
  const { databaseUrl, redisUrl } = JSON.parse(String(output)) as Record<string, string>;
  const { folder } = await query(databaseUrl ?? '', `select current_setting('data_directory') as folder`);
  expect(await redisSays(redisUrl ?? '')).toBe('PONG');
  run.kill('SIGKILL');
  await once(run, 'close');
  await waitUntil(async () => !existsSync(folder ?? '') && (await redisSays(redisUrl ?? '')) === 'nothing');
  await expect(query(databaseUrl ?? '', 'select 1')).rejects.toThrow('ECONNREFUSED');
});
