import { z } from 'zod';
import { LEAST_DAYS } from '../service-kit/audit/forget-functions';
import { isNetwork } from '../service-kit/auth/allowed-addresses';
import { parseSender } from '../service-kit/mail/transport';
import {
  numberSetting,
  secondsByNameSetting,
  secondsSetting,
  urlSetting,
} from '../service-kit/process/config';
import { commonSettings, databaseUrlSetting } from '../service-kit/process/settings';
import { fileSettings } from './file-settings';
import { limitSettings } from './limit-settings';
import { oidcSettings } from './oidc-settings';
import { kommoSettings, peerSettings } from './peer-settings';
import { publicSettings } from './public-settings';
import { SimulatorSettings } from './simulator-settings';
import { telemetrySettings } from './telemetry-settings';

/** Every variable of every process (`.env.example` explains each). A process uses the ones it needs. */
export const Settings = z.object({
  ...commonSettings,
  ...peerSettings,
  ...kommoSettings,
  ...limitSettings,
  ...publicSettings,
  ...fileSettings,
  ...oidcSettings,
  ...SimulatorSettings,
  ...telemetrySettings,
  WORKERS: numberSetting({ least: 1, most: 64 }).default(1),
  DATABASE_URL: databaseUrlSetting.optional(),
  DATABASE_POOL_URL: databaseUrlSetting.optional(),
  DATABASE_READ_URL: databaseUrlSetting.optional(),
  DATABASE_NAMED_READS: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  JWT_PRIVATE_KEY: z.string().optional(),
  SECRETS_KEYS: z.string().optional(),
  AUDIT_PRIVATE_KEY: z.string().optional(),
  AUDIT_PUBLIC_KEYS: z.string().optional(),
  // Unset keeps everything.
  AUDIT_KEEP_DAYS: numberSetting({ least: LEAST_DAYS, most: 36_500 }).optional(),
  TRASH_KEEP_DAYS: numberSetting({ least: 1, most: 3_650 }).default(30),
  BACKUP_KEY: z.string().min(16, 'must have 16 characters or more').optional(),
  CORS_ORIGINS: z.string().default(''),
  COOKIE_SAME_SITE: z
    .enum(['strict', 'lax', 'none'], { error: 'must be strict, lax or none' })
    .default('strict'),
  SUPERGRAPH_PATH: z.string().optional(),
  UNMARKED_FIELDS: z.enum(['deny', 'public'], { error: 'must be deny or public' }).default('deny'),
  JWKS_URL: urlSetting('http', 'https').optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  GATEWAY_EXECUTOR: z
    .enum(['compiled', 'reference'], { error: 'must be compiled or reference' })
    .default('compiled'),
  SUPERGRAPH_RELOAD_SECONDS: secondsSetting({ least: 0, whole: false }).default(1),
  SUBGRAPH_TIMEOUT_SECONDS: secondsSetting({ least: 0.001, whole: false }).default(10),
  SUBGRAPH_TIMEOUTS: secondsByNameSetting.default({}),
  SUBGRAPH_MAX_ANSWER_MB: numberSetting({ least: 0.001, whole: false }).default(16),
  RESPONSE_CACHE: z
    .enum(['memory', 'redis', 'off'], { error: 'must be memory, redis or off' })
    .default('memory'),
  RESPONSE_CACHE_MB: numberSetting({ least: 1 }).default(64),
  PERSISTED_OPERATIONS: z
    .enum(['off', 'log', 'enforce'], { error: 'must be off, log or enforce' })
    .default('off'),
  PERSISTED_OPERATIONS_PATH: z.string().optional(),
  PERSISTED_OPERATIONS_CLIENTS: z.string().default(''),
  SUBSCRIPTIONS_PER_USER: numberSetting({ least: 1 }).default(100),
  SOCKETS_PER_ADDRESS: numberSetting({ least: 1 }).default(100),
  PUBLIC_URL: urlSetting('http', 'https').optional(),
  APP_URL: urlSetting('http', 'https').optional(),
  SMTP_URL: urlSetting('smtp', 'smtps').optional(),
  MAIL_FROM: z
    .string()
    .default('CashCraft <no-reply@localhost>')
    .refine((text) => parseSender(text) !== null, {
      error: 'must be an address, or a name with one: CashCraft <no-reply@example.com>',
    }),
  SYNC_INTERVAL_SECONDS: secondsSetting({ least: 0 }).default(300),
  KOMMO_WEBHOOK_SOURCES: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .refine((networks) => networks.every(isNetwork), {
      error: 'must be addresses or networks, separated by commas: 203.0.113.7,198.51.100.0/24',
    }),
  KOMMO_AMOJO_URL: urlSetting('http', 'https').optional(),
  KOMMO_CHANNEL_ID: z.string().optional(),
  KOMMO_CHANNEL_SECRET: z.string().optional(),
  KOMMO_CHANNEL_BOT_ID: z.string().optional(),
  KOMMO_REQUESTS_PER_SECOND: numberSetting({ least: 0.1, most: 1_000, whole: false }).default(5),
});
export type Settings = z.infer<typeof Settings>;
