import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';

/** Whether a request may see the gateway's inside; `ask` where a token is wanted. */
export type TelemetryAccess = (request: Pick<FastifyRequest, 'headers'>) => 'yes' | 'no' | 'ask';

/** What the public port shows of the inside; nothing in production unless it is told. */
export interface TelemetryOptions {
  readonly environment?: 'development' | 'production';
  readonly telemetry?: 'open' | 'hidden' | { readonly token: string };
}

/** Makes the check for the public port. */
export function telemetryAccess({
  environment,
  telemetry = environment === 'development' ? 'open' : 'hidden',
}: TelemetryOptions): TelemetryAccess {
  if (telemetry === 'open') return () => 'yes';
  if (telemetry === 'hidden') return () => 'no';
  const wanted = digest(`Bearer ${telemetry.token}`);
  return ({ headers: { authorization = '' } }) =>
    timingSafeEqual(digest(authorization), wanted) ? 'yes' : 'ask';
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
