import { ConfigError } from '../service-kit/process/config';
import { readEnvironment, SECRETS } from './environment';
import { publicFacts } from './public-settings';
import { Settings } from './settings';
import { StandaloneSimulatorSettings } from './simulator-settings';
import { bold, green, red, write, yellow } from './terminal';

/** Names that begin so are meant for us. */
const OURS =
  /^(LIMIT|RATE_LIMIT|KOMMO|SIMULATOR|SUBGRAPH|SUPERGRAPH|S3|METRICS|JWT|SECRETS|AUDIT|PERSISTED|RESPONSE_CACHE|DATABASE|REDIS|SMTP|MAIL|CORS|TRUST_PROXY|SUBSCRIPTIONS|SOCKETS|SYNC|DEADLINE|LONG|OTEL|SENTRY|SLOW)_/;

/** Variables that look like ours and are none: a mistake in a name sets nothing, and says nothing. */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set([
    ...Object.keys(Settings.shape),
    ...Object.keys(StandaloneSimulatorSettings),
    ...SECRETS.map((name) => `${name}_FILE`),
  ]);
  return Object.keys(env)
    .filter((name) => OURS.test(name) && !known.has(name))
    .toSorted();
}

/** What is allowed and may surprise. @returns words that begin with a variable's name */
export function warningsOf(settings: Settings, env: NodeJS.ProcessEnv): string[] {
  const warnings = unknownVariables(env).map((name) => `${name}: no process reads a variable of this name`);
  if (settings.NODE_ENV !== 'production') return warnings;
  const { REDIS_URL, SECRETS_KEYS, JWT_PRIVATE_KEY, AUDIT_PRIVATE_KEY, PUBLIC_URL, APP_URL, SMTP_URL } =
    settings;
  const keptIn = (file: string) =>
    `unset: a key in ${settings.DATA_DIR}/keys/${file} is used; keep it with your backups`;
  const told: [unless: unknown, words: string][] = [
    [REDIS_URL, 'REDIS_URL: unset: each process counts rates for itself, and jobs go by PostgreSQL'],
    [SECRETS_KEYS, `SECRETS_KEYS: ${keptIn('secrets.keys')}`],
    [JWT_PRIVATE_KEY, `JWT_PRIVATE_KEY: ${keptIn('*.pem')}`],
    [AUDIT_PRIVATE_KEY, `AUDIT_PRIVATE_KEY: ${keptIn('audit.pem')}`],
    [PUBLIC_URL ?? APP_URL, 'PUBLIC_URL: unset, and APP_URL too: links in mails lead to localhost'],
    [SMTP_URL, 'SMTP_URL: unset: mails wait in the database until it is set'],
    [settings.TRUST_PROXY, 'TRUST_PROXY: off: behind a proxy all callers share one address, and its limits'],
    [
      settings.METRICS_PORT ?? settings.METRICS_TOKEN,
      'METRICS_PORT: unset, and METRICS_TOKEN too: the gateway shows no metrics',
    ],
  ];
  return [...warnings, ...told.flatMap(([isSet, words]) => (isSet ? [] : [words]))];
}

/**
 * `config check`: reads the environment as every process does, connects to nothing, and says what is wrong, what may surprise, and what is in
 * force.
 *
 * @returns the exit code: 0 when every process would start with it
 */
export function checkConfig(env: NodeJS.ProcessEnv): number {
  let settings: Settings;
  try {
    settings = readEnvironment(env, 4000);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    write(red(bold(`The configuration has ${error.mistakes.length} mistakes; no process would start:`)));
    for (const mistake of error.mistakes) write(`  ${red('✗')} ${mistake}`);
    return 1;
  }
  write(`${green('✓')} Every process would start with this configuration (${settings.NODE_ENV}).`);
  for (const warning of warningsOf(settings, env)) write(`  ${yellow('!')} ${warning}`);
  write();
  const url = (text: string | undefined) => (text === undefined ? undefined : new URL(text).host);
  const facts: Record<string, unknown> = {
    database: url(settings.DATABASE_URL) ?? `embedded, in ${settings.DATA_DIR}`,
    redis: url(settings.REDIS_URL) ?? 'none',
    files: settings.S3_BUCKET
      ? `bucket ${settings.S3_BUCKET} at ${url(settings.S3_ENDPOINT)}`
      : `${settings.DATA_DIR}/files`,
    mails:
      url(settings.SMTP_URL) ?? (settings.NODE_ENV === 'production' ? 'wait' : `${settings.DATA_DIR}/outbox`),
    secrets:
      SECRETS.filter((name) => env[`${name}_FILE`])
        .map((name) => `${name} from a file`)
        .join(', ') || 'none from files',
    ...publicFacts(settings),
  };
  for (const [name, value] of Object.entries(facts)) write(`  ${name.padEnd(14)} ${String(value)}`);
  return 0;
}
