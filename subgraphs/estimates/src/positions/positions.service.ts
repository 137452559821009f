import { notFound } from '../../../../service-kit/errors/errors';
import { checkVersion } from '../../../../service-kit/data/versions';
import { reject } from '../../../../service-kit/errors/user-errors';
import { copyAttachments } from '../attachments/attachments.service';
import type { Context, WritingContext } from '../context';
import { readCoefficients } from '../coefficients/coefficient-input';
import { requireCostsWrite } from '../costs';
import { changeRow, editDraft, type Draft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import { refuseBesideFormula } from '../formulas/given-beside';
import { applyForeignPrice } from '../foreign-prices/foreign-price-input';
import { addCopy, addNewPosition } from '../drafts/new-content';
import { appender, putAmong } from '../drafts/places';
import { joinOthers, leaveOthers } from '../drafts/draft-choices';
import { parentOf, rowsOf, siblingsIn, type Row } from '../drafts/siblings';
import type {
  AddPositionInput,
  AddPositionsInput,
  CopyPositionInput,
  MovePositionInput,
  RemovePositionInput,
  UpdatePositionInput,
  UpdatePositionsInput,
} from '../generated/types';
import { refusedReference, type InputPath } from '../../../../service-kit/data/input-check';
import { createEstimateInputCheck } from '../input-check';
import { namesOfCopies } from '../sections/copied-names';
import { sectionIdIn } from '../sections/sections.service';
import type { Position } from './position.entity';
import { applyPositionInput, setsCost } from './position-input';

/** Positions in one bulk call, at most. */
const MAX_AT_ONCE = 500;

interface Done {
  position: Position;
  estimate: Estimate;
}

interface ManyDone {
  positions: Position[];
  estimate: Estimate;
}

/** @throws GraphQLError NOT_FOUND when it is gone meanwhile; CONFLICT for another version than expected */
function positionOf(draft: Draft, id: string, expectedVersion?: number | null): Position {
  const position = draft.positions.get(id.toLowerCase());
  if (!position) throw notFound('Position');
  checkVersion(`The position “${position.name}”`, position, expectedVersion);
  return position;
}

function checkCount(positions: readonly unknown[]): void {
  if (positions.length === 0) throw reject('REQUIRED', 'positions', 'Give at least one position.');
  if (positions.length <= MAX_AT_ONCE) return;
  throw reject('TOO_MANY_ITEMS', 'positions', `Give at most ${MAX_AT_ONCE} positions at once.`);
}

/** Adds a position to a draft. @throws as `editDraft`; InputRejected for bad fields; FORBIDDEN for a cost without costs:write */
export async function addPosition(ctx: Context, input: AddPositionInput): Promise<Done> {
  if (setsCost(input)) requireCostsWrite(ctx);
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const sectionId = sectionIdIn(draft, input.sectionId, ['sectionId']);
    const check = createEstimateInputCheck();
    const position = addNewPosition(draft, check, input, { sectionId, rank: 0, path: [] });
    position.coefficients = readCoefficients(ctx, check, input.coefficients, undefined, ['coefficients']);
    check.finish();
    for (const moved of putAmong<Row>(position, siblingsIn(draft, sectionId), input, 'Position')) {
      draft.dirty.add(moved);
    }
    leaveOthers(draft, position);
    return { position };
  });
}

/** Adds many positions, all or none. @throws as {@link addPosition}; paths lead to the item */
export async function addPositions(ctx: Context, input: AddPositionsInput): Promise<ManyDone> {
  checkCount(input.positions);
  if (input.positions.some(setsCost)) requireCostsWrite(ctx);
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const check = createEstimateInputCheck();
    const nextRank = appender(rowsOf(draft), parentOf);
    const positions = input.positions.map((item, index) => {
      const path = ['positions', String(index)];
      const sectionId = sectionIdIn(draft, item.sectionId, [...path, 'sectionId']);
      const position = addNewPosition(draft, check, item, { sectionId, rank: nextRank(sectionId), path });
      const at = [...path, 'coefficients'];
      position.coefficients = readCoefficients(ctx, check, item.coefficients, undefined, at);
      return position;
    });
    check.finish();
    return { positions };
  });
}

/** Changes a position. @throws as {@link addPosition}; CONFLICT */
export async function updatePosition(ctx: Context, input: UpdatePositionInput): Promise<Done> {
  if (setsCost(input)) requireCostsWrite(ctx);
  return editDraft(ctx, { position: input.id }, { idPath: ['id'] }, (draft) => {
    const check = createEstimateInputCheck();
    const position = positionOf(draft, input.id, input.expectedVersion);
    changePosition(ctx, draft, position, input, check, []);
    check.finish();
    return { position };
  });
}

