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

/** Readable lines in a terminal in development, JSON otherwise. */
export function wantsPretty(config: { NODE_ENV: string; LOG_FORMAT: string }, terminal: boolean): boolean {
  if (config.LOG_FORMAT !== 'auto') return config.LOG_FORMAT === 'pretty';
  return config.NODE_ENV !== 'production' && terminal;
}
