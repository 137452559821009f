import type { Line } from './line-amounts';
import { TotalsInputError } from './money-limits';
import type { SectionNode } from './section-tree';
import type { Choice } from './offer.types';
import type { SectionInput, TotalsInput } from './totals.types';

/*
 * What counts where. A row that is not taken counts in nothing above it, while what is inside a section that is not taken
 * counts in that section: so the section shows what it would come to.
 */

/** Which lines count in a section, by id, and in the whole estimate. */
export interface Counted {
  readonly bySection: ReadonlyMap<string, readonly Line[]>;
  readonly lines: readonly Line[];
}

const isLeftOut = ({ choice }: { readonly choice?: Choice | null }): boolean => choice?.taken === false;

/** Whether a section, and all it lies in, is taken. */
export const isIncluded = (node: SectionNode | undefined): boolean => !node?.lineage.some(isLeftOut);

/** Finds out which lines count where, each list in display order. */
export function countLines(tree: ReadonlyMap<string, SectionNode>, lines: readonly Line[]): Counted {
  const bySection = new Map([...tree.keys()].map((id): [string, Line[]] => [id, []]));
  const counted: Line[] = [];
  for (const line of lines) {
    let counts = !isLeftOut(line.position);
    const { sectionId } = line.position;
    const lineage: readonly SectionInput[] = sectionId === null ? [] : (tree.get(sectionId)?.lineage ?? []);
    for (const section of lineage) {
      if (!counts) break;
      bySection.get(section.id)?.push(line);
      counts = !isLeftOut(section);
    }
    line.included = counts;
    if (counts) counted.push(line);
  }
  return { bySection, lines: counted };
}

type Choosable = { readonly id: string; readonly choice?: Choice | null };

/**
 * Checks that of alternatives exactly one is taken.
 *
 * @throws TotalsInputError ALTERNATIVES_NEED_ONE at the second one that is, or at the first of those of which none is
 */
export function checkChoices({ sections, positions }: TotalsInput): void {
  const groups = new Map<string, { place: string[]; name: string; taken: number }>();
  const count = (kind: string, { id, choice }: Choosable, parent: string | null): void => {
    if (choice == null || choice.group === null) return;
    const key = `${parent} ${choice.group}`;
    const group = groups.get(key) ?? { place: [kind, id, 'choice'], name: choice.group, taken: 0 };
    groups.set(key, group);
    if (!choice.taken) return;
    group.taken += 1;
    if (group.taken > 1) refuse([kind, id, 'choice'], group.name);
  };
  for (const each of positions) count('positions', each, each.sectionId);
  for (const each of sections) count('sections', each, each.parentId);
  for (const { place, name, taken } of groups.values()) if (taken === 0) refuse(place, name);
}

function refuse(place: string[], name: string): never {
  const message = `Of the alternatives “${name}” exactly one has to be taken.`;
  throw new TotalsInputError('ALTERNATIVES_NEED_ONE', place, message);
}
