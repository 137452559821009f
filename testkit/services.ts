import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startEmbeddedPostgres } from '../service-kit/postgres/embedded-postgres/embedded-postgres';
import { reapAtEnd } from './reaper';
import { startRedis } from './redis';

/** A throwaway server of a test run. */
export interface TestService {
  readonly url: string;
  /** Stops it, and resolves when its folder is gone. */
  stop(): Promise<void>;
  /** Stops it, and leaves the folder to be removed while others go on. */
  release(): Promise<void>;
}

/** Many test files at once, each with its own pools; nothing needs to survive a power cut. */
const SETTINGS = { max_connections: '400', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** Starts a PostgreSQL in a temporary folder. It does not outlive this process. */
export async function startTestPostgres(): Promise<TestService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'test-postgres-'));
  // Started by root, the server runs under another account, which must pass through here.
  await chmod(folder, 0o711);
  const dataDir = path.join(folder, 'data');
  const reaper = reapAtEnd(folder, [path.join(dataDir, 'cluster', 'postmaster.pid')]);
  try {
    const { url } = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
    return { url, stop: reaper.finish, release: reaper.release };
  } catch (error) {
    await reaper.finish();
    throw error;
  }
}

declare global {
  /** Hands the services from Jest's global setup to its global teardown, which share nothing else. */
  var testServices: TestService[] | undefined;
}

/**
 * Starts what the tests need and is not given from outside.
 *
 * @param given addresses of servers that run already
 * @returns the addresses to use; what was started here is stopped by {@link stopTestServices}
 */
export async function startTestServices(given: {
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
}): Promise<{ databaseUrl: string; redisUrl: string }> {
  const services: TestService[] = [];
  globalThis.testServices = services;
  const use = async (url: string | undefined, start: () => Promise<TestService>) => {
    if (url) return url;
    const service = await start();
    services.push(service);
    return service.url;
  };
  try {
    const [databaseUrl, redisUrl] = await Promise.all([
      use(given.databaseUrl, startTestPostgres),
      use(given.redisUrl, startRedis),
    ]);
    return { databaseUrl, redisUrl };
  } catch (error) {
    await stopTestServices();
    throw error;
  }
}

/** Whether a server of the run was started by {@link startTestServices}, not given from outside. */
export function isStartedHere(url: string): boolean {
  return (globalThis.testServices ?? []).some((service) => service.url === url);
}

/** Stops what {@link startTestServices} started; its folders are removed meanwhile, also after the run has ended. */
export async function stopTestServices(): Promise<void> {
  await Promise.all((globalThis.testServices ?? []).map((service) => service.release()));
  globalThis.testServices = undefined;
}
