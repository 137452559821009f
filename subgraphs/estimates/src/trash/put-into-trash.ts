import type { EntityManager } from 'typeorm';
import type { WritingContext } from '../context';
import { TrashItem, type KeptOfTrash, type TrashKind } from './trash-item.entity';

/*
 * What is deleted stays where it is, and row-level security hides it (decision 30): from lists, loaders, references, jobs and every other
 * statement, but for those in `seeingTrash`.
 */

/** Where objects of each kind are. */
export const TABLE_OF: Readonly<Record<TrashKind, string>> = {
  ESTIMATE: 'estimates',
  PROJECT: 'projects',
  TEMPLATE: 'templates',
  CATALOGUE: 'catalogues',
};

const DAY_MS = 86_400_000;

/** Runs statements that see what is in the trash, too. A failure ends the transaction, and with it the setting. */
export async function seeingTrash<T>(db: EntityManager, work: () => Promise<T>): Promise<T> {
  await db.query(`SELECT set_config('app.purpose', 'trash', true)`);
  const done = await work();
  await db.query(`SELECT set_config('app.purpose', '', true)`);
  return done;
}

/**
 * Puts an object whose row is locked into the trash.
 *
 * @param kept what it is given back when it is restored
 */
export async function putIntoTrash(
  ctx: WritingContext,
  { kind, id, name }: Pick<TrashItem, 'kind' | 'id' | 'name'>,
  kept: KeptOfTrash = {},
): Promise<void> {
  const { transaction: db, viewer, trashKeepDays } = ctx;
  const { orgId, userId: deletedBy } = viewer;
  const deletedAt = new Date();
  const expiresAt = new Date(deletedAt.getTime() + trashKeepDays * DAY_MS);
  await db.insert(TrashItem, { orgId, id, kind, name, deletedBy, deletedAt, expiresAt, kept });
  const free = kind === 'ESTIMATE' ? ', number = NULL, supersedes_id = NULL' : '';
  await seeingTrash(db, () =>
    db.query(`UPDATE estimates.${TABLE_OF[kind]} SET in_trash = true${free} WHERE org_id = $1 AND id = $2`, [
      orgId,
      id,
    ]),
  );
}
