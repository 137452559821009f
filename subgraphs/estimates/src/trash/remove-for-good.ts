import type { EntityManager } from 'typeorm';
import { seeingTrash, TABLE_OF } from './put-into-trash';
import { TrashItem } from './trash-item.entity';

/** Removes an object with all that is in it, and its locked item. Bytes that nothing else keeps go with the next cleaning of files. */
export async function removeForGood(
  db: EntityManager,
  { orgId, id, kind }: Pick<TrashItem, 'orgId' | 'id' | 'kind'>,
): Promise<void> {
  await seeingTrash(db, async () => {
    if (kind === 'PROJECT') await releaseDrafts(db, orgId, id);
    await db.query(`DELETE FROM estimates.${TABLE_OF[kind]} WHERE org_id = $1 AND id = $2 AND in_trash`, [
      orgId,
      id,
    ]);
  });
  await db.delete(TrashItem, { orgId, id });
}

/** Drafts that are in the trash themselves are still in it. The project is locked before them, as everywhere. */
async function releaseDrafts(db: EntityManager, orgId: string, projectId: string): Promise<void> {
  await db.query('SELECT 1 FROM estimates.projects WHERE org_id = $1 AND id = $2 FOR UPDATE', [
    orgId,
    projectId,
  ]);
  await db.query('UPDATE estimates.estimates SET project_id = NULL WHERE org_id = $1 AND project_id = $2', [
    orgId,
    projectId,
  ]);
}
