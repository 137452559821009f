import { Narrowing } from '../../../../service-kit/data/narrowing';
import { countByParent, readPagesByParent, type List } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { checkSearch, containing } from '../../../../service-kit/data/search';
import type { Context } from '../context';
import { AssetPart } from './asset-part.entity';

export type PartsArgs = PageArgs & { search?: string | null };

/** What stands in files that were read; nothing while a job reads one. @throws GraphQLError BAD_USER_INPUT */
export async function listParts(
  ctx: Context,
  ids: readonly string[],
  { search, ...args }: PartsArgs,
): Promise<Page<AssetPart>[]> {
  const where = new Narrowing<AssetPart>().and(
    `part.orgId = :orgId AND EXISTS (SELECT FROM estimates.assets ready
       WHERE ready.org_id = part.orgId AND ready.id = part.assetId AND ready.state = 'READY')`,
  );
  const text = search == null ? '' : checkSearch(search).toLowerCase();
  if (text !== '') where.and('lower(part.text) LIKE :text', { text: containing(text) });
  const list: List<AssetPart> = {
    entity: AssetPart,
    alias: 'part',
    where,
    order: [{ by: 'number', direction: 'ASC' }],
  };
  const parents = { column: 'assetId' as const, ids };
  let counts: Promise<Map<string, number>> | undefined;
  const count = async (id: string) => (await (counts ??= countByParent(ctx, list, parents))).get(id) ?? 0;
  return readPagesByParent(ctx, list, parents, args, count);
}
