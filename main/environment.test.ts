import { randomBytes } from 'node:crypto';
import { ConfigError } from '../service-kit/process/config';
import { throughPool } from './database-roles';
import { unknownVariables, warningsOf } from './config-command';
import { readEnvironment } from './environment';
import { Settings } from './settings';

/** Every mistake of an environment. */
function mistakesOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(env, 4000);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

it('takes numbers in plain digits only, whichever variable it is', () => {
  const names = Object.entries(Settings.shape).flatMap(([name, setting]) =>
    ['31', '1'].some((text) => typeof setting.safeParse(text).data === 'number') && name !== 'TRUST_PROXY'
      ? [name]
      : [],
  );
  expect(names.length).toBeGreaterThan(40);
  for (const text of ['0x1f', '1e1', '031', ' 31', '31 '])
    expect(mistakesOf(Object.fromEntries(names.map((name) => [name, text])))).toHaveLength(names.length);
});

const random = () => `k1:${randomBytes(32).toString('base64')}`;

it('is told all that is wrong at once: single variables, what contradicts, keys that are none', () => {
  const mistakes = mistakesOf({
    LOG_LEVEL: 'loud',
    S3_BUCKET: 'files',
    RESPONSE_CACHE: 'redis',
    JWT_PRIVATE_KEY: 'no key',
    AUDIT_PRIVATE_KEY: 'no key',
    AUDIT_KEEP_DAYS: '29',
    SECRETS_KEYS: 'k1:short',
    CORS_ORIGINS: 'https://good.example,*',
    PERSISTED_OPERATIONS: 'enforce',
    RATE_LIMIT_POINTS: '10',
    TRUST_PROXY: 'perhaps',
    SENTRY_DSN: 'https://key@sentry.example/5/',
  });
  const told = mistakes.map((words) => /^\w+/.exec(words)?.[0]);
  expect(told.toSorted()).toEqual(
    [
      ...[
        'AUDIT_KEEP_DAYS',
        'AUDIT_PRIVATE_KEY',
        'CORS_ORIGINS',
        'JWT_PRIVATE_KEY',
        'LOG_LEVEL',
        'SENTRY_DSN',
        'PERSISTED_OPERATIONS_PATH',
        'RATE_LIMIT_POINTS',
      ],
      ...[
        'RESPONSE_CACHE',
        'S3_ACCESS_KEY_ID',
        'S3_ENDPOINT',
        'S3_SECRET_ACCESS_KEY',
        'SECRETS_KEYS',
        'TRUST_PROXY',
      ],
    ].toSorted(),
  );
});

it('takes a pool in front of its PostgreSQL, without passwords or named statements; roles keep their own', () => {
  const base = {
    DATABASE_URL: 'postgres://owner:secret@db:5432/cashcraft',
    DATABASE_POOL_URL: 'postgres://pool:6432',
  };
  expect(mistakesOf(base)).toEqual([]);
  const wrong = { DATABASE_POOL_URL: 'postgres://me:too@pool:6432', DATABASE_NAMED_READS: 'on' };
  expect(mistakesOf(wrong).map((words) => words.slice(0, 26).trim())).toEqual([
    'DATABASE_POOL_URL: needs D',
    'DATABASE_POOL_URL: names h',
    'DATABASE_NAMED_READS: on l',
  ]);
  const role = 'postgres://cashcraft_crm:derived@db:5432/cashcraft?sslmode=verify-full';
  expect(throughPool(role, undefined)).toBe(role);
  expect(throughPool(role, 'postgres://pool:6432')).toBe(
    'postgres://cashcraft_crm:derived@pool:6432/cashcraft',
  );
  expect(throughPool(role, 'postgres://pool/other?sslmode=require')).toBe(
    'postgres://cashcraft_crm:derived@pool/other?sslmode=require',
  );
});

it('takes a replica of its PostgreSQL, without passwords, where the cache of answers tells how new it has to be', () => {
  const base = { DATABASE_URL: 'postgres://owner:secret@db:5432/cashcraft' };
  expect(mistakesOf({ ...base, DATABASE_READ_URL: 'postgres://replica:5432' })).toEqual([]);
  const wrong = { DATABASE_READ_URL: 'postgres://me:too@replica:5432', RESPONSE_CACHE: 'off' };
  expect(mistakesOf(wrong).map((words) => words.slice(0, 28).trim())).toEqual([
    'DATABASE_READ_URL: needs DAT',
    'DATABASE_READ_URL: names hos',
    'DATABASE_READ_URL: needs RES',
  ]);
});

