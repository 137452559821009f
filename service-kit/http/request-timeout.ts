import type { FastifyRequest } from 'fastify';

/*
 * How a request's deadline travels by HTTP: as the time that is left, because two machines' clocks differ.
 */

export const TIMEOUT_HEADER = 'x-request-timeout-ms';

/** The header's value. @param deadlineAt in ms since the epoch */
export const timeLeft = (deadlineAt: number): string =>
  String(Math.max(1, Math.ceil(deadlineAt - Date.now())));

/** The deadline a caller of ours set, for a server that only they reach; nothing when it set none, or one that is no number. */
export function deadlineOf(request: FastifyRequest): { deadlineAt?: number } {
  const left = request.headers[TIMEOUT_HEADER];
  if (typeof left !== 'string' || !/^\d{1,9}$/.test(left)) return {};
  return { deadlineAt: Date.now() + Number(left) };
}
