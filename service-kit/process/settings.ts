import { z } from 'zod';
import { urlSetting } from './config';

/** The variables every process understands; a `main` file adds its own. */
export const commonSettings = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'], { error: 'must be development or production' })
    .default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['auto', 'json', 'pretty'], { error: 'must be auto, json or pretty' }).default('auto'),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  REDIS_URL: urlSetting('redis', 'rediss').optional(),
};

/** DATABASE_URL where there is no embedded PostgreSQL. */
export const databaseUrlSetting = urlSetting('postgres', 'postgresql');

/** Where the parts of a separated product find one another. */
export const peerSettings = {
  IDENTITY_URL: urlSetting('http', 'https').default('http://127.0.0.1:4001'),
  CRM_URL: urlSetting('http', 'https').default('http://127.0.0.1:4002'),
  ESTIMATES_URL: urlSetting('http', 'https').default('http://127.0.0.1:4003'),
};

/** Kommo's addresses; unset means Kommo's own in production, and a simulator in development. */
export const kommoSettings = {
  KOMMO_AUTHORIZE_URL: urlSetting('http', 'https').optional(),
  KOMMO_ACCOUNT_URL: z
    .string()
    .refine((value) => value.includes('{subdomain}') && URL.canParse(value.replace('{subdomain}', 'x')), {
      error: 'must be a URL that holds {subdomain}, for example https://{subdomain}.kommo.com',
    })
    .optional(),
};

/** Readable lines in a terminal in development, JSON otherwise. */
export function wantsPretty(config: { NODE_ENV: string; LOG_FORMAT: string }, terminal: boolean): boolean {
  if (config.LOG_FORMAT !== 'auto') return config.LOG_FORMAT === 'pretty';
  return config.NODE_ENV !== 'production' && terminal;
}
