import type { CrmConnectionState } from '../generated/types';
import type { Connection } from './connection.entity';

/**
 * The state that is told. A pause is a degraded connection that nobody asks before an instant: it ends by itself, so no row says so, and
 * people are written of what is behind it (alarms/alarm-of.ts), not of each pause.
 */
export const shownState = ({
  state,
  pausedUntil,
}: Pick<Connection, 'state' | 'pausedUntil'>): CrmConnectionState =>
  state === 'DEGRADED' && pausedUntil !== null && pausedUntil > new Date() ? 'PAUSED' : state;
