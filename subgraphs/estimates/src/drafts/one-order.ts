import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { outlineOf } from './document-order';
import type { Draft } from './working-copy';
import { RANK_GAP } from './ranks';

/**
 * Ranks the sections of each place behind its positions, where a draft of older rules had two orders beside each other. Its
 * reader meets the same order as before.
 */
export function putInOneOrder(draft: Draft): void {
  const outline = outlineOf<Section, Position>(draft.sections.values(), draft.positions.values(), false);
  for (const place of [null, ...draft.sections.keys()]) {
    const [positions, sections] = [outline.positionsIn(place), outline.sectionsIn(place)];
    const last = positions.at(-1);
    if (!last || sections.length === 0) continue;
    const isFar = !Number.isSafeInteger(last.rank + RANK_GAP * (sections.length + 1));
    const rows = isFar ? [...positions, ...sections] : sections;
    const from = isFar ? -RANK_GAP : last.rank;
    rows.forEach((row, index) => {
      row.rank = from + RANK_GAP * (index + 1);
      draft.reordered.add(row);
    });
  }
}
