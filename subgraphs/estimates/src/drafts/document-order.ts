import { byRank, type Ranked } from './ranks';

interface TreeSection extends Ranked {
  readonly parentId: string | null;
}

interface TreePosition extends Ranked {
  readonly sectionId: string | null;
}

/** A section or a position. */
type Item<S, P> = { readonly section: S } | { readonly position: P };

/** An estimate's content in the order a reader meets it, and by place. */
export interface Outline<S extends TreeSection, P extends TreePosition> {
  /** Depth first. */
  readonly sections: readonly S[];
  readonly positions: readonly P[];
  /** The sections directly in a section; null: at the top level. */
  sectionsIn(parentId: string | null): readonly S[];
  /** The positions directly in a section; null: outside sections. */
  positionsIn(sectionId: string | null): readonly P[];
  /** Both, in the order of the document. */
  itemsIn(parentId: string | null): readonly Item<S, P>[];
  /** 1 at the top level. */
  depthOf(sectionId: string): number;
}

/** Groups items by their place, each group in order. */
export function groupInOrder<T extends Ranked>(
  items: Iterable<T>,
  keyOf: (item: T) => string | null,
): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  for (const group of groups.values()) group.sort(byRank);
  return groups;
}

/**
 * Puts sections and positions in order.
 *
 * @param sections of one estimate; must form a tree, which the tables' keys and `moveSection` see to
 * @param positions of the same estimate; none when only sections are of interest
 * @param oneOrder whether sections and positions of one place are ordered by one rank (`hasOneOrder`); else positions stand first
 */
export function outlineOf<S extends TreeSection, P extends TreePosition>(
  sections: Iterable<S>,
  positions: Iterable<P>,
  oneOrder: boolean,
): Outline<S, P> {
  const children = groupInOrder(sections, (section) => section.parentId);
  const lines = groupInOrder(positions, (position) => position.sectionId);
  const itemsIn = (place: string | null): Item<S, P>[] => {
    const items = [
      ...(lines.get(place) ?? []).map((position) => ({ position, row: position as Ranked })),
      ...(children.get(place) ?? []).map((section) => ({ section, row: section as Ranked })),
    ];
    return oneOrder ? items.sort((a, b) => byRank(a.row, b.row)) : items;
  };
  const ordered: S[] = [];
  const listed: P[] = [];
  const depths = new Map<string, number>();
  const walk = (parentId: string | null, depth: number): void => {
    for (const item of itemsIn(parentId)) {
      if ('position' in item) {
        listed.push(item.position);
        continue;
      }
      ordered.push(item.section);
      depths.set(item.section.id, depth);
      walk(item.section.id, depth + 1);
    }
  };
  walk(null, 1);
  return {
    sections: ordered,
    positions: listed,
    sectionsIn: (parentId) => children.get(parentId) ?? [],
    positionsIn: (sectionId) => lines.get(sectionId) ?? [],
    itemsIn,
    depthOf: (sectionId) => depths.get(sectionId) ?? 1,
  };
}
