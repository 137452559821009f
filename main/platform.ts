import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createBroadcast, type Broadcast } from '../service-kit/changes/broadcast';
import { openChanges as connectChanges, type Changes } from '../service-kit/changes/changes';
import { prepareDataDir } from '../service-kit/process/data-dir';
import { connectClient } from '../service-kit/postgres/database-roles';
import { throughPool, urlOfPart, type AppRole } from './database-roles';
import { startEmbeddedPostgres } from '../service-kit/postgres/embedded-postgres/embedded-postgres';
import { boundGarbage, giveBackIdleMemory } from '../service-kit/process/idle-memory';
import { remoteKeys } from '../service-kit/auth/jwks';
import { followSigningKeys } from '../service-kit/auth/key-changes';
import { createLogger, type Logger } from '../service-kit/process/logger';
import { checkMigrated } from '../service-kit/postgres/migration-states';
import { runMain, type Lifetime } from '../service-kit/process/process';
import { checkRedis, createJobs, type Jobs } from '../service-kit/jobs/queue';
import { followPermissionChanges } from '../service-kit/auth/permission-changes';
import { followRevocations } from '../service-kit/auth/revocations';
import { openSessionRegistry } from '../service-kit/auth/revoked-sessions';
import { wantsPretty } from '../service-kit/process/settings';
import { createTokenVerifier, type TokenVerifier, type VerificationKeys } from '../service-kit/auth/viewer';
import { ensureEmbeddedDatabase } from './embedded-database';
import { MIGRATION_SETS } from './migration-sets';
import { readEnvironment } from './environment';
import type { Settings } from './settings';
import { startTelemetry } from './telemetry';

/** A process's settings, its own port (`PORT`, or the part's default) and its logger. */
export interface StartedWith {
  settings: Settings;
  port: number;
  log: Logger;
}

/** What every process stands on. */
export interface Platform extends Readonly<StartedWith> {
  readonly lifetime: Lifetime;
  readonly dataDir: string;
  /** The owner's URL; parts connect by `urlFor(part)`. */
  readonly databaseUrl: string;
  /** To PostgreSQL itself, for what needs a session: LISTEN, queues, migrations. */
  urlFor(part: AppRole): Promise<string>;
  /** For what lives in transactions, which is all of a part's queries: by way of DATABASE_POOL_URL where that is set. */
  pooledUrlFor(part: AppRole): Promise<string>;
  /** To the read replica; null where there is none. */
  replicaUrlFor(part: AppRole): Promise<string | null>;
}

/** Reads the environment and makes the process's logger. @throws ConfigError with every mistake */
export function readSettings(name: string, defaultPort: number): StartedWith {
  const { PORT, ...settings } = readEnvironment(process.env, defaultPort);
  const log = createLogger({
    name,
    level: settings.LOG_LEVEL,
    pretty: wantsPretty(settings, process.stdout.isTTY),
  });
  return { settings, port: PORT, log };
}

/**
 * Runs a process: reads its settings, then does its work until a signal ends it. Mistakes are told in words.
 *
 * @param name of the process, in its log lines
 * @param defaultPort when PORT is unset
 */
export async function runProcess(
  name: string,
  defaultPort: number,
  work: (lifetime: Lifetime, read: StartedWith) => Promise<void>,
): Promise<void> {
  let read: StartedWith;
  try {
    read = readSettings(name, defaultPort);
  } catch (error) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
    process.exit(1);
  }
  boundGarbage();
  giveBackIdleMemory();
  await runMain(read.log, async (lifetime) => {
    await startTelemetry(lifetime, name, read);
    await work(lifetime, read);
  });
}

/**
 * Opens what a process stands on: the data folder and PostgreSQL, embedded unless DATABASE_URL names one.
 *
 * @param options.embedded whether the embedded one may be used; separate processes share an external one, migrated before
 */
