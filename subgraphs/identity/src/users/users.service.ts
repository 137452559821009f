import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { read } from '../../../../service-kit/subgraph/context';
import { checkSearch, containing } from '../../../../service-kit/data/search';
import { badInput, forbidden, notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs, type SortColumn } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { UserFilter, UserOrder } from '../generated/types';
import type { Membership } from '../organizations/membership.entity';
import { Role } from '../roles/role.entity';
import { membersOf } from './members';
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

const byCreation = (direction: 'ASC' | 'DESC'): SortColumn<Membership>[] => [
  {
    sql: 'membership.created_at',
    type: 'timestamptz',
    direction,
    valueOf: ({ createdAt }) => createdAt.toISOString(),
  },
  byId(direction),
];
const byText = (column: 'nameKey' | 'emailKey', direction: 'ASC' | 'DESC'): SortColumn<Membership>[] => [
  {
    sql: column === 'nameKey' ? 'person.name_key' : 'person.email_key',
    type: 'text',
    direction,
    valueOf: ({ user }) => user[column],
  },
  byId(direction),
];
const byId = (direction: 'ASC' | 'DESC'): SortColumn<Membership> => ({
  sql: 'membership.user_id',
  type: 'uuid',
  direction,
  valueOf: ({ userId }) => userId,
});

const ORDERS: Record<UserOrder, SortColumn<Membership>[]> = {
  CREATED_AT_ASC: byCreation('ASC'),
  CREATED_AT_DESC: byCreation('DESC'),
  NAME_ASC: byText('nameKey', 'ASC'),
  NAME_DESC: byText('nameKey', 'DESC'),
  EMAIL_ASC: byText('emailKey', 'ASC'),
  EMAIL_DESC: byText('emailKey', 'DESC'),
};

/** A page of the organisation's people. @throws GraphQLError BAD_USER_INPUT for a bad page or filter */
export async function listUsers(
  ctx: Context,
  args: PageArgs & { filter?: UserFilter | null; orderBy: UserOrder },
): Promise<Page<Membership>> {
  const filter = args.filter ?? {};
  checkFilter(filter);
  const matching = (db: EntityManager) => narrow(membersOf(db, ctx.viewer.orgId), filter);
  const count = () =>
    read(ctx, async (db) => {
      const row = await matching(db).select('count(*)::int', 'total').getRawOne<{ total: number }>();
      return row?.total ?? 0;
    });
  return read(ctx, (db) => readPage(matching(db), ORDERS[args.orderBy], args, count));
}

const MAX_SEARCH_LENGTH = 100;

function checkFilter({ search, roleKey }: UserFilter): void {
  if (search) checkSearch(search, MAX_SEARCH_LENGTH);
  if (roleKey?.includes('\0')) throw badInput('"roleKey" is not the key of a role.', 'filter.roleKey');
}

function narrow(
  query: SelectQueryBuilder<Membership>,
  { search, roleKey, status }: UserFilter,
): SelectQueryBuilder<Membership> {
  const words = search?.trim().normalize('NFC').toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  // The index finds the longest word; the others are looked for in what it found.
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  words.forEach((word, index) => {
    const isIndexed = word === longest && word.length >= 3;
    query.andWhere(
      isIndexed
        ? `person.id IN (SELECT identity.search_users(:word${index}, :word${index}))`
        : `${SEARCHED_TEXT('person.')} LIKE :word${index}`,
      { [`word${index}`]: containing(word) },
    );
  });
  if (status === 'ACTIVE') query.andWhere(`membership.status = 'ACTIVE' AND person.status = 'ACTIVE'`);
  if (status === 'DISABLED') query.andWhere(`(membership.status = 'DISABLED' OR person.status = 'DISABLED')`);
  if (roleKey) {
    query.innerJoin(
      Role,
      'role',
      'role.orgId = membership.orgId AND role.id = membership.roleId AND role.key = :roleKey',
      { roleKey },
    );
  }
  return query;
}