function changePosition(
  ctx: Context,
  draft: Draft,
  position: Position,
  input: UpdatePositionInput,
  check: ReturnType<typeof createEstimateInputCheck>,
  path: InputPath,
): void {
  draft.places.set(position.id, path);
  if (input.unitCostFormula != null) draft.givenCostFormulas.add(position.id);
  const { quantity, unitPrice, unitCost } = position;
  changeRow(draft, position, () => {
    applyPositionInput(check, position, input, path);
    applyForeignPrice(check, draft.estimate, position, input, path);
    if (input.coefficients) {
      const at = [...path, 'coefficients'];
      position.coefficients = readCoefficients(ctx, check, input.coefficients, position, at);
    }
    const seesCosts = ctx.viewer.permissions.has('costs:read');
    refuseBesideFormula(check, position, { quantity, unitPrice, unitCost }, input, { path, seesCosts });
  });
  if (input.choice?.taken) leaveOthers(draft, position);
}

/** Changes many positions of one draft, all or none. @throws as {@link updatePosition}; paths lead to the item */
export async function updatePositions(ctx: Context, input: UpdatePositionsInput): Promise<ManyDone> {
  checkCount(input.positions);
  if (input.positions.some(setsCost)) requireCostsWrite(ctx);
  return editDraft(ctx, input.estimateId, { idPath: ['estimateId'] }, (draft) => {
    const check = createEstimateInputCheck();
    const seen = new Set<Position>();
    for (const [index, item] of input.positions.entries()) {
      const path = ['positions', String(index)];
      const position = draft.positions.get(item.id.toLowerCase());
      if (!position) throw refusedReference('Position', [...path, 'id']);
      if (seen.has(position)) check.refuse('DUPLICATE_ID', [...path, 'id'], 'This position occurs twice.');
      seen.add(position);
      checkVersion(`The position “${position.name}”`, position, item.expectedVersion);
      changePosition(ctx, draft, position, item, check, path);
    }
    check.finish();
    return { positions: [...seen] };
  });
}

/** Moves a position inside its estimate. @throws as `editDraft`; InputRejected for an unknown place; CONFLICT */
export function movePosition(ctx: Context, input: MovePositionInput): Promise<Done> {
  return editDraft(ctx, { position: input.id }, { idPath: ['id'] }, (draft) => {
    const position = positionOf(draft, input.id, input.expectedVersion);
    changeRow(draft, position, () => {
      position.sectionId = placeOf(draft, position, input.sectionId);
      const siblings = siblingsIn(draft, position.sectionId);
      for (const moved of putAmong<Row>(position, siblings, input, 'Position')) draft.dirty.add(moved);
    });
    joinOthers(draft, position);
    return { position };
  });
}

const placeOf = (draft: Draft, position: Position, given: string | null | undefined): string | null =>
  given === undefined ? position.sectionId : sectionIdIn(draft, given, ['sectionId']);

/**
 * Copies a position inside its estimate, its cost and its files too. Where its formulas take its own quantity, the copy's take the copy's,
 * by a name that is free.
 *
 * @throws as {@link movePosition}; InputRejected FORMULA_TOO_LARGE where a formula has no place for that name
 */
export function copyPosition(ctx: Context, input: CopyPositionInput): Promise<Done> {
  const copied = new Map<string, string>();
  const afterwards = (ctx: WritingContext, { id }: Estimate) => copyAttachments(ctx, id, id, copied);
  return editDraft(ctx, { position: input.id }, { idPath: ['id'], afterwards }, (draft) => {
    const original = positionOf(draft, input.id);
    const seesCosts = ctx.viewer.permissions.has('costs:read');
    const names = namesOfCopies(draft, draft, [original], { path: 'id', seesCosts });
    const position = addCopy(draft, original, placeOf(draft, original, input.sectionId), names);
    copied.clear(); // a transaction may run again
    copied.set(original.id, position.id);
    const siblings = siblingsIn(draft, position.sectionId);
    for (const moved of putAmong<Row>(position, siblings, input, 'Position', original))
      draft.dirty.add(moved);
    joinOthers(draft, position);
    return { position };
  });
}

/** Removes a position. @throws as `editDraft`; CONFLICT */
export function removePosition(
  ctx: Context,
  input: RemovePositionInput,
): Promise<{ removedId: string; estimate: Estimate }> {
  return editDraft(ctx, { position: input.id }, { idPath: ['id'] }, (draft) => {
    const { id } = positionOf(draft, input.id, input.expectedVersion);
    draft.positions.delete(id);
    draft.removedPositions.add(id);
    return { removedId: id };
  });
}
