import type { InputPath } from '../../../../service-kit/data/input-check';
import type { PartyInput } from '../generated/types';
import type { EstimateInputCheck } from '../input-check';
import type { Party } from './sheet.types';

/** Characters, and lines. */
const PARTY_LIMITS = { name: 300, detail: 300, details: 12 } as const;

/** Reads who sells, or who buys. */
export function readParty(
  check: EstimateInputCheck,
  input: PartyInput | null | undefined,
  path: InputPath,
): Party | null {
  if (input == null) return null;
  if (input.details.length > PARTY_LIMITS.details) {
    check.refuse('TOO_MANY_ITEMS', [...path, 'details'], `At most ${PARTY_LIMITS.details} lines.`);
    return null;
  }
  return {
    name: check.requiredText(input.name, PARTY_LIMITS.name, [...path, 'name']),
    details: input.details.map((line, index) =>
      check.requiredText(line, PARTY_LIMITS.detail, [...path, 'details', String(index)]),
    ),
  };
}
