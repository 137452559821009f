import { notFound } from '../../../../service-kit/errors/errors';
import { checkVersion } from '../../../../service-kit/data/versions';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { readAdjustments } from '../adjustments/adjustment-input';
import { readCoefficients } from '../coefficients/coefficient-input';
import { outlineOf } from '../drafts/document-order';
import { editDraft, changeRow, type Draft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import { SIZE_LIMITS } from '../calculation/money-limits';
import { addNewSection } from '../drafts/new-content';
import { readSection } from '../drafts/new-tree';
import { joinOthers, leaveOthers } from '../drafts/draft-choices';
import { putAmong } from '../drafts/places';
import { siblingsIn, type Row } from '../drafts/siblings';
import { readChoice } from '../positions/position-input';
import type {
  AddSectionInput,
  MoveSectionInput,
  RemoveSectionInput,
  UpdateSectionInput,
} from '../generated/types';
import { referencedId, refusedReference, type InputPath } from '../../../../service-kit/data/input-check';
import { createEstimateInputCheck, TEXT_LIMITS } from '../input-check';
import type { Section } from './section.entity';

interface Done {
  section: Section;
  estimate: Estimate;
}

/**
 * Finds the section an input refers to.
 *
 * @returns its id; null when none was named
 * @throws InputRejected SECTION_NOT_FOUND when it does not lie in this estimate
 */
export function sectionIdIn(draft: Draft, given: string | null | undefined, path: InputPath): string | null {
  if (given == null) return null;
  const id = referencedId(given, 'Section', path);
  if (!draft.sections.has(id)) throw refusedReference('Section', path);
  return id;
}

/** @throws GraphQLError NOT_FOUND when it is gone meanwhile; CONFLICT for another version than expected */
function sectionOf(draft: Draft, id: string, expectedVersion?: number | null): Section {
  const section = draft.sections.get(id.toLowerCase());
  if (!section) throw notFound('Section');
  checkVersion('The section', section, expectedVersion);
  return section;
}

/** Adds a section to a draft. @throws as `editDraft`; InputRejected for bad fields or an unknown place */
export function addSection(ctx: Context, input: AddSectionInput): Promise<Done> {
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const check = createEstimateInputCheck();
    const fields = readSection(ctx, draft, check, input, []);
    check.finish();
    const parentId = sectionIdIn(draft, input.parentId, ['parentId']);
    const section = addNewSection(draft, fields, { parentId, rank: 0, path: [] });
    for (const moved of putAmong<Row>(section, siblingsIn(draft, parentId), input, 'Section')) {
      draft.dirty.add(moved);
    }
    leaveOthers(draft, section);
    return { section };
  });
}

/** Changes a section's own fields. @throws as `editDraft`; InputRejected for bad fields; CONFLICT */
export function updateSection(ctx: Context, input: UpdateSectionInput): Promise<Done> {
  return editDraft(ctx, { section: input.id }, { idPath: ['id'] }, (draft) => {
    const section = sectionOf(draft, input.id, input.expectedVersion);
    draft.places.set(section.id, []);
    const check = createEstimateInputCheck();
    const { name, description, choice, adjustments, coefficients } = input;
    changeRow(draft, section, () => {
      if (name !== undefined) section.name = check.requiredText(name, TEXT_LIMITS.name, ['name']);
      if (description !== undefined) {
        section.description = check.text(description, TEXT_LIMITS.description, ['description']);
      }
      if (choice !== undefined) section.choice = readChoice(check, choice, ['choice']);
      if (coefficients) {
        section.coefficients = readCoefficients(ctx, check, coefficients, section, ['coefficients']);
      }
      if (adjustments) {
        const at = ['adjustments'];
        section.adjustments = readAdjustments(ctx, check, adjustments, section.adjustments, at, draft.places);
      }
    });
    if (choice?.taken) leaveOthers(draft, section);
    check.finish();
    return { section };
  });
}

/**
 * Moves a section with all that is in it.
 *
 * @throws InputRejected SECTION_CYCLE, SECTIONS_TOO_DEEP, SECTION_NOT_FOUND; as `editDraft`; CONFLICT
 */
export function moveSection(ctx: Context, input: MoveSectionInput): Promise<Done> {
  return editDraft(ctx, { section: input.id }, { idPath: ['id'] }, (draft) => {
    const section = sectionOf(draft, input.id, input.expectedVersion);
    const parentId =
      input.parentId === undefined ? section.parentId : sectionIdIn(draft, input.parentId, ['parentId']);
    checkNesting(draft, section, parentId);
    changeRow(draft, section, () => {
      section.parentId = parentId;
      for (const moved of putAmong<Row>(section, siblingsIn(draft, parentId), input, 'Section')) {
        draft.dirty.add(moved);
      }
    });
    joinOthers(draft, section);
    return { section };
  });
}

function checkNesting(draft: Draft, section: Section, parentId: string | null): void {
  for (let at = parentId; at !== null; at = draft.sections.get(at)?.parentId ?? null) {
    if (at === section.id) throw reject('SECTION_CYCLE', 'parentId', 'A section cannot be inside itself.');
  }
  const outline = outlineOf(draft.sections.values(), [], true);
  const height = (id: string): number =>
    1 + Math.max(0, ...outline.sectionsIn(id).map((child) => height(child.id)));
  const above = parentId === null ? 0 : outline.depthOf(parentId);
  if (above + height(section.id) <= SIZE_LIMITS.sectionDepth) return;
  throw reject(
    'SECTIONS_TOO_DEEP',
    'parentId',
    `Sections nest at most ${SIZE_LIMITS.sectionDepth} levels deep.`,
  );
}

/** Removes a section with all that is in it. @throws as `editDraft`; CONFLICT */
export function removeSection(
  ctx: Context,
  input: RemoveSectionInput,
): Promise<{ removedId: string; estimate: Estimate }> {
  return editDraft(ctx, { section: input.id }, { idPath: ['id'] }, (draft) => {
    const section = sectionOf(draft, input.id, input.expectedVersion);
    removeWithContent(draft, section.id);
    return { removedId: section.id };
  });
}

/** Takes a section with all that is in it out of a draft. */
export function removeWithContent(draft: Draft, sectionId: string): void {
  const outline = outlineOf(draft.sections.values(), draft.positions.values(), true);
  const remove = (id: string): void => {
    for (const child of outline.sectionsIn(id)) remove(child.id);
    for (const position of outline.positionsIn(id)) {
      draft.positions.delete(position.id);
      draft.removedPositions.add(position.id);
    }
    draft.sections.delete(id);
    draft.removedSections.add(id);
  };
  remove(sectionId);
}
