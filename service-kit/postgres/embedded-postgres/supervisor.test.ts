import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { reapAtEnd, type Reaper } from '../../../testkit/reaper';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres';
import type { EmbeddedPostgresError } from './embedded-postgres-error';
import { signal } from './processes';

let home: string;
let dataDir: string;
let reaper: Reaper;
let server: EmbeddedPostgres | undefined;
let told: string[];
let lost: Promise<EmbeddedPostgresError>;

beforeAll(() => {
  home = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'supervisor-')));
  fs.chmodSync(home, 0o711);
  dataDir = path.join(home, 'data');
  reaper = reapAtEnd(home, [path.join(dataDir, 'cluster', 'postmaster.pid')]);
});
afterAll(() => reaper.finish());
afterEach(async () => {
  jest.restoreAllMocks(); // before anything waits by the clock
  await server?.stop();
  server = undefined;
});

async function start(): Promise<EmbeddedPostgres> {
  told = [];
  let lose: (error: EmbeddedPostgresError) => void;
  lost = new Promise((resolve) => (lose = resolve));
  server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: 'off', full_page_writes: 'off' },
    supervision: {
      onEnded: () => told.push('ended'),
      onBack: () => told.push('back'),
      onLost: (error) => lose(error),
    },
  });
  return server;
}

const postmaster = () =>
  Number(fs.readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function ask(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<{ one: number }>('SELECT 1 AS one')).rows[0]?.one;
  } finally {
    await client.end();
  }
}

/** A server at the port; undefined while something else has it. */
async function listenAt(port: number): Promise<TcpServer | undefined> {
  const candidate = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    candidate.once('error', () => resolve(undefined));
    candidate.listen(port, '127.0.0.1', () => resolve(candidate));
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

describe('a supervised server', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT'] as const)(
    'is there again at the same address after %s, though a client stayed connected',
    async (name) => {
      const { url } = await start();
      const idle = new Client({ connectionString: url });
      idle.on('error', () => undefined);
      await idle.connect();
      const pid = postmaster();
      signal(pid, name); // SIGTERM lets nobody in any more, and waits for those that are in
      await until(() => told.includes('back'));
      expect(told).toEqual(['ended', 'back']);
      expect(postmaster()).not.toBe(pid);
      expect(await ask(url)).toBe(1);
      await idle.end().catch(() => undefined);
    },
  );

  it('is given up with a message when it ends again and again', async () => {
    await start();
    // However long the starts take: they are within a minute.
    jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    for (let kills = 0; kills < 6; kills += 1) {
      const before = told.length;
      const pid = postmaster();
      signal(pid, 'SIGKILL');
      if (kills < 5) await until(() => told.length >= before + 2);
    }
    const error = await lost;
    expect(error.message).toMatch(/has ended more than 5 times within a minute.*log/);
  });

  it('is given up with a message when another program has taken its port', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    let thief: TcpServer | undefined;
    signal(postmaster(), 'SIGKILL');
    while (!thief) {
      if (told.includes('back')) {
        told = []; // the server was quicker than the test: once more
        signal(postmaster(), 'SIGKILL');
      }
      thief = await listenAt(port);
    }
    expect((await lost).message).toMatch(new RegExp(`port ${port}.*taken by another program`));
    thief.close();
  });

  it('is left alone once it was stopped, and is nobody’s business when the cluster is gone', async () => {
    const { stop } = await start();
    await stop();
    expect(told).toEqual([]);
    const again = await start();
    const folder = path.join(dataDir, 'cluster');
    const pid = postmaster();
    fs.renameSync(folder, `${folder}-away`);
    signal(pid, 'SIGKILL');
    expect((await lost).message).toMatch(/postgres|PostgreSQL/);
    fs.renameSync(`${folder}-away`, folder);
    await again.stop();
  });
});

it('ends a process whose database can’t be brought back, with a message and code 1', async () => {
  const script = `
    require('@swc-node/register');
    const { createLogger } = require('./service-kit/process/logger');
    const { runMain } = require('./service-kit/process/process');
    void runMain(createLogger({ name: 'x', level: 'silent' }), async (lifetime) => {
      setInterval(() => undefined, 1000);
      setTimeout(() => lifetime.fail(new Error('The database is gone.')), 50);
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(words).toContain('The database is gone.');
  expect(code).toBe(1);
});
