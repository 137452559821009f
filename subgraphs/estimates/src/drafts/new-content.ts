import { newId } from '../../../../service-kit/data/ids';
import { firstVersions } from '../adjustments/adjustment-input';
import type { NewPositionInput } from '../generated/types';
import type { InputPath } from '../../../../service-kit/data/input-check';
import type { EstimateInputCheck } from '../input-check';
import { applyForeignPrice } from '../foreign-prices/foreign-price-input';
import { Position } from '../positions/position.entity';
import { applyPositionInput, BLANK_POSITION } from '../positions/position-input';
import type { CopiedNames } from '../sections/copied-names';
import { Section } from '../sections/section.entity';
import type { Draft } from './draft';

/** A row's fields that nobody gives. */
function newRow({ estimate, now }: Draft) {
  const id = newId();
  return {
    orgId: estimate.orgId,
    id,
    originId: id,
    estimateId: estimate.id,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** Puts a new position into a draft; its amounts come with the next calculation. */
export function addNewPosition(
  draft: Draft,
  check: EstimateInputCheck,
  input: Omit<NewPositionInput, 'coefficients'>,
  at: { sectionId: string | null; rank: number; path: InputPath },
): Position {
  const position = Object.assign(new Position(), BLANK_POSITION, newRow(draft), {
    sectionId: at.sectionId,
    rank: at.rank,
    included: true,
  });
  applyPositionInput(check, position, input, at.path);
  applyForeignPrice(check, draft.estimate, position, input, at.path);
  draft.positions.set(position.id, position);
  draft.places.set(position.id, at.path);
  if (input.unitCostFormula != null) draft.givenCostFormulas.add(position.id);
  draft.dirty.add(position);
  return position;
}

/** Puts a copy of a position into a draft, with its cost. */
export function addCopy(
  draft: Draft,
  original: Position,
  sectionId: string | null,
  names: CopiedNames,
): Position {
  const named = { variable: names.variableOf(original), ...names.formulasOf(original) };
  const position = Object.assign(new Position(), original, newRow(draft), { sectionId, ...named });
  draft.positions.set(position.id, position);
  draft.dirty.add(position);
  return position;
}

/** Puts a copy of a section into a draft, without what is in it. Its adjustments are new ones. */
export function addSectionCopy(draft: Draft, original: Section, parentId: string | null): Section {
  const adjustments = firstVersions(original.adjustments).map((each) => ({ ...each, id: newId() }));
  const section = Object.assign(new Section(), original, newRow(draft), { parentId, adjustments });
  draft.sections.set(section.id, section);
  draft.dirty.add(section);
  return section;
}

/** Puts a new section into a draft. */
export function addNewSection(
  draft: Draft,
  fields: Pick<Section, 'name' | 'description' | 'choice' | 'adjustments'> & Partial<Section>,
  at: { parentId: string | null; rank: number; path: InputPath },
): Section {
  const section = Object.assign(new Section(), { coefficients: null }, newRow(draft), fields, {
    parentId: at.parentId,
    rank: at.rank,
    included: true,
  });
  draft.sections.set(section.id, section);
  draft.places.set(section.id, at.path);
  draft.dirty.add(section);
  return section;
}
