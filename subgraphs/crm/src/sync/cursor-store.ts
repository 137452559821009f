import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import { SyncCursor, type SyncedEntity } from './sync-cursor.entity';

type Change = Partial<
  Pick<
    SyncCursor,
    | 'cursorAt'
    | 'lastSyncedAt'
    | 'walkRunId'
    | 'walkFrom'
    | 'walkTo'
    | 'walkAt'
    | 'walkSeen'
    | 'walkTries'
    | 'rights'
  >
>;

/** Changes some columns of a cursor, making its row when there is none; what went wrong before is forgotten. */
export async function putCursor(
  db: EntityManager,
  ref: ConnectionRef,
  entity: SyncedEntity,
  change: Change,
): Promise<void> {
  const row = { ...ref, entity, ...change, errorCode: null, errorMessage: null, errorAt: null };
  await db.upsert(SyncCursor, row, ['orgId', 'connectionId', 'entity']);
}

/** One kind of data is complete up to an instant of Kommo's clock; a cursor never goes back. */
export async function moveCursor(
  db: EntityManager,
  ref: ConnectionRef,
  entity: SyncedEntity,
  to: Date,
): Promise<void> {
  await putCursor(db, ref, entity, {
    walkAt: null,
    walkSeen: 0,
    walkTries: 0,
    lastSyncedAt: new Date(),
  });
  await db.query(
    `UPDATE crm.sync_cursors SET cursor_at = greatest(cursor_at, $4)
      WHERE org_id = $1 AND connection_id = $2 AND entity = $3`,
    [ref.orgId, ref.connectionId, entity, to],
  );
}

/** Notes what went wrong with one kind of data. */
export async function noteCursorError(
  db: EntityManager,
  ref: ConnectionRef,
  entity: SyncedEntity,
  error: { code: string; message: string },
): Promise<void> {
  const { code: errorCode, message: errorMessage } = error;
  const row = { ...ref, entity, errorCode, errorMessage, errorAt: new Date() };
  await db.upsert(SyncCursor, row, ['orgId', 'connectionId', 'entity']);
}
