import { isUniqueViolation } from '../../../../service-kit/postgres/unique-violation';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { WritingContext } from '../context';
import { announceEstimate } from '../estimates/estimate-changes';
import { attachDrafts } from '../estimates/project-links.service';
import { seeingTrash, TABLE_OF } from './put-into-trash';
import type { TrashItem, TrashKind } from './trash-item.entity';

/** Takes an object out of the trash; its item is locked. @throws InputRejected REVISED_MEANWHILE */
export async function takeOut(ctx: WritingContext, item: TrashItem): Promise<void> {
  await OUT[item.kind](ctx, item);
}

const OUT: Readonly<Record<TrashKind, (ctx: WritingContext, item: TrashItem) => Promise<void>>> = {
  ESTIMATE: takeEstimateOut,
  PROJECT: takeProjectOut,
  TEMPLATE: show,
  CATALOGUE: show,
};

/** Its version grows: whoever has seen it before it was deleted looks again. */
async function show({ transaction: db, viewer }: WritingContext, { kind, id }: TrashItem): Promise<void> {
  await seeingTrash(db, () =>
    db.query(
      `UPDATE estimates.${TABLE_OF[kind]} SET in_trash = false, version = version + 1, updated_at = now()
        WHERE org_id = $1 AND id = $2`,
      [viewer.orgId, id],
    ),
  );
}

/** Drafts that were taken out of it are in it again, but for those that were given to another one, sent or deleted meanwhile. */
async function takeProjectOut(ctx: WritingContext, item: TrashItem): Promise<void> {
  await show(ctx, item);
  await attachDrafts(ctx, item.id, item.kept.draftIds ?? []);
}

/** It is in its project again, unless that is in the trash. The project is locked before it, as everywhere, also while it is restored itself. */
const ITS_PROJECT = `
  SELECT project.id, project.in_trash AS "isGone" FROM estimates.projects project
   WHERE project.org_id = $1
     AND project.id = (SELECT project_id FROM estimates.estimates WHERE org_id = $1 AND id = $2)
     FOR SHARE`;

async function takeEstimateOut(ctx: WritingContext, { id, kept }: TrashItem): Promise<void> {
  const { transaction: db, viewer } = ctx;
  const { orgId } = viewer;
  try {
    await seeingTrash(db, async () => {
      const [project] = await db.query<{ id: string; isGone: boolean }[]>(ITS_PROJECT, [orgId, id]);
      const projectId = project && !project.isGone ? project.id : null;
      await db.query(
        `UPDATE estimates.estimates SET in_trash = false, number = $3, supersedes_id = $4, project_id = $5,
                version = version + 1, updated_at = now()
          WHERE org_id = $1 AND id = $2`,
        [orgId, id, kept.number ?? null, kept.supersedesId ?? null, projectId],
      );
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw reject(
      'REVISED_MEANWHILE',
      'id',
      'What this draft revises has another revision by now, and there is one at a time: delete that one first, or this one for good.',
    );
  }
  await announceEstimate(ctx, id);
}
