import type { Client } from 'pg';
import { connectClient } from './database-roles';

/** Where a replica stands in the log of its primary, in bytes. */
interface ReplicaStanding {
  /** Whether it follows another server; one that doesn't has been promoted, or never was a replica. */
  readonly follows: boolean;
  /** What the primary had written when it was asked. */
  readonly written: bigint;
  /** What the replica had replayed a moment later. */
  readonly replayed: bigint;
}

const WRITTEN = `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS at`;
const REPLAYED = `SELECT pg_is_in_recovery() AS follows, coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text AS at`;

/** Asks both servers. @throws what the driver says when one of them does not answer */
export async function standingOf(primaryUrl: string, replicaUrl: string): Promise<ReplicaStanding> {
  const primary = await ask<{ at: string }>(await connectClient(primaryUrl), WRITTEN);
  const replica = await ask<{ at: string; follows: boolean }>(
    await connectClient(replicaUrl, 'DATABASE_READ_URL'),
    REPLAYED,
  );
  return { follows: replica.follows, written: BigInt(primary.at), replayed: BigInt(replica.at) };
}

async function ask<T extends object>(client: Client, sql: string): Promise<T> {
  try {
    const { rows } = await client.query<T>(sql);
    return rows[0] as T;
  } finally {
    await client.end();
  }
}
