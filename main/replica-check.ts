import type { HealthCheck } from '../service-kit/http/health';
import { standingOf } from '../service-kit/postgres/replica-standing';
import { throughPool } from './database-roles';
import type { Platform } from './platform';

/** A replica that needs longer than this for what its primary had written answers hardly a read any more, in ms. */
const MOST_BEHIND_MS = 30_000;

/** That the read replica, where there is one, answers and follows; without it all reads go to the primary. */
export function replicaChecks(
  { databaseUrl, settings }: Pick<Platform, 'databaseUrl' | 'settings'>,
  mostBehindMs = MOST_BEHIND_MS,
): HealthCheck[] {
  const { DATABASE_READ_URL: replica } = settings;
  if (replica === undefined) return [];
  /** A place in the primary's log that the replica had not come to, and when that was. */
  let ahead: { place: bigint; since: number } | null = null;
  return [
    {
      name: 'replica',
      critical: false,
      async check() {
        const { follows, written, replayed } = await standingOf(
          databaseUrl,
          throughPool(databaseUrl, replica),
        );
        if (!follows) throw new Error('the server of DATABASE_READ_URL follows no other: it is no replica');
        const now = performance.now();
        if (ahead === null || replayed >= ahead.place)
          ahead = replayed < written ? { place: written, since: now } : null;
        const behindMs = ahead === null ? 0 : Math.round(now - ahead.since);
        if (behindMs > mostBehindMs)
          throw new Error(`the read replica has not replayed what was written ${behindMs} ms ago`);
        return { behindBytes: Number(written > replayed ? written - replayed : 0n), behindMs };
      },
    },
  ];
}
