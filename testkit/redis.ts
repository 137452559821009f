import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Redis as Client } from 'ioredis';
import { freePort } from './ports';
import { reapAtEnd } from './reaper';

/** A throwaway Redis that keeps nothing. */
export interface Redis {
  readonly url: string;
  /** Stops it, and resolves when its folder is gone. */
  stop(): Promise<void>;
  /** Stops it, and leaves the folder to be removed. */
  release(): Promise<void>;
}

/**
 * Starts `redis-server` from the PATH on a free port of 127.0.0.1, without persistence. It does not outlive this process.
 *
 * @param wanted a port for the first try, such as that of one that was stopped; any free one unless given
 * @throws Error when there is no `redis-server`, or it does not start
 */
export async function startRedis(wanted?: number): Promise<Redis> {
  const folder = await mkdtemp(path.join(tmpdir(), 'test-redis-'));
  const pidFile = path.join(folder, 'redis.pid');
  const reaper = reapAtEnd(folder, [pidFile]);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const port = attempt === 1 && wanted ? wanted : await freePort();
      if (await launch(folder, pidFile, port))
        return { url: `redis://127.0.0.1:${port}`, stop: reaper.finish, release: reaper.release };
      // Another process may have taken the port in between.
      if (attempt === 3)
        throw new Error(`redis-server does not start:\n${await readFile(path.join(folder, 'log'), 'utf8')}`);
    }
  } catch (error) {
    await reaper.finish();
    throw error;
  }
}

/** Resolves to true when Redis accepts connections, to false when it ended. */
async function launch(folder: string, pidFile: string, port: number): Promise<boolean> {
  const files = ['--dir', folder, '--pidfile', pidFile, '--logfile', path.join(folder, 'log')];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...files];
  const child = spawn('redis-server', args, { detached: true, stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      const advice = 'redis-server is not on the PATH: `npm test` gets it, or set REDIS_URL.';
      reject(new Error(advice, { cause }));
    });
  });
  child.unref();
  while (child.exitCode === null && child.signalCode === null) {
    if (await isOpen(port)) return true;
    await sleep(10);
  }
  return false;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/**
 * A Redis database of this test worker's own, emptied: test files run side by side, and a worker process takes whatever job stands in its
 * queue, another product's too, and what a file before has left there.
 */
export async function ownRedis(): Promise<string> {
  const url = new URL(process.env['TEST_REDIS_URL'] ?? '');
  url.pathname = `/${process.env['JEST_WORKER_ID'] ?? '1'}`;
  const client = new Client(url.toString());
  await client.flushdb();
  client.disconnect();
  return url.toString();
}
