import { SIZE_LIMITS, TotalsInputError } from './money-limits';
import type { SectionInput } from './totals.types';

/** A section and the way up from it. */
export interface SectionNode {
  readonly section: SectionInput;
  /** 1 at the top level. */
  readonly depth: number;
  /** Itself first, then its parent, up to the top level. */
  readonly lineage: readonly SectionInput[];
}

function refuse(
  code: 'UNKNOWN_SECTION' | 'SECTION_CYCLE' | 'SECTIONS_TOO_DEEP',
  id: string,
  message: string,
): never {
  throw new TotalsInputError(code, ['sections', id, 'parentId'], message);
}

function lineageOf(section: SectionInput, byId: ReadonlyMap<string, SectionInput>): SectionInput[] {
  const lineage = [section];
  const seen = new Set([section.id]);
  for (let at = section; at.parentId !== null;) {
    const parent = byId.get(at.parentId);
    if (!parent) refuse('UNKNOWN_SECTION', at.id, 'The parent section is not in this estimate.');
    if (seen.has(parent.id)) refuse('SECTION_CYCLE', section.id, 'A section cannot be inside itself.');
    if (lineage.length === SIZE_LIMITS.sectionDepth) {
      refuse(
        'SECTIONS_TOO_DEEP',
        section.id,
        `Sections nest at most ${SIZE_LIMITS.sectionDepth} levels deep.`,
      );
    }
    seen.add(parent.id);
    lineage.push(parent);
    at = parent;
  }
  return lineage;
}

/**
 * Checks the section tree and finds each section's way up.
 *
 * @param sections in display order, with unique ids
 * @returns by section id, in the same order
 * @throws TotalsInputError UNKNOWN_SECTION, SECTION_CYCLE or SECTIONS_TOO_DEEP
 */
export function readSectionTree(sections: readonly SectionInput[]): Map<string, SectionNode> {
  const byId = new Map(sections.map((section) => [section.id, section]));
  return new Map(
    sections.map((section) => {
      const lineage = lineageOf(section, byId);
      return [section.id, { section, depth: lineage.length, lineage }];
    }),
  );
}
