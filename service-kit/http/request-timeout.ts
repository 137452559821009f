import type { FastifyRequest } from 'fastify';

/*
 * What the gateway tells a subgraph of a request beside its operation. Its deadline and its arrival travel as the time that is left and
 * the time that has passed, because two machines' clocks differ.
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

export const AGE_HEADER = 'x-request-age-ms';

/** The header's value. @param arrivedAt on the clock of `performance.now()` */
export const ageOf = (arrivedAt: number): string =>
  String(Math.max(0, Math.floor(performance.now() - arrivedAt)));

/** When the request arrived at the caller of ours who sends it on, for a server that only they reach. */
export function arrivalOf(request: FastifyRequest): { arrivedAt?: number } {
  const age = request.headers[AGE_HEADER];
  if (typeof age !== 'string' || !/^\d{1,9}$/.test(age)) return {};
  return { arrivedAt: performance.now() - Number(age) };
}

export const VERSION_HEADER = 'x-change-version';

/** The change version that the caller of ours has read for this request, for a server that only they reach (decision 31). */
export function changeVersionOf(request: FastifyRequest): { changeVersion?: string } {
  const version = request.headers[VERSION_HEADER];
  return typeof version === 'string' && /^[\w.]{1,100}$/.test(version) ? { changeVersion: version } : {};
}
