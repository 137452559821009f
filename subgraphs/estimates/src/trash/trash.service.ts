import type { Permission } from '../../../../schema/permissions';
import { checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import type { DeleteForGoodInput, RestoreFromTrashInput, TrashFilter } from '../generated/types';
import { removeForGood } from './remove-for-good';
import { takeOut } from './restoring';
import { TrashItem, type Restored, type TrashKind } from './trash-item.entity';

/** Who sees each kind in the trash, and who may restore it or delete it for good: whoever may read and delete it elsewhere. */
const RIGHTS: Readonly<Record<TrashKind, { read: Permission; write: Permission }>> = {
  ESTIMATE: { read: 'estimates:read', write: 'estimates:write' },
  PROJECT: { read: 'projects:read', write: 'projects:write' },
  TEMPLATE: { read: 'estimates:read', write: 'estimates:write' },
  CATALOGUE: { read: 'estimates:read', write: 'estimates:write' },
};

const KINDS = Object.keys(RIGHTS) as TrashKind[];

const mayRead = ({ viewer }: Context, kind: TrashKind): boolean => viewer.permissions.has(RIGHTS[kind].read);

/** What is asked of the trash. */
interface TrashArgs extends PageArgs {
  filter?: TrashFilter | null;
}

/** What the caller may see of the trash, the last deleted first, one page. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export function listTrash(ctx: Context, args: TrashArgs): Promise<Page<TrashItem>> {
  const asked = args.filter?.kind ?? KINDS;
  const kinds = KINDS.filter((kind) => asked.includes(kind) && mayRead(ctx, kind));
  const where = new Narrowing<TrashItem>()
    .and('item.orgId = :orgId')
    .and('item.kind = ANY(:kinds)', { kinds });
  return readPage(
    ctx,
    { entity: TrashItem, alias: 'item', where, order: orderBy('deletedAt', 'DESC') },
    args,
  );
}

/** Locks an item for who may delete such a thing. @throws GraphQLError NOT_FOUND, FORBIDDEN */
async function lockItem(ctx: WritingContext, id: string): Promise<TrashItem> {
  const { orgId, permissions } = ctx.viewer;
  const item = await ctx.transaction.findOne(TrashItem, {
    where: { orgId, id: checkId(id, 'Item of the trash') },
    lock: { mode: 'pessimistic_write' },
  });
  if (!item || !mayRead(ctx, item.kind)) throw notFound('Item of the trash');
  const { write } = RIGHTS[item.kind];
  if (!permissions.has(write)) throw forbidden(write);
  return item;
}

/** Takes something out of the trash. @throws InputRejected REVISED_MEANWHILE; GraphQLError NOT_FOUND, FORBIDDEN */
export function restoreFromTrash(
  ctx: Context,
  { id }: RestoreFromTrashInput,
): Promise<Pick<Restored, 'restored'>> {
  return withTransaction(ctx, async (ctx) => {
    const item = await lockItem(ctx, id);
    await takeOut(ctx, item);
    await ctx.transaction.delete(TrashItem, { orgId: item.orgId, id: item.id });
    return { restored: { kind: item.kind, id: item.id } };
  });
}

/** Deletes something that is in the trash for good. @throws GraphQLError NOT_FOUND, FORBIDDEN */
export function deleteForGood(ctx: Context, { id }: DeleteForGoodInput): Promise<{ deletedId: string }> {
  return withTransaction(ctx, async (ctx) => {
    const item = await lockItem(ctx, id);
    await removeForGood(ctx.transaction, item);
    return { deletedId: item.id };
  });
}
