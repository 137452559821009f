import type { EntityManager } from 'typeorm';
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
  most?: number,
): Promise<AssemblyComponent[]> =>
  db
    .createQueryBuilder(AssemblyComponent, 'part')
    .where('part.orgId = :orgId AND part.itemId = ANY(:itemIds::uuid[])', { orgId, itemIds })
    .orderBy({ 'part.itemId': 'ASC', 'part.place': 'ASC' })
    .limit(most)
    .getMany();

/** What assemblies consist of, down to the deepest that there may be. */
export interface AssemblyTree {
  /** By the assembly's id. */
  readonly parts: ReadonlyMap<string, readonly AssemblyComponent[]>;
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
  const parts = new Map<string, AssemblyComponent[]>();
  let next = [...new Set(itemIds)];
  for (let depth = 0; next.length > 0 && depth <= MAX_DEPTH; depth += 1) {
    const found = await componentsOf(db, orgId, next, most + 1);
    if (found.length > most) return { parts, isCut: true };
    for (const id of next) parts.set(id, []);
    for (const part of found) parts.get(part.itemId)?.push(part);
    next = [...new Set(found.map(({ componentId }) => componentId))].filter((id) => !parts.has(id));
  }
  return { parts, isCut: false };
}
