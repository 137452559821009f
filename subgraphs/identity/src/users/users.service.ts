import type { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type SortColumn } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { checkSearch } from '../../../../service-kit/data/search';
import { badInput, forbidden, notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { UserFilter, UserOrder, UserStatus } from '../generated/types';
import type { Membership } from '../organizations/membership.entity';
import { Role } from '../roles/role.entity';
import { members, MEMBERS } from './members';
import { readByName } from './by-name';

/**
 * You. What hangs on a person is read with them as far as it is asked for, so this is one batch of reads.
 *
 * @throws GraphQLError NOT_FOUND when you were removed from the organisation meanwhile
 */
export async function getMe(ctx: Context): Promise<Membership> {
  const { userId, orgId, sessionId } = ctx.viewer;
  const asked = ctx.asked.of('User');
  const ahead: Promise<unknown>[] = [];
  if (asked.has('organization')) ahead.push(ctx.loaders.organizations.load(orgId));
  if (asked.has('session')) ahead.push(ctx.loaders.sessions.load(sessionId));
  if (asked.has('role') || asked.has('permissions')) ahead.push(ctx.loaders.ownRoles.load(userId));
  // What fails ahead fails where it is asked for.
  const [me] = await Promise.all([getUser(ctx, userId), Promise.allSettled(ahead)]);
  return me;
}

/** One person of the caller's organisation. @throws GraphQLError NOT_FOUND for any other id */
export async function getUser(ctx: Context, id: string): Promise<Membership> {
  const user = await ctx.loaders.users.load(checkId(id, 'User'));
  if (!user) throw notFound('User');
  return user;
}

/**
 * Guards what only the person and holders of `users:read` may see; names are for every colleague.
 *
 * @throws GraphQLError FORBIDDEN
 */
export function seePrivate(ctx: Context, user: Membership): Membership {
  const may = user.userId === ctx.viewer.userId || ctx.viewer.permissions.has('users:read');
  if (!may) throw forbidden('users:read');
  return user;
}

/** What a person is here: removed whatever else, disabled when either the organisation or the installation says so. */
export function statusOf({ status, user }: Membership): UserStatus {
  if (status === 'REMOVED') return 'REMOVED';
  return [status, user.status].includes('DISABLED') ? 'DISABLED' : 'ACTIVE';
}

/** Whether this is a person who left, or was removed: the organisation knows them by name only. Themselves see nothing else, either. */
export const hasLeft = ({ status, machine }: Membership): boolean => status === 'REMOVED' && !machine;

/** The address as those see it who may; of who has left one that no mail goes to: today's is theirs alone. */
export const emailOf = (member: Membership): string =>
  hasLeft(member) ? `left-${member.userId}@cashcraft.invalid` : member.user.email;

const ORDERS: Record<Exclude<UserOrder, 'NAME_ASC' | 'NAME_DESC'>, SortColumn<Membership>[]> = {
  CREATED_AT_ASC: orderBy('createdAt', 'ASC', 'userId'),
  CREATED_AT_DESC: orderBy('createdAt', 'DESC', 'userId'),
  EMAIL_ASC: orderBy('user.emailKey', 'ASC', 'userId'),
  EMAIL_DESC: orderBy('user.emailKey', 'DESC', 'userId'),
};

/** A page of the organisation's people. @throws GraphQLError BAD_USER_INPUT for a bad page or filter */
export async function listUsers(
  ctx: Context,
  args: PageArgs & { filter?: UserFilter | null; orderBy: UserOrder },
): Promise<Page<Membership>> {
  const filter = args.filter ?? {};
  checkFilter(filter, args.orderBy);
  const where = () => narrow(members(), filter);
  if (args.orderBy === 'NAME_ASC') return readByName(ctx, where, 'ASC', args);
  if (args.orderBy === 'NAME_DESC') return readByName(ctx, where, 'DESC', args);
  return readPage(ctx, { ...MEMBERS, where: where(), order: ORDERS[args.orderBy] }, args);
}

const MAX_SEARCH_LENGTH = 100;

function checkFilter({ search, roleKey, status }: UserFilter, order: UserOrder): void {
  if (status === 'REMOVED' && order.startsWith('EMAIL'))
    throw badInput('Who has left has no address here: order them by name or CREATED_AT.', 'orderBy');
  if (search) checkSearch(search, MAX_SEARCH_LENGTH);
  if (roleKey?.includes('\0')) throw badInput('"roleKey" is not the key of a role.', 'filter.roleKey');
}

function narrow(
  where: Narrowing<Membership>,
  { search, roleKey, status }: UserFilter,
): Narrowing<Membership> {
  const words = search?.trim().split(/\s+/u).filter(Boolean) ?? [];
  // The index finds the longest word; the others are looked for in what it found.
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  words.forEach((word, index) => {
    const pattern = `(SELECT identity.search_pattern(:word${index}::text))`; // made once, not for each row
    const isIndexed = word === longest && word.length >= 3;
    where.and(
      isIndexed
        ? `membership.userId IN (SELECT identity.search_member_names(${pattern}, ''))`
        : `EXISTS (SELECT 1 FROM identity.member_names found
                    WHERE found.org_id = :orgId AND found.user_id = membership.userId AND found.search_text LIKE ${pattern})`,
      { [`word${index}`]: word },
    );
  });
  // Who has left is not one of the people; only what they made still names them.
  if (status !== 'REMOVED') where.and(`membership.status <> 'REMOVED'`);
  else where.and(`membership.status = 'REMOVED'`);
  if (status === 'ACTIVE') where.and(`membership.status = 'ACTIVE' AND person.status = 'ACTIVE'`);
  if (status === 'DISABLED') where.and(`(membership.status = 'DISABLED' OR person.status = 'DISABLED')`);
  if (roleKey) {
    where.join(
      Role,
      'role',
      'role.orgId = membership.orgId AND role.id = membership.roleId AND role.key = :roleKey',
      { roleKey },
    );
  }
  return where;
}