describe('secrets in production', () => {
  const S3 = {
    S3_ENDPOINT: 'https://s3.example',
    S3_BUCKET: 'files',
    S3_ACCESS_KEY_ID: 'AKIAX4TQ7ZP2M6WN',
    S3_SECRET_ACCESS_KEY: 'hT9v/2LqP0xWmZ8cRk4eYb7nUj1sAf6dGo3iHt5V',
  };
  const of = (env: NodeJS.ProcessEnv) => mistakesOf({ NODE_ENV: 'production', ...env });

  it.each([
    ['everybody tries first', { DATABASE_URL: 'postgres://cashcraft:Postgres@db/x' }, 'DATABASE_URL'],
    ['not percent-encoded', { DATABASE_URL: 'postgres://cashcraft:100%sure-of-it-all@db/x' }, 'DATABASE_URL'],
    ['too short', { DATABASE_URL: 'postgres://cashcraft:9hQ2mXe@db/x' }, 'DATABASE_URL'],
    ['none', { DATABASE_URL: 'postgres://cashcraft@db/x' }, 'DATABASE_URL'],
    ['short at Redis', { REDIS_URL: 'redis://default:redis@redis:6379' }, 'REDIS_URL'],
    ['not random', { SECRETS_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` }, 'SECRETS_KEYS'],
    ['a short token', { METRICS_TOKEN: 'abc' }, 'METRICS_TOKEN'],
    ['words of examples', { METRICS_TOKEN: 'change-me-metrics-token' }, 'METRICS_TOKEN'],
    ['words and digits', { BACKUP_KEY: 'Cashcraft-Backup-Key-2026' }, 'BACKUP_KEY'],
    ['one letter', { BACKUP_KEY: 'a'.repeat(40) }, 'BACKUP_KEY'],
    ['five characters', { BACKUP_KEY: 'abacadbabcadcabdbcad' }, 'BACKUP_KEY'],
    ['a piece again and again', { METRICS_TOKEN: 'k3v9Qx7z'.repeat(4) }, 'METRICS_TOKEN'],
    ['keys in a row', { METRICS_TOKEN: 'abcdefghijklmnopqrstuvwxyz' }, 'METRICS_TOKEN'],
    ['their own user’s name', { SMTP_URL: 'smtp://Orlando.Vega:orlando.vega@mail:587' }, 'SMTP_URL'],
    ['that name with a number', { DATABASE_URL: 'postgres://invoicing:Invoicing-2026@db/x' }, 'DATABASE_URL'],
    ['short at the mail server', { SMTP_URL: 'smtp://mailer:x7Kq2@mail:587' }, 'SMTP_URL'],
    ['those of MinIO’s manual', { ...S3, S3_SECRET_ACCESS_KEY: 'minioadmin' }, 'S3_SECRET_ACCESS_KEY'],
    ['the id of the key', { ...S3, S3_SECRET_ACCESS_KEY: S3.S3_ACCESS_KEY_ID }, 'S3_SECRET_ACCESS_KEY'],
  ])('are refused: %s', (_what, env, name) => {
    const mistakes = of(env);
    expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name}: `)) as string]);
    for (const secret of ['Postgres', '9hQ2mXe']) expect(mistakes.join()).not.toContain(secret);
  });

  it('pass when they are long and random, and anything passes in development', () => {
    const good = 'postgres://cashcraft:3f9d2c7a81b64e05@db/x';
    expect(of({ DATABASE_URL: good, REDIS_URL: 'redis://redis:6379', SECRETS_KEYS: random() })).toEqual([]);
    expect(of({ ...S3, SMTP_URL: 'smtps://apikey:SG.k8Zq-2vNwTn5@smtp.example' })).toEqual([]);
    for (const bytes of [12, 16, 24, 32]) {
      const secret = randomBytes(bytes).toString('hex');
      expect(of({ METRICS_TOKEN: secret, BACKUP_KEY: secret })).toEqual([]);
    }
    expect(of({ SMTP_URL: 'smtp://relay:25' })).toEqual([]);
    expect(mistakesOf({ DATABASE_URL: 'postgres://postgres:postgres@db/x' })).toEqual([]);
  });
});

it('refuses one port for two servers', () => {
  expect(mistakesOf({ PORT: '4100', METRICS_PORT: '4100' })).toEqual([
    expect.stringMatching(/^METRICS_PORT: /) as string,
  ]);
  expect(mistakesOf({ METRICS_PORT: '4000' })).toHaveLength(1); // the port of a process that is told none
  expect(mistakesOf({ PORT: '0', METRICS_PORT: '0' })).toEqual([]);
});

it('notices names that no process reads, and what may surprise in production', () => {
  const env = { LIMIT_DEPHT: '3', LIMIT_DEPTH: '9', DATABASE_URL_FILE: '/x', PATH: '/bin', KOMMO_URL: 'x' };
  expect(unknownVariables(env)).toEqual(['KOMMO_URL', 'LIMIT_DEPHT']);
  const settings = readEnvironment({ NODE_ENV: 'production' }, 4000);
  const about = warningsOf(settings, {}).map((words) => words.split(':')[0]);
  expect(about).toEqual(
    expect.arrayContaining([
      'REDIS_URL',
      'SECRETS_KEYS',
      'PUBLIC_URL',
      'SMTP_URL',
      'TRUST_PROXY',
      'METRICS_PORT',
    ]),
  );
  expect(warningsOf(readEnvironment({}, 4000), {})).toEqual([]);
});
