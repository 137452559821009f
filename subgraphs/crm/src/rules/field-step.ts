import { createInputCheck } from '../../../../service-kit/data/input-check';
import { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { CustomField } from '../custom-fields/custom-field.entity';
import { driftOf } from '../custom-fields/field-drift';
import { heldOf, inputOfText, writtenValue, type WrittenValue } from '../custom-fields/written-value';
import type { Lead } from '../leads/lead.entity';

/** A custom field that a rule sets. */
export interface SetField {
  /** One of `custom_fields_values`. */
  sent: object;
  isMet(lead: Pick<Lead, 'customFields'>): boolean;
}

/** What setting a field comes to: something to send, or why there is nothing. */
export type FieldPlan = { set: SetField } | { outcome: 'NOTHING_TO_DO' | 'SKIPPED'; detail: string };

/**
 * Plans a custom field's value. A key that is watched by the drift alarm and no longer means what it did is left alone.
 *
 * @param field the one that has the key; undefined where the account has none
 */
export function planField(
  field: CustomField | undefined,
  text: string,
  lead: Pick<Lead, 'customFields'>,
  timeZone: string,
): FieldPlan {
  if (!field || ['DELETED', 'RETYPED'].includes(driftOf(field))) {
    const detail = 'Its custom field is not mapped, was deleted or has another type: map it again.';
    return { outcome: 'SKIPPED', detail };
  }
  if (text === '') return { outcome: 'SKIPPED', detail: 'The value would be empty.' };
  const written = writtenOrWhy(field, text, timeZone);
  if (typeof written === 'string') return { outcome: 'SKIPPED', detail: written };
  const { values, isHeld } = written;
  const isMet: SetField['isMet'] = ({ customFields }) => isHeld(heldOf(customFields, field.kommoId));
  if (isMet(lead)) return { outcome: 'NOTHING_TO_DO', detail: `“${field.name}” has the value already.` };
  return { set: { sent: { field_id: Number(field.kommoId), values }, isMet } };
}

function writtenOrWhy(field: CustomField, text: string, timeZone: string): WrittenValue | string {
  const check = createInputCheck();
  const input = inputOfText(field.type, text);
  if (!input)
    return `“${text.slice(0, 100)}” is no value for “${field.name}”, which is of the type ${field.type}.`;
  const written = writtenValue(input, { check, field, timeZone, path: [] });
  try {
    check.finish();
  } catch (error) {
    if (!(error instanceof InputRejected)) throw error;
    return error.userErrors[0]?.message ?? 'It can’t be written.';
  }
  return written ?? 'It can’t be written.';
}
