import { groupByKey } from '../../../../service-kit/data/loaders';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { badInput } from '../../../../service-kit/errors/errors';
import type { Context } from '../context';
import { KnowledgeRelation, type RelationKind } from './knowledge-node.entity';
import { sightOf } from './visible-kinds';

/** A node whose relations are read. */
export interface RelationCountKey {
  readonly id: string;
  readonly kinds: readonly RelationKind[] | null;
}
export interface RelationPageKey extends RelationCountKey {
  readonly args: PageArgs;
}

type Relations = List<KnowledgeRelation>;
const MOST_KINDS = 20;

function listOf(ctx: Context, kinds: RelationCountKey['kinds']): Relations {
  const where = new Narrowing<KnowledgeRelation>().and(
    'relation.orgId = :orgId AND relation.toKind = ANY(:seen::text[])',
    { seen: [...sightOf(ctx).kinds] },
  );
  if (kinds !== null) {
    if (kinds.length > MOST_KINDS) throw badInput(`"kinds" may hold ${MOST_KINDS} at most.`, 'kinds');
    where.and('relation.kind = ANY(:kinds::text[])', { kinds: [...kinds] });
  }
  return {
    entity: KnowledgeRelation,
    alias: 'relation',
    where,
    order: [{ by: 'id', direction: 'ASC' }],
    keys: ['toId'],
  };
}

/** Groups keys that differ in their node only: each group is one statement. */
async function byGroup<K extends RelationCountKey, R>(
  keys: readonly K[],
  read: (group: readonly K[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const names = keys.map(({ id: _id, ...rest }) => JSON.stringify(rest));
  const groups = [...new Set(names)];
  const members = groupByKey(groups, [...keys.entries()], ([index]) => names[index] as string);
  const out: R[] = [];
  await Promise.all(
    members.map(async (group) => {
      const found = await read(group.map(([, key]) => key));
      group.forEach(([index], place) => (out[index] = found[place] as R));
    }),
  );
  return out;
}

/** A page of each node's relations, as far as the caller may see them. */
export const pagesOfRelations = (
  ctx: Context,
  keys: readonly RelationPageKey[],
): Promise<Page<KnowledgeRelation>[]> =>
  byGroup(keys, (group) => {
    const { kinds, args } = group[0] as RelationPageKey;
    const ids = group.map(({ id }) => id);
    return readPagesByParent(ctx, listOf(ctx, kinds), { column: 'fromId', ids }, args, (id) =>
      ctx.loaders.relationCounts.load({ id, kinds }),
    );
  });

/** How many relations each node has, as far as the caller may see them. */
export const countRelations = (ctx: Context, keys: readonly RelationCountKey[]): Promise<number[]> =>
  byGroup(keys, async (group) => {
    const { kinds } = group[0] as RelationCountKey;
    const ids = group.map(({ id }) => id);
    const counts = await countByParent(ctx, listOf(ctx, kinds), { column: 'fromId', ids });
    return ids.map((id) => counts.get(id) ?? 0);
  });
