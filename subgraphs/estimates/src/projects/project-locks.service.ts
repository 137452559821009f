import { isId } from '../../../../service-kit/data/ids';
import { referencedId, refusedReference, type InputPath } from '../../../../service-kit/data/input-check';
import type { WritingContext } from '../context';
import { Project } from './project.entity';

/*
 * Rows are locked in one order everywhere: a project before its estimates, an estimate before the revisions that follow it.
 */

/**
 * Checks that a project an input refers to is there, and keeps it there until the transaction ends.
 *
 * @returns its id, normalised
 * @throws InputRejected PROJECT_NOT_FOUND for an unknown, malformed or foreign one
 */
export async function requireProject(
  ctx: WritingContext,
  projectId: string,
  path: InputPath,
): Promise<string> {
  const id = referencedId(projectId, 'Project', path);
  const { orgId } = ctx.viewer;
  const found = await ctx.transaction.findOne(Project, {
    where: { orgId, id },
    lock: { mode: 'for_key_share' },
  });
  if (!found) throw refusedReference('Project', path);
  return id;
}

/** Keeps the project of an estimate there until the transaction ends; before the estimate is locked. Does nothing for none. */
export async function keepProjectOf(ctx: WritingContext, estimateId: string): Promise<void> {
  if (!isId(estimateId)) return;
  await ctx.transaction.query(
    `SELECT 1 FROM estimates.projects WHERE org_id = $1 AND id =
       (SELECT project_id FROM estimates.estimates WHERE org_id = $1 AND id = $2) FOR KEY SHARE`,
    [ctx.viewer.orgId, estimateId],
  );
}
