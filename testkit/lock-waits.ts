import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** Resolves once somebody waits for the transaction that a client has open: for a row that it changed, or made. */
export async function untilSomebodyWaitsFor(client: Client): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid`;
  while ((await client.query(waiting)).rowCount === 0) await sleep(5);
}

/** Resolves once somebody waits for a table that a transaction has locked. */
export async function untilSomebodyWaitsForTable(client: Client, table: string): Promise<void> {
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass`;
  while ((await client.query(waiting, [table])).rowCount === 0) await sleep(5);
}
