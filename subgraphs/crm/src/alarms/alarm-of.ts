import type { ConnectionState } from '../connections/connection.entity';

/*
 * What people are to be written of a connection: its first failure, when it can't mend itself, its recovery, and a token that
 * ends in 30, 7 and 1 days.
 */

/** What is known of a connection, and what was written of it. */
export interface Told {
  state: ConnectionState;
  authKind: 'OAUTH' | 'LONG_LIVED';
  expiresAt: Date | null;
  /** The failure that was last written of; null when it was told that all is well. */
  toldState: ConnectionState | null;
  toldAt: Date | null;
  /** The last threshold told of this token. */
  toldDays: number | null;
  toldExpiry: Date | null;
}

/** What to write, and what is noted as told. */
export type Alarm =
  | { kind: 'trouble'; toldState: ConnectionState }
  | { kind: 'well'; toldState: null }
  | { kind: 'ends'; toldDays: number }
  /** Nothing to write, but what was told no longer holds. */
  | { kind: 'forget'; toldState: null };

export const DAY_MS = 24 * 3_600_000;
const THRESHOLDS = [1, 7, 30];
/** A connection that fails now and again is not written of more often. */
const QUIET_MS = 6 * 3_600_000;

/** @returns null when there is nothing to write now */
export function alarmOf(told: Told, now: Date): Alarm | null {
  const { state, toldState, toldAt } = told;
  if (state === 'NEEDS_RECONNECT' && toldState !== state) return { kind: 'trouble', toldState: state };
  if (state === 'DEGRADED' && toldState === null) {
    const isQuiet = toldAt !== null && now.getTime() - toldAt.getTime() < QUIET_MS;
    if (!isQuiet) return { kind: 'trouble', toldState: state };
  }
  if (state === 'ACTIVE' && toldState !== null) return { kind: 'well', toldState: null };
  if (state === 'DISCONNECTED' && toldState !== null) return { kind: 'forget', toldState: null };
  return endingOf(told, now);
}

function endingOf({ state, authKind, expiresAt, toldDays, toldExpiry }: Told, now: Date): Alarm | null {
  if (authKind !== 'LONG_LIVED' || !expiresAt || !['ACTIVE', 'DEGRADED'].includes(state)) return null;
  const left = (expiresAt.getTime() - now.getTime()) / DAY_MS;
  const threshold = THRESHOLDS.find((days) => left <= days);
  if (threshold === undefined) return null;
  const isSame = toldExpiry?.getTime() === expiresAt.getTime();
  return isSame && toldDays !== null && toldDays <= threshold ? null : { kind: 'ends', toldDays: threshold };
}
