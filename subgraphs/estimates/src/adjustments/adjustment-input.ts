import { newId } from '../../../../service-kit/data/ids';
import type { Context } from '../context';
import { requireCostsRead } from '../costs';
import type { AdjustmentInput } from '../generated/types';
import type { InputPath } from '../../../../service-kit/data/input-check';
import { TEXT_LIMITS, type EstimateInputCheck } from '../input-check';
import { plainDecimal } from '../calculation/decimal-text';
import type { StoredAdjustment } from '../estimates/estimate.entity';
import { MONEY_LIMITS, SIZE_LIMITS, type DecimalLimit } from '../calculation/money-limits';

/** What a person gives of one. */
export type AdjustmentFields = Pick<StoredAdjustment, 'name' | 'kind' | 'mode' | 'base' | 'value'>;

function limitOf({ kind, mode }: AdjustmentFields): DecimalLimit {
  if (kind === 'ROUND_TO') return MONEY_LIMITS.roundingStep;
  if (mode === 'FIXED') return MONEY_LIMITS.amount;
  return kind === 'DISCOUNT' ? MONEY_LIMITS.discountPercent : MONEY_LIMITS.markupPercent;
}

/** How often its own fields were changed, and one. */
export const versionOf = ({ version = 1 }: StoredAdjustment): number => version;

/** Adjustments as a copy begins with: of version 1. */
export const firstVersions = (adjustments: readonly StoredAdjustment[]): StoredAdjustment[] =>
  adjustments.map(({ version: _version, ...fields }) => fields);

/**
 * The version after an edit: one more where it changed something.
 *
 * @param before what it was; undefined for a new one
 */
export function withVersion(after: StoredAdjustment, before: StoredAdjustment | undefined): StoredAdjustment {
  if (!before) return after;
  const fields = ['name', 'kind', 'mode', 'base', 'value'] as const;
  const same = fields.every((field) =>
    field === 'value'
      ? plainDecimal(after.value) === plainDecimal(before.value)
      : after[field] === before[field],
  );
  return same ? before : { ...after, version: versionOf(before) + 1 };
}

/** @throws InputRejected through the check, when there is no room for one more */
export function checkRoom(check: EstimateInputCheck, count: number, path: InputPath): void {
  if (count <= SIZE_LIMITS.adjustmentsPerScope) return;
  const message = `At most ${SIZE_LIMITS.adjustmentsPerScope} adjustments in one place.`;
  check.refuse('TOO_MANY_ITEMS', path, message);
}

/** Checks the fields of one adjustment. @throws GraphQLError FORBIDDEN for the base COST without costs:read */
export function readAdjustment(
  ctx: Context,
  check: EstimateInputCheck,
  input: AdjustmentFields,
  path: InputPath,
): AdjustmentFields {
  const { kind, mode, base } = input;
  if (base === 'COST') requireCostsRead(ctx);
  return {
    name: check.requiredText(input.name, TEXT_LIMITS.adjustmentName, [...path, 'name']),
    kind,
    mode,
    base,
    value: check.decimal(input.value, limitOf(input), [...path, 'value']),
  };
}

/**
 * Checks a whole list of adjustments.
 *
 * @param inputs in order of calculation
 * @param current what its section or estimate has now: ids given must be of these
 * @param path of the list
 * @param places is told where each came from
 * @throws GraphQLError FORBIDDEN for the base COST without costs:read: its amount would tell the cost
 */
export function readAdjustments(
  ctx: Context,
  check: EstimateInputCheck,
  inputs: readonly AdjustmentInput[],
  current: readonly StoredAdjustment[],
  path: InputPath,
  places: Map<string, InputPath>,
): StoredAdjustment[] {
  checkRoom(check, inputs.length, path);
  if (inputs.length > SIZE_LIMITS.adjustmentsPerScope) return [];
  const left = new Map(current.map((each) => [each.id, each]));
  return inputs.map((input, index) => {
    const at = [...path, String(index)];
    const id = input.id?.toLowerCase() ?? newId();
    const before = left.get(id);
    if (input.id != null && !left.delete(id)) {
      check.refuse('ADJUSTMENT_NOT_FOUND', [...at, 'id'], 'This adjustment no longer exists. Leave it out.');
    }
    places.set(id, at);
    return withVersion({ id, ...readAdjustment(ctx, check, input, at) }, before);
  });
}
