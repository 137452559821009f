import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { ConfigError } from '../../../service-kit/process/config';

/** Where Apollo's hosted explorers run (https://www.apollographql.com/docs/graphos/platform/explorer/connecting-authenticating). */
const SANDBOX_ORIGINS = [
  'https://studio.apollographql.com',
  'https://explorer.embed.apollographql.com',
  'https://sandbox.embed.apollographql.com',
];
const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
/** What a page may read of an answer's head. */
const EXPOSED_HEADERS = [
  'x-request-id',
  'traceresponse',
  'retry-after',
  'idempotency-replayed',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
];
const PREFLIGHT_SECONDS = 600;

/** Whether a page of this origin may use the service. */
export type OriginCheck = (origin: string) => boolean;

/**
 * Makes the check of origins, the same for answers and for sockets.
 *
 * @param origins exact origins: `https://app.example.com`
 * @param isDevelopment lets Apollo Sandbox and local pages in, too
 * @throws ConfigError naming each entry that is no origin; `*` is none
 */
export function originCheck(origins: readonly string[], isDevelopment: boolean): OriginCheck {
  const mistakes = origins.filter((origin) => !isOrigin(origin));
  if (mistakes.length > 0) {
    throw new ConfigError(
      mistakes.map((origin) => `CORS_ORIGINS: "${origin}" is not an origin such as https://app.example.com`),
    );
  }
  const allowed = new Set([...origins, ...(isDevelopment ? SANDBOX_ORIGINS : [])]);
  return (origin) => allowed.has(origin) || (isDevelopment && LOCAL_ORIGIN.test(origin));
}

/**
 * Lets the pages of listed origins read our answers; in development also Apollo Sandbox and any local page. Never with
 * credentials: callers are known by a token they send themselves, so there is no cookie to ride on.
 *
 * @param isAllowed by {@link originCheck}
 */
export async function registerCors(app: FastifyInstance, isAllowed: OriginCheck): Promise<void> {
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && isAllowed(origin)),
    credentials: false,
    methods: ['GET', 'POST', 'PUT'], // files are put
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  });
}

/** What {@link registerCors} has answers say to a page of this origin; undefined is no page. */
export const corsHeaders = (isAllowed: OriginCheck, origin: string | undefined): Record<string, string> =>
  origin !== undefined && isAllowed(origin)
    ? {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
      }
    : TO_NO_PAGE;

const TO_NO_PAGE = { vary: 'Origin' };

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
