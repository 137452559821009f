import type { SHOWN_ENTITIES, SyncCursor } from '../sync/sync-cursor.entity';

/** How one kind of data of a connection stands; the cursor is null before it was first synchronised. */
export interface EntityStatus {
  entity: (typeof SHOWN_ENTITIES)[number];
  cursor: SyncCursor | null;
  count: number;
  deletedCount: number;
  quarantinedCount: number;
}
