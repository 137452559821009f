import { recordEvent, type Stamp } from '../accounts/mutations';
import type { EntityType, NoteRow } from '../accounts/rows';
import { SINGULAR } from '../accounts/seed-events';
import type { Call, Handler } from '../http/call';
import { NO_CONTENT, hal, problem } from '../http/reply';
import { batchReply, singleReply, type BatchRules } from './batch';
import { selectionOf } from './filters';
import { listReply, selfLink } from './page';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';
import { NOTE_RULES } from './tasks';

const TYPES = new Set([
  'common',
  'attachment',
  'call_in',
  'call_out',
  'amomail_message',
  'site_visit',
  'service_message',
  'extended_service_message',
  'message_cashier',
  'invoice_paid',
  'geolocation',
  'sms_in',
  'sms_out',
]);
/** Parameters without which a note of this type makes no sense (kommo-api.md 3.11). */
const NEEDED: Record<string, string[]> = {
  common: ['text'],
  call_in: ['uniq', 'duration', 'source', 'phone'],
  call_out: ['uniq', 'duration', 'source', 'phone'],
  sms_in: ['text', 'phone'],
  sms_out: ['text', 'phone'],
};
const KEYS = new Set([
  'id',
  'request_id',
  'entity_id',
  'note_type',
  'params',
  'created_by',
  'created_at',
  'responsible_user_id',
  'is_need_to_trigger_digital_pipeline',
]);

function noteBody(call: Call, row: NoteRow): RawRow {
  return {
    id: row.id,
    entity_id: row.entity_id,
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
    responsible_user_id: row.responsible_user_id,
    group_id: row.group_id,
    note_type: row.note_type,
    params: row.params,
    account_id: call.account.id,
    _links: selfLink(call, `/${row.entity_type}/${row.entity_id}/notes/${row.id}`),
  };
}

/** `GET /{entity}/notes` and `GET /{entity}/{id}/notes`. */
export function listNotes(entity: EntityType): Handler {
  return (call) => {
    const selection = selectionOf(call, NOTE_RULES);
    const { id } = call.params;
    const { matches } = selection;
    const own =
      id === undefined ? matches : (row: NoteRow) => row.entity_id === Number(id) && (matches?.(row) ?? true);
    const cacheKey = `${id ?? ''}|${selection.cacheKey}`;
    const found = call.account.notes[entity].find({ ...selection, matches: own, cacheKey });
    return listReply(call, found, { key: 'notes', body: (row) => noteBody(call, row) });
  };
}

/** `GET /{entity}/{id}/notes/{note_id}` and `GET /{entity}/notes/{id}`. */
export function getNote(entity: EntityType): Handler {
  return (call) => {
    const { note_id: noteId, id } = call.params;
    const row = call.account.notes[entity].get(Number(noteId ?? id));
    const foreign = noteId !== undefined && row?.entity_id !== Number(id);
    return row && !foreign ? hal(noteBody(call, row)) : NO_CONTENT;
  };
}

function readParams(row: RawRow, type: string, check: RowCheck): Record<string, unknown> {
  const params = isObject(row.params) ? row.params : {};
  if (row.params !== undefined && !isObject(row.params)) check.wrongType('params', 'object');
  for (const key of NEEDED[type] ?? [])
    if (params[key] === undefined) check.fail('FieldMissing', `params.${key}`);
  if (params.text !== undefined) check.text(params, 'text', true, 'params.');
  return params;
}

interface NoteWrite {
  entityId: number;
  columns: Pick<NoteRow, 'note_type' | 'params'> & Partial<NoteRow>;
}

function readNote(call: Call, entity: EntityType, row: RawRow, check: RowCheck): NoteWrite {
  check.onlyKeys(row, KEYS);
  const type = check.text(row, 'note_type', true) ?? 'common';
  if (!TYPES.has(type)) check.fail('NotSupportedChoice', 'note_type');
  const isUser = (id: number): boolean => id === 0 || call.account.users.some((user) => user.id === id);
  const isCard = (id: number): boolean => call.account[entity].get(id) !== undefined;
  if (row.entity_id === undefined) check.fail('FieldMissing', 'entity_id');
  const entityId = check.choice(row, 'entity_id', isCard) ?? 0;
  const columns = {
    note_type: type,
    params: readParams(row, type, check),
    created_by: check.choice(row, 'created_by', isUser),
    created_at: check.integer(row, 'created_at', { least: 0 }),
    responsible_user_id: check.choice(row, 'responsible_user_id', isUser),
  };
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  return { entityId, columns: Object.fromEntries(given) as unknown as NoteWrite['columns'] };
}

function addNote(call: Call, entity: EntityType, { entityId, columns }: NoteWrite): NoteRow {
  const { account, user, now } = call;
  const stamp: Stamp = { at: now, by: user.id };
  const note = account.notes[entity].insert((id) => ({
    entity_type: entity,
    entity_id: entityId,
    created_by: user.id,
    updated_by: user.id,
    created_at: now,
    updated_at: now,
    responsible_user_id: user.id,
    group_id: user.groupId ?? 0,
    ...columns,
    id,
  }));
  const singular = SINGULAR[entity];
  const value = [{ note: { id: note.id } }];
  const type = note.note_type === 'common' ? 'common_note_added' : `${note.note_type}_note_added`;
  recordEvent(account, stamp, { type, entity_type: singular, entity_id: entityId, value_after: value });
  account.changes.tell({
    code: `note_${singular}`,
    entity: 'notes',
    id: note.id,
    at: now,
    by: user.id,
    before: { entity_type: entity, entity_id: entityId },
  });
  return note;
}

function createRules(call: Call, entity: EntityType, entityId: number | undefined): BatchRules<NoteWrite> {
  return {
    read: (row, check) =>
      readNote(call, entity, entityId === undefined ? row : { ...row, entity_id: entityId }, check),
    apply: (write) => {
      const note = addNote(call, entity, write);
      const href = `/${entity}/${note.entity_id}/notes/${note.id}`;
      return { id: note.id, entity_id: note.entity_id, _links: selfLink(call, href) };
    },
  };
}

/** `POST /{entity}/notes` and `POST /{entity}/{id}/notes`. */
export function createNotes(entity: EntityType): Handler {
  return (call) => {
    const id = call.params.id === undefined ? undefined : Number(call.params.id);
    if (id !== undefined && !call.account[entity].get(id)) return problem(404, 'Requested entity not found');
    return batchReply(call, 'notes', createRules(call, entity, id));
  };
}

function updateRules(
  call: Call,
  entity: EntityType,
): BatchRules<{ id: number; params: Record<string, unknown> }> {
  const table = call.account.notes[entity];
  return {
    read: (row, check) => {
      check.onlyKeys(row, KEYS);
      const id = check.integer(row, 'id', { required: true }) ?? 0;
      const before = table.get(id);
      if (!before) check.fail('NotSupportedChoice', 'id');
      return { id, params: readParams(row, before?.note_type ?? 'common', check) };
    },
    apply: ({ id, params }) => {
      table.update([id], (row) => {
        Object.assign(row, { params, updated_at: call.now, updated_by: call.user.id });
      });
      return { id, updated_at: call.now };
    },
  };
}

/** `PATCH /{entity}/notes`. */
export function changeNotes(entity: EntityType): Handler {
  return (call) => batchReply(call, 'notes', updateRules(call, entity));
}

/** `PATCH /{entity}/{id}/notes/{note_id}`. */
export function changeOneNote(entity: EntityType): Handler {
  return (call) => singleReply(call, { id: Number(call.params.note_id) }, updateRules(call, entity));
}
