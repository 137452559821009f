import type { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type SortColumn } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { checkSearch, containing } from '../../../../service-kit/data/search';
import { badInput, forbidden, notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import type { UserFilter, UserOrder, UserStatus } from '../generated/types';
import type { Membership } from '../organizations/membership.entity';
import { Role } from '../roles/role.entity';
import { members, MEMBERS } from './members';
import { SEARCHED_TEXT } from './search-text';

/** You. @throws GraphQLError NOT_FOUND when you were removed from the organisation meanwhile */
export async function getMe(ctx: Context): Promise<Membership> {
  return getUser(ctx, ctx.viewer.userId);
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

const ORDERS: Record<UserOrder, SortColumn<Membership>[]> = {
  CREATED_AT_ASC: orderBy('createdAt', 'ASC', 'userId'),
  CREATED_AT_DESC: orderBy('createdAt', 'DESC', 'userId'),
  NAME_ASC: orderBy('user.nameKey', 'ASC', 'userId'),
  NAME_DESC: orderBy('user.nameKey', 'DESC', 'userId'),
  EMAIL_ASC: orderBy('user.emailKey', 'ASC', 'userId'),
  EMAIL_DESC: orderBy('user.emailKey', 'DESC', 'userId'),
};

/** A page of the organisation's people. @throws GraphQLError BAD_USER_INPUT for a bad page or filter */
export async function listUsers(
  ctx: Context,
  args: PageArgs & { filter?: UserFilter | null; orderBy: UserOrder },
): Promise<Page<Membership>> {
  const filter = args.filter ?? {};
  checkFilter(filter);
  return readPage(ctx, { ...MEMBERS, where: narrow(members(), filter), order: ORDERS[args.orderBy] }, args);
}

const MAX_SEARCH_LENGTH = 100;

function checkFilter({ search, roleKey }: UserFilter): void {
  if (search) checkSearch(search, MAX_SEARCH_LENGTH);
  if (roleKey?.includes('\0')) throw badInput('"roleKey" is not the key of a role.', 'filter.roleKey');
}

function narrow(
  where: Narrowing<Membership>,
  { search, roleKey, status }: UserFilter,
): Narrowing<Membership> {
  const words = search?.trim().normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  // The index finds the longest word; the others are looked for in what it found.
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  words.forEach((word, index) => {
    const isIndexed = word === longest && word.length >= 3;
    const condition = isIndexed
      ? `person.id IN (SELECT identity.search_users(:word${index}, :word${index}))`
      : `${SEARCHED_TEXT('person.')} LIKE :word${index}`;
    where.and(condition, { [`word${index}`]: containing(word) });
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
