import type { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage, type Direction } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { defineValues } from '../../../../service-kit/data/read';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { MEMBERS } from './members';

const readCollation = defineValues<string>(
  'SELECT sorting FROM identity.organizations WHERE org_id = :orgId',
  ([collation]) => collation ?? 'und',
);
const collationOf = async (ctx: Context): Promise<string> => (await readCollation(ctx))[0] ?? 'und';

/**
 * A page of members by last name, then first name, as the language of the organisation sorts them.
 *
 * @param where makes the conditions anew; `membership` and `person` are joined already
 * @throws GraphQLError BAD_USER_INPUT for a bad page, and for a cursor of another language's order
 */
export async function readByName(
  ctx: Context,
  where: () => Narrowing<Membership>,
  direction: Direction,
  args: PageArgs,
): Promise<Page<Membership>> {
  const readIn = (collation: string) =>
    readPage(
      ctx,
      {
        ...MEMBERS,
        nested: { ...MEMBERS.nested, named: 'named' },
        // A literal: the index of this language is the one for it.
        where: where().joinRelation('membership.named', 'named').and(`named.sorting = '${collation}'`),
        order: orderBy<Membership>('named.name', direction, 'named.userId').map((column) =>
          column.by === 'named.name' ? { ...column, collation } : column,
        ),
      },
      args,
    );
  const collation = await collationOf(ctx);
  const page = await readIn(collation);
  if (page.edges.length > 0) return page;
  // The language may have changed between the two reads, and nobody is under the former one then.
  const now = await collationOf(ctx);
  return now === collation ? page : readIn(now);
}
