import { nextFieldId, type FieldDefinition, type FieldEnum } from '../accounts/fields';
import type { EntityType } from '../accounts/rows';
import type { Call, Handler } from '../http/call';
import { NO_CONTENT, problem } from '../http/reply';
import { batchReply, singleReply, type BatchRules } from './batch';
import { fieldBody } from './custom-fields';
import { isObject, type RawRow, type RowCheck } from './row-check';

const TYPES = new Set([
  'text',
  'numeric',
  'checkbox',
  'select',
  'multiselect',
  'multitext',
  'date',
  'url',
  'textarea',
  'radiobutton',
  'streetaddress',
  'smart_address',
  'birthday',
  'legal_entity',
  'date_time',
  'price',
  'tracking_data',
  'monetary',
  'file',
]);
const WITH_ENUMS = new Set(['select', 'multiselect', 'radiobutton']);
const KEYS = new Set(['id', 'request_id', 'name', 'type', 'code', 'sort', 'enums']);

/** Options by value; one with a known id keeps it, others get numbers of their own. */
function readEnums(row: RawRow, check: RowCheck, known: readonly FieldEnum[]): FieldEnum[] | undefined {
  const given = check.list(row, 'enums');
  if (!given) return undefined;
  let next = Math.max(8_000_000, ...known.map((one) => one.id)) + 1;
  return given.flatMap((raw, index) => {
    if (!isObject(raw)) {
      check.wrongType(`enums.${index}`, 'object');
      return [];
    }
    const id = check.choice(raw, 'id', (number) => known.some((one) => one.id === number), `enums.${index}.`);
    const value = check.text(raw, 'value', true, `enums.${index}.`) ?? '';
    return [{ id: id ?? next++, value, sort: index + 1, code: null }];
  });
}

function readField(
  row: RawRow,
  check: RowCheck,
  before: FieldDefinition | undefined,
): Partial<FieldDefinition> {
  check.onlyKeys(row, KEYS);
  const type = check.text(row, 'type', !before);
  if (type !== undefined && !TYPES.has(type)) check.fail('NotSupportedChoice', 'type');
  const code = row.code === null ? null : check.text(row, 'code');
  const draft = {
    name: check.text(row, 'name', !before),
    type,
    code,
    sort: check.integer(row, 'sort'),
    enums: readEnums(row, check, before?.enums ?? []),
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
}

function changeRules(
  call: Call,
  entity: EntityType,
): BatchRules<{ id: number; draft: Partial<FieldDefinition> }> {
  const fields = call.account.fields[entity];
  return {
    read: (row, check) => {
      const id = check.integer(row, 'id', { required: true }) ?? 0;
      const before = fields.find((field) => field.id === id);
      if (!before) check.fail('NotSupportedChoice', 'id');
      return { id, draft: readField(row, check, before) };
    },
    apply: ({ id, draft }) => {
      const field = fields.find((one) => one.id === id) as FieldDefinition;
      return fieldBody(call, entity, Object.assign(field, draft));
    },
  };
}

/** Only administrators change fields. */
const unlessAdmin = (call: Call, handler: Handler) =>
  call.user.isAdmin ? handler(call) : problem(403, 'Forbidden');

/** `POST /{entity}/custom_fields`: 201 (kommo-api.md 2.7). */
export function createFields(entity: EntityType): Handler {
  return (call) =>
    unlessAdmin(call, () => {
      const reply = batchReply<Partial<FieldDefinition>>(call, 'custom_fields', {
        read: (row, check) => readField(row, check, undefined),
        apply: (draft) => {
          const field: FieldDefinition = {
            id: nextFieldId(call.account.fields),
            name: '',
            type: 'text',
            code: null,
            sort: 600,
            groupId: null,
            isPredefined: false,
            remind: null,
            requiredStatuses: [],
            ...draft,
            enums: WITH_ENUMS.has(draft.type ?? '') ? (draft.enums ?? []) : null,
          };
          call.account.fields[entity].push(field);
          return fieldBody(call, entity, field);
        },
      });
      return reply.status === 200 ? { ...reply, status: 201 } : reply;
    });
}

/** `PATCH /{entity}/custom_fields`. */
export function changeFields(entity: EntityType): Handler {
  return (call) => unlessAdmin(call, () => batchReply(call, 'custom_fields', changeRules(call, entity)));
}

/** `PATCH /{entity}/custom_fields/{id}`. */
export function changeOneField(entity: EntityType): Handler {
  return (call) =>
    unlessAdmin(call, () => singleReply(call, { id: Number(call.params.id) }, changeRules(call, entity)));
}

/** `DELETE /{entity}/custom_fields/{id}`: cards keep what they say of it. */
export function deleteField(entity: EntityType): Handler {
  return (call) =>
    unlessAdmin(call, () => {
      const fields = call.account.fields[entity];
      const at = fields.findIndex((field) => String(field.id) === call.params.id);
      if (at < 0) return problem(404, 'Requested entity not found');
      if (fields[at]?.isPredefined) return problem(403, 'Forbidden');
      fields.splice(at, 1);
      return NO_CONTENT;
    });
}
