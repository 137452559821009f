import type { Account } from '../accounts/account';
import type { FieldDefinition } from '../accounts/fields';
import type { CustomFieldValue, EntityType, FieldValue } from '../accounts/rows';
import { localMidnight } from '../accounts/time-zone';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';

/** Custom fields of a write: each field with its new values, or null to clear it. */
export type FieldChanges = Map<FieldDefinition, FieldValue[] | null>;

const ITEM_KEYS = new Set(['field_id', 'field_code', 'field_name', 'field_type', 'values']);
const VALUE_KEYS: Record<string, ReadonlySet<string>> = {
  select: new Set(['value', 'enum_id']),
  radiobutton: new Set(['value', 'enum_id']),
  multiselect: new Set(['value', 'enum_id']),
  multitext: new Set(['value', 'enum_id', 'enum_code']),
  smart_address: new Set(['value', 'enum_id', 'enum_code']),
};
const PLAIN_KEYS: ReadonlySet<string> = new Set(['value']);

type Reader = (
  account: Account,
  field: FieldDefinition,
  raw: RawRow,
  check: RowCheck,
  path: string,
) => FieldValue;

const textValue: Reader = (_account, _field, raw, check, path) => ({
  value: check.text(raw, 'value', true, path),
});

const numberValue: Reader = (_account, _field, raw, check, path) => {
  const { value } = raw;
  const fits = typeof value === 'number' || (typeof value === 'string' && /^-?\d+([.,]\d+)?$/.test(value));
  if (!fits) check.wrongType(`${path}value`, 'numeric');
  return { value: String(value) };
};

const choiceValue: Reader = (_account, field, raw, check, path) => {
  const byId = raw.enum_id !== undefined;
  const choice = field.enums?.find((known) => (byId ? known.id === raw.enum_id : known.value === raw.value));
  if (!choice) check.fail('NotSupportedChoice', `${path}${byId ? 'enum_id' : 'value'}`);
  return { value: choice?.value, enum_id: choice?.id, enum_code: null };
};

const multitextValue: Reader = (_account, field, raw, check, path) => {
  const value = check.text(raw, 'value', true, path);
  const byCode = raw.enum_code !== undefined;
  const wanted = byCode ? raw.enum_code : raw.enum_id;
  const found = field.enums?.find(
    (known) => wanted === undefined || wanted === (byCode ? known.value : known.id),
  );
  if (!found) check.fail('NotSupportedChoice', `${path}${byCode ? 'enum_code' : 'enum_id'}`);
  return { value, enum_id: found?.id, enum_code: found?.value };
};

/** A part of an address: its line, city … (kommo-api.md 3.8). */
const addressValue: Reader = (_account, _field, raw, check, path) => ({
  value: check.text(raw, 'value', true, path),
  enum_id: check.integer(raw, 'enum_id', {}, path),
  enum_code: check.text(raw, 'enum_code', false, path) ?? null,
});

/** A date is a calendar day of the account: what is stored is its midnight there (kommo-api.md 6, pitfall 9). */
const dateValue: Reader = (account, _field, raw, check, path) => {
  const at = check.integer(raw, 'value', { required: true }, path);
  return { value: at === undefined ? undefined : localMidnight(account.profile.timeZone, at) };
};

const momentValue: Reader = (_account, _field, raw, check, path) => ({
  value: check.integer(raw, 'value', { required: true }, path),
});

const flagValue: Reader = (_account, _field, raw, check, path) => ({
  value: check.boolean(raw, 'value', path) ?? false,
});

const anyValue: Reader = (_account, _field, raw) => ({ value: raw.value });

const READERS: Record<string, Reader> = {
  text: textValue,
  textarea: textValue,
  url: textValue,
  streetaddress: textValue,
  tracking_data: textValue,
  numeric: numberValue,
  price: numberValue,
  monetary: numberValue,
  select: choiceValue,
  radiobutton: choiceValue,
  multiselect: choiceValue,
  multitext: multitextValue,
  smart_address: addressValue,
  date: dateValue,
  birthday: dateValue,
  date_time: momentValue,
  checkbox: flagValue,
};

function readValues(
  account: Account,
  field: FieldDefinition,
  values: unknown[],
  check: RowCheck,
  path: string,
): FieldValue[] {
  const allowed = VALUE_KEYS[field.type] ?? PLAIN_KEYS;
  const read = READERS[field.type] ?? anyValue;
  return values.flatMap((raw, index) => {
    const at = `${path}${index}.`;
    if (!isObject(raw)) return check.wrongType(`${path}${index}`, 'object') ?? [];
    check.onlyKeys(raw, allowed, at);
    return [read(account, field, raw, check, at)];
  });
}

/** Reads `custom_fields_values` of a write (kommo-api.md 3.8); `null` for the whole key changes nothing. */
export function readFieldChanges(
  account: Account,
  entity: EntityType,
  row: RawRow,
  check: RowCheck,
  prefix = '',
): FieldChanges {
  const changes: FieldChanges = new Map();
  const base = `${prefix}custom_fields_values`;
  (check.list(row, 'custom_fields_values', prefix) ?? []).forEach((raw, index) => {
    const path = `${base}.${index}`;
    if (!isObject(raw)) return check.wrongType(path, 'object');
    check.onlyKeys(raw, ITEM_KEYS, `${path}.`);
    const byId = raw.field_id !== undefined;
    const field = account.fields[entity].find((known) =>
      byId ? known.id === raw.field_id : known.code !== null && known.code === raw.field_code,
    );
    if (!field) return check.fail('NotSupportedChoice', `${path}.${byId ? 'field_id' : 'field_code'}`);
    if (raw.values === null) return changes.set(field, null);
    const values = check.list(raw, 'values', `${path}.`);
    if (!values) return raw.values === undefined ? check.fail('FieldMissing', `${path}.values`) : undefined;
    return changes.set(field, readValues(account, field, values, check, `${path}.values.`));
  });
  return changes;
}

/** Stored values after a write: a written field is replaced whole, a cleared one is gone, null if none is left. */
export function withChanges(
  account: Account,
  entity: EntityType,
  stored: CustomFieldValue[] | null,
  changes: FieldChanges,
): CustomFieldValue[] | null {
  const kept = new Map((stored ?? []).map((value) => [value.field_id, value]));
  for (const [field, values] of changes) {
    if (values === null || values.length === 0) kept.delete(field.id);
    else {
      const { id, name, code, type } = field;
      kept.set(id, { field_id: id, field_name: name, field_code: code, field_type: type, values });
    }
  }
  const order = account.fields[entity].map((field) => field.id);
  const list = [...kept.values()].sort((a, b) => order.indexOf(a.field_id) - order.indexOf(b.field_id));
  return list.length > 0 ? list : null;
}
