import type { EntityManager } from 'typeorm';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import { AssemblyComponent } from './assembly-component.entity';

/** Components of one assembly, at most. */
export const MAX_COMPONENTS = 100;
/** How deep assemblies nest, at most. */
export const MAX_DEPTH = 8;

/** The components of assemblies, in their order, in one statement. */
export const componentsOf = (
  db: EntityManager,
  orgId: string,
  itemIds: readonly string[],
): Promise<AssemblyComponent[]> =>
  db
    .createQueryBuilder(AssemblyComponent, 'part')
    .where('part.orgId = :orgId AND part.itemId = ANY(:itemIds::uuid[])', { orgId, itemIds })
    .orderBy({ 'part.itemId': 'ASC', 'part.place': 'ASC' })
    .getMany();

/** A part, as far as a tree needs it. */
type TreePart = Pick<AssemblyComponent, 'itemId' | 'componentId' | 'name' | 'quantity'>;

/** The same as {@link componentsOf}, without the work of making entities of them: there may be thousands. */
const treePartsOf = (
  db: EntityManager,
  orgId: string,
  itemIds: readonly string[],
  most: number,
): Promise<TreePart[]> =>
  db.query(
    `SELECT item_id AS "itemId", component_id AS "componentId", name, quantity FROM estimates.assembly_components
      WHERE org_id = $1 AND item_id = ANY($2::uuid[]) ORDER BY item_id, place LIMIT $3`,
    [orgId, itemIds, most],
  );

/** What assemblies consist of, down to the deepest that there may be. */
export interface AssemblyTree {
  /** By the assembly's id. */
  readonly parts: ReadonlyMap<string, readonly TreePart[]>;
  /** Whether there are more parts than were asked for, so that some are not in it. */
  readonly isCut: boolean;
}

/**
 * Reads what items consist of, level by level: a statement for each, whatever circles there are. An item that the first level does not
 * reach within the depth is not read.
 *
 * @param most parts of one level; every part of a level makes a position of its own at least
 */
export async function readAssemblies(
  db: EntityManager,
  orgId: string,
  itemIds: readonly string[],
  most: number,
): Promise<AssemblyTree> {
  const parts = new Map<string, TreePart[]>();
  let next = [...new Set(itemIds)];
  for (let depth = 0; next.length > 0 && depth <= MAX_DEPTH; depth += 1) {
    await nextTurn();
    const found = await treePartsOf(db, orgId, next, most + 1);
    if (found.length > most) return { parts, isCut: true };
    for (const id of next) parts.set(id, []);
    for (const part of found) parts.get(part.itemId)?.push(part);
    next = [...new Set(found.map(({ componentId }) => componentId))].filter((id) => !parts.has(id));
  }
  return { parts, isCut: false };
}
