import type { PoolClient } from 'pg';
import { noteStatement } from '../telemetry/sql-metrics';
import { activeSpan } from '../telemetry/tracing';
import { ReadQuery, type WireOutcome, type WireStatement } from './read-query';

/** Sends statements in one write over a borrowed connection. @returns how each ended; it never rejects */
export const sendReads = (client: PoolClient, statements: readonly WireStatement[]) =>
  new Promise<readonly WireOutcome[]>((resolve) => {
    const sent = { verb: 'SELECT', statements, startedAt: performance.now(), parent: activeSpan() };
    const done = (outcomes: readonly WireOutcome[]): void => {
      const failed = outcomes.find(({ state }) => state === 'failed');
      noteStatement(client, sent, failed?.state === 'failed' ? failed.error : undefined);
      resolve(outcomes);
    };
    client.query(new ReadQuery(statements, done) as never);
  });

/** A connection that breaks while it is lent tells its query; the driver emits it besides, and nobody else listens. */
const ignore = (): void => undefined;

/** Lends a connection. @throws what the driver says when there is none in time */
export async function borrow(pool: { connect(): Promise<PoolClient> }): Promise<PoolClient> {
  const client = await pool.connect();
  client.on('error', ignore);
  return client;
}

/** The pool drops a connection that is broken by itself. @param isToBeCut whether this one is dropped, whatever it is doing */
export function giveBack(client: PoolClient, isToBeCut = false): void {
  client.removeListener('error', ignore);
  client.release(isToBeCut);
}
