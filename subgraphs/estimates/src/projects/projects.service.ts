import { withTransaction } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { checkVersion } from '../../../../service-kit/data/versions';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context, WritingContext } from '../context';
import { detachDrafts, hasSentEstimates } from '../estimates/project-links.service';
import type { CreateProjectInput, DeleteProjectInput, UpdateProjectInput } from '../generated/types';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { TEXT_LIMITS } from '../input-check';
import { tellGone } from '../knowledge/tell-gone';
import { requireLead } from '../leads/lead-check';
import { putIntoTrash } from '../trash/put-into-trash';
import { Project } from './project.entity';

/** Makes a project. @throws InputRejected for a bad name or an unknown lead */
export async function createProject(ctx: Context, input: CreateProjectInput): Promise<{ project: Project }> {
  const check = createInputCheck();
  const name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  const description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  check.finish();
  const leadId = input.leadId == null ? null : await requireLead(ctx, input.leadId, ['leadId']);
  const now = new Date();
  const { orgId, userId } = ctx.viewer;
  const project = Object.assign(new Project(), {
    orgId,
    id: newId(),
    name,
    description,
    leadId,
    authorId: userId,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  return withTransaction(ctx, async (ctx) => {
    await ctx.transaction.insert(Project, project);
    return { project };
  });
}

/** Locks a project's row. @throws GraphQLError NOT_FOUND, CONFLICT */
async function lockProject(
  ctx: WritingContext,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<Project> {
  const { orgId } = ctx.viewer;
  const project = await ctx.transaction.findOne(Project, {
    where: { orgId, id: checkId(id, 'Project') },
    lock: { mode: 'pessimistic_write' },
  });
  if (!project) throw notFound('Project');
  checkVersion('The project', project, expectedVersion);
  return project;
}

/** Changes a project. @throws GraphQLError NOT_FOUND, CONFLICT; InputRejected for a bad name or an unknown lead */
export async function updateProject(ctx: Context, input: UpdateProjectInput): Promise<{ project: Project }> {
  const check = createInputCheck();
  const changes: Partial<Project> = {};
  if (input.name !== undefined) changes.name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  if (input.description !== undefined) {
    changes.description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  }
  check.finish();
  if (input.leadId === null) changes.leadId = null;
  else if (input.leadId !== undefined) changes.leadId = await requireLead(ctx, input.leadId, ['leadId']);
  const project = await withTransaction(ctx, async (ctx) => {
    const project = await lockProject(ctx, input.id, input.expectedVersion);
    Object.assign(project, changes, { version: project.version + 1, updatedAt: new Date() });
    const { orgId, id, ...values } = project;
    await ctx.transaction.update(Project, { orgId, id }, values);
    return project;
  });
  return { project };
}

/** Puts a project into the trash; its drafts stay, and are in it again once it is restored. @throws InputRejected PROJECT_HAS_SENT_ESTIMATES; GraphQLError NOT_FOUND, CONFLICT */
export async function deleteProject(ctx: Context, input: DeleteProjectInput): Promise<{ deletedId: string }> {
  const deletedId = await withTransaction(ctx, async (ctx) => {
    const { id, name } = await lockProject(ctx, input.id, input.expectedVersion);
    if (await hasSentEstimates(ctx, id)) {
      throw reject(
        'PROJECT_HAS_SENT_ESTIMATES',
        'id',
        'An estimate of this project was sent, so the project cannot be deleted.',
      );
    }
    const draftIds = await detachDrafts(ctx, id);
    await putIntoTrash(ctx, { kind: 'PROJECT', id, name }, { draftIds });
    await tellGone(ctx, 'PROJECT', id);
    return id;
  });
  return { deletedId };
}
