import { createSigningKeys } from '../subgraphs/identity/src/auth/keys';
import { originCheck } from '../gateway/src/http/cors';
import { memoryStore } from '../gateway/src/limits/rates/limit-store';
import { createRateLimits } from '../gateway/src/limits/rates/rate-limits';
import { checkPersisted } from '../gateway/src/persisted/persisted-operations';
import { parseKeyRing } from '../service-kit/auth/secrets';
import { ConfigError } from '../service-kit/process/config';
import { readAuditKeys } from './audit-keys';
import { missingOfS3 } from './file-settings';
import { ratesFrom } from './limit-settings';
import type { Settings } from './settings';
import { weakSecretsIn } from './weak-secrets';

/*
 * What single variables don't show: keys that are none, variables that need one another, limits that contradict one another. Each
 * rule is the one that the part itself goes by; here all are asked before anything is started, so that one edit mends the file.
 */

/** What a rule throws says what is wrong. */
function told(rule: () => unknown, variable?: string): string[] {
  try {
    rule();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [...error.mistakes];
    const { message } = error as Error;
    return [variable === undefined || message.startsWith(variable) ? message : `${variable}: ${message}`];
  }
}

const KEY_RING = 'SECRETS_KEYS: must be id:key pairs separated by commas, each key 32 bytes in base64';

/** Every contradiction, in words that begin with a variable's name. @param settings each of them valid by itself */
export function contradictionsIn(settings: Settings & { PORT?: number }): string[] {
  const { SECRETS_KEYS: keyRing, JWT_PRIVATE_KEY: pem, LIMIT_COST: maxCost } = settings;
  const origins = settings.CORS_ORIGINS.split(',').flatMap((origin) => origin.trim() || []);
  const isProduction = settings.NODE_ENV === 'production';
  return [
    ...(keyRing !== undefined && told(() => parseKeyRing(keyRing.trim())).length > 0 ? [KEY_RING] : []),
    ...(pem === undefined ? [] : told(() => createSigningKeys({ pem }), 'JWT_PRIVATE_KEY')),
    ...told(() => readAuditKeys(settings), 'AUDIT_PRIVATE_KEY'),
    ...told(() => originCheck(origins, false)),
    ...told(() => createRateLimits(ratesFrom(settings), maxCost, memoryStore)),
    ...told(() =>
      checkPersisted({
        mode: settings.PERSISTED_OPERATIONS,
        clients: settings.PERSISTED_OPERATIONS_CLIENTS,
        manifestPath: settings.PERSISTED_OPERATIONS_PATH,
      }),
    ),
    ...poolFaults(settings),
    ...replicaFaults(settings),
    ...missingForWorkers(settings),
    ...missingOfS3(settings),
    ...(settings.RESPONSE_CACHE === 'redis' && !settings.REDIS_URL
      ? ['RESPONSE_CACHE: redis needs REDIS_URL']
      : []),
    ...missingOfChannel(settings),
    ...(settings.METRICS_PORT && settings.METRICS_PORT === settings.PORT
      ? ['METRICS_PORT: is PORT as well; the metrics need a port of their own']
      : []),
    ...(isProduction ? weakSecretsIn(settings) : []),
  ];
}

/** A pooler in transaction mode stands in front of one PostgreSQL, knows its roles, and loses what was prepared under a name. */
function poolFaults({ DATABASE_POOL_URL: pool, DATABASE_URL, DATABASE_NAMED_READS }: Settings): string[] {
  if (pool === undefined) return [];
  const { username, password } = new URL(pool);
  return [
    ...(DATABASE_URL === undefined
      ? ['DATABASE_POOL_URL: needs DATABASE_URL, the PostgreSQL behind it']
      : []),
    ...(username || password
      ? ['DATABASE_POOL_URL: names host and port only; roles and passwords are those of DATABASE_URL']
      : []),
    ...(DATABASE_NAMED_READS === 'on'
      ? ['DATABASE_NAMED_READS: on loses its statements behind DATABASE_POOL_URL; switch it off']
      : []),
  ];
}

/** A replica has the roles of its primary, and is asked only for what the cache of answers has read the version of. */
function replicaFaults({ DATABASE_READ_URL: replica, DATABASE_URL, RESPONSE_CACHE }: Settings): string[] {
  if (replica === undefined) return [];
  const { username, password } = new URL(replica);
  return [
    ...(DATABASE_URL === undefined
      ? ['DATABASE_READ_URL: needs DATABASE_URL, the PostgreSQL that it follows']
      : []),
    ...(username || password
      ? ['DATABASE_READ_URL: names host and port only; roles and passwords are those of DATABASE_URL']
      : []),
    ...(RESPONSE_CACHE === 'off'
      ? ['DATABASE_READ_URL: needs RESPONSE_CACHE, which finds out how new a replica has to be']
      : []),
  ];
}

/** Several gateways behind one port count rates together, and are told of at a port that is not shared. */
const missingForWorkers = ({ WORKERS, REDIS_URL, METRICS_PORT }: Settings): string[] =>
  WORKERS === 1
    ? []
    : [
        ...(REDIS_URL === undefined
          ? ['WORKERS: more than one needs REDIS_URL, where they count rates together']
          : []),
        ...(METRICS_PORT === undefined
          ? ['WORKERS: more than one needs METRICS_PORT, where all are told of']
          : []),
      ];

const OF_CHANNEL = ['KOMMO_CHANNEL_ID', 'KOMMO_CHANNEL_SECRET', 'KOMMO_CHANNEL_BOT_ID'] as const;

/** A chat channel is all three, as Kommo's support has sent them. */
function missingOfChannel(settings: Settings): string[] {
  const missing = OF_CHANNEL.filter((name) => settings[name] === undefined);
  if (missing.length === OF_CHANNEL.length) return [];
  return missing.map((name) => `${name}: must be set, because another variable of the chat channel is`);
}
