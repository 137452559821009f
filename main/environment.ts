import { loadConfig, portSetting } from '../service-kit/process/config';
import { Settings } from './settings';
import { contradictionsIn } from './settings-rules';

/** What may come from a file: `DATABASE_URL_FILE` names one that holds what `DATABASE_URL` would. */
export const SECRETS = [
  'DATABASE_URL',
  'DATABASE_READ_URL',
  'REDIS_URL',
  'JWT_PRIVATE_KEY',
  'SECRETS_KEYS',
  'AUDIT_PRIVATE_KEY',
  'SMTP_URL',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'KOMMO_CHANNEL_SECRET',
  'METRICS_TOKEN',
  'BACKUP_KEY',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'SENTRY_DSN',
] as const satisfies readonly (keyof Settings)[];

/**
 * Reads the environment: the only place where a process does.
 *
 * @param defaultPort when PORT is unset
 * @throws ConfigError with every mistake at once, those between variables and those of production too
 */
export const readEnvironment = (env: NodeJS.ProcessEnv, defaultPort: number): Settings & { PORT: number } =>
  loadConfig(Settings.extend({ PORT: portSetting(defaultPort) }), env, {
    secrets: SECRETS,
    contradictions: contradictionsIn,
  });
