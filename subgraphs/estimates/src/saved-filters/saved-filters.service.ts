import { Brackets } from 'typeorm';
import { checkId, newId } from '../../../../service-kit/data/ids';
import { checkVersion } from '../../../../service-kit/data/versions';
import { forbidden, isCoded, notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { checkEstimateFilter } from '../estimates/estimate-lists.service';
import type {
  CreateSavedFilterInput,
  DeleteSavedFilterInput,
  SavedFilterInput,
  UpdateSavedFilterInput,
} from '../generated/types';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import { SavedFilter } from './saved-filter.entity';
import { readStoredFilter, storedFilter } from './stored-filter';

/** Of one person, and of an organisation. */
const MOST = { own: 100, shared: 300 } as const;

/** The caller's own filters and the organisation's, by name. */
export const listSavedFilters = (ctx: Context): Promise<SavedFilter[]> =>
  read(ctx, (db) =>
    db
      .createQueryBuilder(SavedFilter, 'saved')
      .where('saved.orgId = :orgId', { orgId: ctx.viewer.orgId })
      .andWhere(visibleTo(ctx))
      .orderBy('saved.name')
      .addOrderBy('saved.id')
      .take(MOST.own + MOST.shared)
      .getMany(),
  );

const visibleTo = ({ viewer }: Context): Brackets =>
  new Brackets((where) =>
    where.where('saved.isShared').orWhere('saved.authorId = :userId', { userId: viewer.userId }),
  );

/** @throws GraphQLError NOT_FOUND for another person's own, too */
export const getSavedFilter = (ctx: Context, id: string): Promise<SavedFilter> =>
  read(ctx, async (db) => {
    const found = await db
      .createQueryBuilder(SavedFilter, 'saved')
      .where('saved.orgId = :orgId AND saved.id = :id', {
        orgId: ctx.viewer.orgId,
        id: checkId(id, 'SavedFilter'),
      })
      .andWhere(visibleTo(ctx))
      .getOne();
    if (!found) throw notFound('SavedFilter');
    return found;
  });

/**
 * Saves a filter.
 *
 * @throws InputRejected INVALID_FILTER, TOO_MANY_ITEMS, or for a bad name; GraphQLError FORBIDDEN
 */
export async function createSavedFilter(
  ctx: Context,
  input: CreateSavedFilterInput,
): Promise<{ savedFilter: SavedFilter }> {
  const name = readName(input.name);
  const filter = readFilter(ctx, input.filter);
  const { isShared, orderBy } = input;
  if (isShared) requireSharing(ctx);
  const { orgId, userId: authorId } = ctx.viewer;
  return withTransaction(ctx, async (ctx) => {
    await checkRoom(ctx, isShared, authorId);
    const now = new Date();
    const savedFilter = Object.assign(new SavedFilter(), {
      ...{ orgId, id: newId(), authorId, name, isShared, filter, orderBy },
      ...{ version: 1, createdAt: now, updatedAt: now },
    });
    await ctx.transaction.insert(SavedFilter, savedFilter);
    return { savedFilter };
  });
}

/** Changes a filter. @throws as {@link createSavedFilter}; GraphQLError NOT_FOUND, CONFLICT */
export async function updateSavedFilter(
  ctx: Context,
  input: UpdateSavedFilterInput,
): Promise<{ savedFilter: SavedFilter }> {
  const name = input.name == null ? null : readName(input.name);
  const filter = input.filter == null ? null : readFilter(ctx, input.filter);
  return withTransaction(ctx, async (ctx) => {
    const savedFilter = await lockToChange(ctx, input);
    const isShared = input.isShared ?? savedFilter.isShared;
    if (isShared !== savedFilter.isShared) {
      if (savedFilter.authorId !== ctx.viewer.userId)
        throw reject('NOT_YOURS', 'isShared', 'Only who made a filter says whether it is shared.');
      await checkRoom(ctx, isShared, savedFilter.authorId);
    }
    if (isShared) requireSharing(ctx);
    Object.assign(savedFilter, {
      ...(name === null ? {} : { name }),
      ...(filter === null ? {} : { filter }),
      ...(input.orderBy == null ? {} : { orderBy: input.orderBy }),
      ...{ isShared, version: savedFilter.version + 1, updatedAt: new Date() },
    });
    await ctx.transaction.save(SavedFilter, savedFilter);
    return { savedFilter };
  });
}

/** Deletes a filter. @throws GraphQLError NOT_FOUND, CONFLICT, FORBIDDEN */
export async function deleteSavedFilter(
  ctx: Context,
  input: DeleteSavedFilterInput,
): Promise<{ deletedId: string }> {
  return withTransaction(ctx, async (ctx) => {
    const { orgId, id } = await lockToChange(ctx, input);
    await ctx.transaction.delete(SavedFilter, { orgId, id });
    return { deletedId: id };
  });
}

async function lockToChange(
  ctx: WritingContext,
  input: { id: string; expectedVersion?: number | null | undefined },
): Promise<SavedFilter> {
  const { orgId, userId, permissions } = ctx.viewer;
  const found = await ctx.transaction.findOne(SavedFilter, {
    where: { orgId, id: checkId(input.id, 'SavedFilter') },
    lock: { mode: 'pessimistic_write' },
  });
  const isOwn = found?.authorId === userId;
  if (!found || (!isOwn && !found.isShared)) throw notFound('SavedFilter');
  if (!isOwn && !permissions.has('organization:write')) throw forbidden('organization:write');
  checkVersion('The filter', found, input.expectedVersion);
  return found;
}

function requireSharing({ viewer }: Context): void {
  if (!viewer.permissions.has('estimates:write')) throw forbidden('estimates:write');
}

/** Two at once may both have the last place: it is a bound, not a promise. */
async function checkRoom(ctx: WritingContext, isShared: boolean, authorId: string): Promise<void> {
  const { orgId } = ctx.viewer;
  const whose = isShared ? { orgId, isShared } : { orgId, isShared, authorId };
  const most = isShared ? MOST.shared : MOST.own;
  if ((await ctx.transaction.countBy(SavedFilter, whose)) < most) return;
  const message = `There are ${most} such filters already: delete some first.`;
  throw reject('TOO_MANY_ITEMS', '', message);
}

function readName(given: string): string {
  const check = createEstimateInputCheck();
  const name = check.requiredText(given, TEXT_LIMITS.name, ['name']);
  check.finish();
  return name;
}

/** Checked as the list itself checks it. @throws InputRejected INVALID_FILTER; GraphQLError FORBIDDEN */
function readFilter(ctx: Context, input: SavedFilterInput): object {
  const filter = JSON.parse(JSON.stringify(storedFilter(input))) as object;
  try {
    checkEstimateFilter(ctx, readStoredFilter(filter));
    return filter;
  } catch (error) {
    if (!isCoded(error) || error.extensions['code'] !== 'BAD_USER_INPUT') throw error;
    const { argument } = error.extensions;
    throw reject('INVALID_FILTER', typeof argument === 'string' ? argument : 'filter', error.message);
  }
}
