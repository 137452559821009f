import { newId } from '../../../../service-kit/data/ids';
import { refusedReference, type InputPath } from '../../../../service-kit/data/input-check';
import { checkVersion } from '../../../../service-kit/data/versions';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import { changeRow, editDraft, type Draft } from '../drafts/draft';
import type { PlaceInput } from '../drafts/places';
import type { Estimate, StoredAdjustment } from '../estimates/estimate.entity';
import type { AddAdjustmentInput, DeleteAdjustmentInput, UpdateAdjustmentInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import type { Section } from '../sections/section.entity';
import { sectionIdIn } from '../sections/sections.service';
import { checkRoom, readAdjustment, versionOf, withVersion } from './adjustment-input';

/** What holds adjustments. */
type Owner = Estimate | Section;

/** Where an adjustment is after an edit. */
export interface AdjustmentDone {
  readonly estimate: Estimate;
  readonly owner: Owner;
  readonly adjustmentId: string;
}

/**
 * Gives a section or the estimate another list of adjustments. A section's version grows with it, so that nobody who replaces the
 * list as a whole overwrites what he has not seen.
 */
function putList(draft: Draft, owner: Owner, adjustments: StoredAdjustment[]): void {
  if (owner === draft.estimate) owner.adjustments = adjustments;
  else changeRow(draft, owner as Section, (section) => (section.adjustments = adjustments));
}

/** @throws GraphQLError NOT_FOUND when it is gone meanwhile; CONFLICT for another version than expected */
function adjustmentOf(
  draft: Draft,
  input: { id: string; expectedVersion?: number | null },
): { owner: Owner; found: StoredAdjustment } {
  const id = input.id.toLowerCase();
  for (const owner of [draft.estimate, ...draft.sections.values()]) {
    const found = owner.adjustments.find((each) => each.id === id);
    if (!found) continue;
    checkVersion(`The adjustment “${found.name}”`, { version: versionOf(found) }, input.expectedVersion);
    return { owner, found };
  }
  throw notFound('Adjustment');
}

/**
 * Puts an adjustment among those of its section or estimate.
 *
 * @param index where it stands when the input names no place
 * @throws InputRejected AFTER_AND_BEFORE; ADJUSTMENT_NOT_FOUND for a neighbour that is not there
 */
function placed(
  adjustment: StoredAdjustment,
  others: readonly StoredAdjustment[],
  { afterId, beforeId }: PlaceInput,
  index: number,
): StoredAdjustment[] {
  if (afterId != null && beforeId != null) {
    throw reject('AFTER_AND_BEFORE', 'afterId', 'Give either "afterId" or "beforeId", not both.');
  }
  const find = (id: string, path: InputPath): number => {
    const at = others.findIndex((other) => other.id === id.toLowerCase());
    if (at < 0) throw refusedReference('Adjustment', path);
    return at;
  };
  let at = index;
  if (afterId != null) at = find(afterId, ['afterId']) + 1;
  if (beforeId != null) at = find(beforeId, ['beforeId']);
  return others.toSpliced(at, 0, adjustment);
}

/**
 * Adds an adjustment to a draft or to one of its sections.
 *
 * @throws as `editDraft`; InputRejected for bad fields or an unknown place; FORBIDDEN for the base COST without costs:read
 */
export function addAdjustment(ctx: Context, input: AddAdjustmentInput): Promise<AdjustmentDone> {
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const check = createEstimateInputCheck();
    const sectionId = sectionIdIn(draft, input.sectionId, ['sectionId']);
    const owner = sectionId === null ? draft.estimate : (draft.sections.get(sectionId) as Section);
    const adjustment = { id: newId(), ...readAdjustment(ctx, check, input, []) };
    checkRoom(check, owner.adjustments.length + 1, []);
    check.finish();
    draft.places.set(adjustment.id, []);
    putList(draft, owner, placed(adjustment, owner.adjustments, input, owner.adjustments.length));
    return { owner, adjustmentId: adjustment.id };
  });
}

/**
 * Changes one adjustment, or its place. Others of the same list may be changed by others meanwhile.
 *
 * @throws as {@link addAdjustment}; CONFLICT
 */
export function updateAdjustment(ctx: Context, input: UpdateAdjustmentInput): Promise<AdjustmentDone> {
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const { owner, found } = adjustmentOf(draft, input);
    const check = createEstimateInputCheck();
    const fields = {
      name: input.name === undefined ? found.name : (input.name ?? ''),
      kind: input.kind ?? found.kind,
      mode: input.mode ?? found.mode,
      base: input.base ?? found.base,
      value: input.value ?? found.value,
    };
    const adjustment = withVersion({ id: found.id, ...readAdjustment(ctx, check, fields, []) }, found);
    check.finish();
    draft.places.set(found.id, []);
    const index = owner.adjustments.indexOf(found);
    putList(draft, owner, placed(adjustment, owner.adjustments.toSpliced(index, 1), input, index));
    return { owner, adjustmentId: found.id };
  });
}

/** Removes one adjustment. @throws as `editDraft`; NOT_FOUND, CONFLICT */
export function deleteAdjustment(
  ctx: Context,
  input: DeleteAdjustmentInput,
): Promise<{ deletedId: string; estimate: Estimate }> {
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const { owner, found } = adjustmentOf(draft, input);
    putList(
      draft,
      owner,
      owner.adjustments.filter((each) => each !== found),
    );
    return { deletedId: found.id };
  });
}
