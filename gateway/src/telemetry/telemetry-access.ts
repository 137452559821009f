import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { GatewayOptions } from '../gateway-options';

/** Whether a request may see the gateway's inside; `ask` where a token is wanted. */
export type TelemetryAccess = (request: Pick<FastifyRequest, 'headers'>) => 'yes' | 'no' | 'ask';

/** Makes the check for the public port. */
export function telemetryAccess({
  environment,
  telemetry = environment === 'development' ? 'open' : 'hidden',
}: Pick<GatewayOptions, 'environment' | 'telemetry'>): TelemetryAccess {
  if (telemetry === 'open') return () => 'yes';
  if (telemetry === 'hidden') return () => 'no';
  const wanted = digest(`Bearer ${telemetry.token}`);
  return ({ headers: { authorization = '' } }) =>
    timingSafeEqual(digest(authorization), wanted) ? 'yes' : 'ask';
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
