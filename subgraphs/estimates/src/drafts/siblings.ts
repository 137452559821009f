import { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import type { Draft } from './working-copy';

/* Sections and positions of one place have one order. */

/** A section or a position. */
export type Row = Section | Position;

/** The section that a row lies in; null: none. */
export const parentOf = (row: Row): string | null => (row instanceof Position ? row.sectionId : row.parentId);

/** All rows of a draft. */
export const rowsOf = ({ sections, positions }: Draft): Row[] => [
  ...sections.values(),
  ...positions.values(),
];

/** The sections and positions directly in a section; null: outside sections. In no order. */
export const siblingsIn = (draft: Draft, parentId: string | null): Row[] =>
  rowsOf(draft).filter((row) => parentOf(row) === parentId);
