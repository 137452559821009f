import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { reject } from '../../../../service-kit/errors/user-errors';
import { Connection } from '../connections/connection.entity';
import type { Context } from '../context';
import type { StartSyncInput } from '../generated/types';
import { enqueueRun, needsJob, requestRun } from './start-run';
import { SHOWN_ENTITIES } from '../sync/sync-cursor.entity';
import type { EntityStatus } from './entity-status';
import type { SyncRun } from './sync-run.entity';

/** Starts a synchronisation, or answers the one that is under way. @throws InputRejected, GraphQLError NOT_FOUND */
export async function startSync(ctx: Context, { connectionId, mode }: StartSyncInput) {
  const id = checkId(connectionId, 'Connection');
  const { orgId } = ctx.viewer;
  return withTransaction(ctx, async ({ transaction: db, afterCommit }) => {
    if (!(await db.existsBy(Connection, { orgId, id }))) throw notFound('Connection');
    const { run, connection } = await requestRun(db, { orgId, connectionId: id }, mode);
    checkUsable(connection);
    if (needsJob(run)) await afterCommit(() => enqueueRun(ctx.crm, run));
    return { run, connection };
  });
}

function checkUsable({ state, pausedUntil }: Connection): void {
  if (state === 'DISCONNECTED' || state === 'NEEDS_RECONNECT') {
    throw reject(
      'CONNECTION_UNUSABLE',
      'connectionId',
      'This account is not connected. Connect it again first.',
    );
  }
  if (pausedUntil && pausedUntil > new Date()) {
    const until = pausedUntil.toISOString();
    throw reject(
      'KOMMO_PAUSED',
      'connectionId',
      `Kommo has asked us to pause until ${until}. Try again then.`,
    );
  }
}

/** How each kind of data of a connection stands. */
export async function entityStatuses(ctx: Context, connectionId: string): Promise<EntityStatus[]> {
  const [cursors, counts, quarantined] = await Promise.all([
    ctx.loaders.cursors.load(connectionId),
    ctx.loaders.entityCounts.load(connectionId),
    ctx.loaders.quarantineCounts.load(connectionId),
  ]);
  return SHOWN_ENTITIES.map((entity) => {
    const cursor = cursors.find((row) => row.entity === entity);
    const count = counts.find((row) => row.entity === entity);
    return {
      entity,
      cursor: cursor ?? null,
      count: count?.live ?? 0,
      deletedCount: count?.deleted ?? 0,
      quarantinedCount: quarantined.find((row) => row.entity === entity)?.count ?? 0,
    };
  });
}

/** Rows a second since the worker that has the run took it; null before its first page. */
export function rowsPerSecond({ runnerSince, rowsDone, runnerRows, beatAt }: SyncRun): number | null {
  const rows = rowsDone - runnerRows;
  const seconds = runnerSince ? (beatAt.getTime() - runnerSince.getTime()) / 1000 : 0;
  return rows > 0 && seconds > 0 ? Math.round((rows / seconds) * 10) / 10 : null;
}

/** Seconds a run will take at its rate; null when that can't be told. */
export function secondsLeft(run: SyncRun): number | null {
  if (run.state === 'SUCCEEDED') return 0;
  const rate = rowsPerSecond(run);
  if (run.state !== 'RUNNING' || rate === null || run.rowsTotal === null) return null;
  return Math.max(0, Math.ceil((run.rowsTotal - run.rowsDone) / rate));
}
