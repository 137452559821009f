import { notFound } from '../../../../service-kit/errors/errors';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { jsonInPieces } from '../../../../service-kit/data/json-in-pieces';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { checkVersion } from '../../../../service-kit/data/versions';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { inTurns } from '../../../../service-kit/subgraph/turns';
import type { Context, WritingContext } from '../context';
import { readWhole } from '../drafts/content-reads.service';
import type { DeleteTemplateInput, SaveTemplateInput, UpdateTemplateInput } from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { putIntoTrash } from '../trash/put-into-trash';
import { templateContent } from './template-content';
import { Template } from './template.entity';

/** One template. @throws GraphQLError NOT_FOUND for an unknown, malformed or foreign id */
export async function getTemplate(ctx: Context, id: string): Promise<Template> {
  const template = await ctx.loaders.templates.load(checkId(id, 'Template'));
  if (!template) throw notFound('Template');
  return template;
}

/** The organisation's templates by name, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export const listTemplates = (ctx: Context, args: PageArgs): Promise<Page<Template>> =>
  readPage(
    ctx,
    {
      entity: Template,
      alias: 'template',
      where: new Narrowing<Template>().and('template.orgId = :orgId'),
      order: orderBy('name', 'ASC'),
    },
    args,
  );

/**
 * Saves all that is in an estimate as a template, whatever its state; the estimate stays as it is.
 *
 * @throws InputRejected for a bad name; GraphQLError NOT_FOUND
 */
export async function saveTemplate(ctx: Context, input: SaveTemplateInput): Promise<{ template: Template }> {
  const check = createEstimateInputCheck();
  const description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  const name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  check.finish();
  const content = templateContent((await readWhole(ctx, input.estimateId)).content);
  ctx.facts.spending?.chargeWork(content.positions.length);
  const now = new Date();
  const { orgId, userId } = ctx.viewer;
  const template = Object.assign(new Template(), {
    ...{ orgId, id: newId(), name, description, content, authorId: userId },
    currency: content.estimate.currency,
    // What was sent before there were parameters has none.
    parameters: content.estimate.parameters ?? [],
    positionCount: content.positions.length,
    ...{ version: 1, createdAt: now, updatedAt: now },
  });
  const rows = await inTurns(jsonInPieces(content));
  return withTransaction(ctx, async (ctx) => {
    // By hand: an entity's JSON is written at one go, which takes long for thousands of rows.
    await ctx.transaction
      .createQueryBuilder()
      .insert()
      .into(Template)
      .values({ ...template, content: () => ':content' })
      .setParameter('content', rows)
      .updateEntity(false)
      .execute();
    return { template };
  });
}

/** Locks a template's row. @throws GraphQLError NOT_FOUND, CONFLICT */
export async function lockTemplate(
  ctx: WritingContext,
  id: string,
  expectedVersion?: number | null,
): Promise<Template> {
  const { orgId } = ctx.viewer;
  const template = await ctx.transaction.findOne(Template, {
    where: { orgId, id: checkId(id, 'Template') },
    lock: { mode: 'pessimistic_write' },
  });
  if (!template) throw notFound('Template');
  checkVersion('The template', template, expectedVersion);
  return template;
}

/** Changes a template's own fields. @throws InputRejected for bad ones; GraphQLError NOT_FOUND, CONFLICT */
export async function updateTemplate(
  ctx: Context,
  input: UpdateTemplateInput,
): Promise<{ template: Template }> {
  const check = createEstimateInputCheck();
  const changes: Partial<Template> = {};
  if (input.name !== undefined) changes.name = check.requiredText(input.name, TEXT_LIMITS.name, ['name']);
  if (input.description !== undefined) {
    changes.description = check.text(input.description, TEXT_LIMITS.description, ['description']);
  }
  check.finish();
  return withTransaction(ctx, async (ctx) => {
    const template = await lockTemplate(ctx, input.id, input.expectedVersion);
    const { orgId, id } = template;
    const values = { ...changes, version: template.version + 1, updatedAt: new Date() };
    await ctx.transaction.update(Template, { orgId, id }, values);
    return { template: Object.assign(template, values) };
  });
}

/** Puts a template into the trash; estimates that were made of it stay. @throws GraphQLError NOT_FOUND, CONFLICT */
export async function deleteTemplate(
  ctx: Context,
  input: DeleteTemplateInput,
): Promise<{ deletedId: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { id, name } = await lockTemplate(ctx, input.id, input.expectedVersion);
    await putIntoTrash(ctx, { kind: 'TEMPLATE', id, name });
    return { deletedId: id };
  });
}