export async function openPlatform(
  lifetime: Lifetime,
  read: StartedWith,
  options: { embedded: boolean },
): Promise<Platform> {
  const { settings, log } = read;
  const dataDir = prepareDataDir(settings.DATA_DIR);
  const databaseUrl =
    settings.DATABASE_URL ?? (await embeddedDatabase(lifetime, dataDir, log, options.embedded));
  await (await connectClient(databaseUrl)).end(); // says in words what is wrong when it can't be reached
  if (!options.embedded) await checkMigrated(databaseUrl, MIGRATION_SETS);
  if (settings.REDIS_URL) await checkRedis(settings.REDIS_URL);
  const urlOf = (part: AppRole) => urlOfPart(databaseUrl, part);
  const pooledUrlFor = async (part: AppRole) => throughPool(await urlOf(part), settings.DATABASE_POOL_URL);
  const { DATABASE_READ_URL: replica } = settings;
  const replicaUrlFor = async (part: AppRole) => (replica ? throughPool(await urlOf(part), replica) : null);
  return { ...read, lifetime, dataDir, databaseUrl, urlFor: urlOf, pooledUrlFor, replicaUrlFor };
}

async function embeddedDatabase(
  lifetime: Lifetime,
  dataDir: string,
  log: Logger,
  allowed: boolean,
): Promise<string> {
  if (!allowed) {
    throw new Error(
      'DATABASE_URL is not set. Separate processes share one PostgreSQL: set DATABASE_URL, or use "npm start", ' +
        'which runs everything in one process with an embedded one.',
    );
  }
  const fresh = !existsSync(join(dataDir, 'postgres'));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    log: (event, detail) => log.debug(detail ?? {}, event),
    supervision: {
      onEnded: () => log.error('the embedded PostgreSQL has ended, it is started again'),
      onBack: (detail) => log.info(detail, 'the embedded PostgreSQL runs again'),
      onLost: (error) => lifetime.fail(error),
    },
  });
  lifetime.add('PostgreSQL', postgres, () => postgres.stop()); // it ends when its last user leaves
  log.debug({ fresh, adopted: postgres.adopted }, 'embedded PostgreSQL runs');
  return ensureEmbeddedDatabase(postgres.url, log);
}

/** Messages between processes: Redis when there is one, else PostgreSQL. */
export async function openBroadcast(platform: Platform): Promise<Broadcast> {
  const url = platform.settings.REDIS_URL ?? (await platform.urlFor('gateway'));
  return platform.lifetime.add('broadcast', createBroadcast(url, platform.log), (broadcast) =>
    broadcast.close(),
  );
}

/** Word of changes, between all processes. */
export async function openChanges(platform: Platform, broadcast: Broadcast): Promise<Changes> {
  const changes = await connectChanges(broadcast, platform.log);
  return platform.lifetime.add('changes', changes, (open) => open.close());
}

/** Jobs: on Redis when there is one, else on PostgreSQL. */
export async function openJobs(platform: Platform): Promise<Jobs> {
  const { REDIS_URL: redisUrl } = platform.settings;
  const connection = redisUrl ? { redisUrl } : { postgresUrl: await platform.urlFor('jobs') };
  return createJobs(connection, platform.log);
}

/**
 * A token verifier that also refuses ended sessions, and permissions that were changed, within a second.
 *
 * @param part whose database role reads the list of ended sessions
 */
export async function openVerifier(
  platform: Platform,
  part: AppRole,
  broadcast: Broadcast,
  keys: VerificationKeys,
): Promise<TokenVerifier> {
  const url = await platform.pooledUrlFor(part);
  const sessions = platform.lifetime.add('session registry', openSessionRegistry(url), (open) =>
    open.close(),
  );
  const revocations = await followRevocations(broadcast, () => sessions.loadRevoked());
  platform.lifetime.add('revocations', revocations, (list) => list.close());
  const permissions = await followPermissionChanges(broadcast, () => sessions.loadPermissionChanges());
  platform.lifetime.add('permission changes', permissions, (list) => list.close());
  await followSigningKeys(broadcast, keys);
  return createTokenVerifier({
    keys,
    isRevoked: (sessionId) => revocations.isRevoked(sessionId),
    isOutdated: (viewer) => permissions.isOutdated(viewer),
    findSession: sessions.find,
  });
}

/** The verifier of a process that does not sign: keys come from identity's JWKS. */
export async function openRemoteVerifier(
  platform: Platform,
  part: AppRole,
  broadcast: Broadcast,
): Promise<TokenVerifier> {
  const keys = remoteKeys(`${platform.settings.IDENTITY_URL}/.well-known/jwks.json`);
  return openVerifier(platform, part, broadcast, keys);
}
