import { readInOrganization } from '../../../../service-kit/postgres/database';
import { lookUpHandedIn } from '../chats/hand-in';
import { lookUpChat } from '../chats/send-chat';
import { hasSent } from '../custom-fields/same-value';
import type { KommoClient, Query } from '../kommo/client';
import type { Lane } from '../kommo/governor';
import { KommoError } from '../kommo/kommo-error';
import { idOfRow } from '../kommo/row-parts';
import { customFieldsOf, textsOfField, type CustomField } from '../kommo/rows';
import type { CrmRuntime } from '../runtime';
import { madeByUs, type KommoWrite, type WriteEntity } from './write-store';

/*
 * Finds what came of a write whose answer was lost: a row of Kommo's that says what was sent, is not older than the sending, and
 * that no other write of ours has made. Of several the oldest is taken: equal writes take one each.
 */

const ROWS = 250;
const MOST_PAGES = 8;

type Row = Record<string, unknown>;
const listOf = (value: unknown): Row[] =>
  Array.isArray(value) ? value.filter((one): one is Row => typeof one === 'object' && one !== null) : [];
const embedded = (row: Row, key: string): Row[] => listOf((row['_embedded'] as Row | undefined)?.[key]);
const idsIn = (rows: readonly Row[]): string[] => rows.map(({ id }) => String(id));

interface Lists {
  key: string;
  path?: (write: KommoWrite) => string;
  idOf?: (row: Row) => string | null;
  query: (write: KommoWrite, from: number) => Query;
  isIt: (body: Row, row: Row) => boolean;
}

const CARD: Lists = {
  key: '',
  query: (_write, from) => ({ 'filter[created_at][from]': from, 'order[id]': 'desc', with: 'contacts' }),
  isIt: isSameCard,
};

const LISTS: Record<Exclude<WriteEntity, 'CHAT_MESSAGES' | 'CHAT_INCOMING'>, Lists> = {
  LEADS: { ...CARD, key: 'leads' },
  CONTACTS: { ...CARD, key: 'contacts' },
  COMPANIES: { ...CARD, key: 'companies' },
  NOTES: {
    key: 'notes',
    query: (_write, from) => ({ 'filter[updated_at][from]': from, 'order[id]': 'desc' }),
    isIt: (body, row) =>
      row['note_type'] === body['note_type'] &&
      (row['params'] as Row | undefined)?.['text'] === (body['params'] as Row)['text'],
  },
  MESSAGES: {
    key: 'messages',
    path: ({ path }) => path.replace(/send_message$/, 'messages'),
    idOf: ({ id }) => (typeof id === 'string' && id !== '' ? id : null),
    query: (_write, from) => ({ 'filter[created_at][from]': from }),
    isIt: (body, row) => row['type'] === 'outgoing' && row['text'] === body['text'],
  },
  TASKS: {
    key: 'tasks',
    query: ({ body }, from) => ({
      'filter[entity_id]': String(body['entity_id']),
      'filter[entity_type]': String(body['entity_type']),
      'filter[updated_at][from]': from,
      'order[id]': 'desc',
    }),
    isIt: (body, row) =>
      row['text'] === body['text'] &&
      row['complete_till'] === body['complete_till'] &&
      row['task_type_id'] === body['task_type_id'],
  },
};

const PLAIN = ['name', 'first_name', 'last_name', 'price', 'status_id', 'pipeline_id', 'responsible_user_id'];

/** Whether a card has all that was sent; what was not sent Kommo may have filled in. */
function isSameCard(body: Row, row: Row): boolean {
  if (!PLAIN.every((key) => body[key] === undefined || String(body[key]) === String(row[key]))) return false;
  for (const key of ['contacts', 'companies']) {
    const there = new Set(idsIn(embedded(row, key)));
    if (!idsIn(embedded(body, key)).every((id) => there.has(id))) return false;
  }
  const tags = new Set(embedded(row, 'tags').map(({ name }) => String(name).toLowerCase()));
  if (!embedded(body, 'tags').every(({ name }) => tags.has(String(name).toLowerCase()))) return false;
  return hasCustomFields(listOf(body['custom_fields_values']), customFieldsOf(row['custom_fields_values']));
}

/** Telephone numbers and addresses are sent by code, beside others that the card may have; all else by number. */
const hasCustomFields = (sent: readonly Row[], fields: readonly CustomField[]): boolean =>
  sent.every(({ field_id: id, field_code: code, values }) => {
    if (typeof code !== 'string') {
      const there = fields.find(({ field_id: its }) => its === String(id));
      return hasSent(there, listOf(values));
    }
    const there = textsOfField(fields, code);
    return listOf(values).every(({ value }) => there.includes(String(value)));
  });

/**
 * Looks a write up.
 *
 * @returns Kommo's number of what it made; null when there is nothing, yet
 * @throws KommoError; `incomplete` when there are more rows than we read, and what it made may be among the others
 */
export async function lookUp(
  runtime: CrmRuntime,
  client: KommoClient,
  write: KommoWrite,
  options: { lane: Lane; signal?: AbortSignal },
): Promise<string | null> {
  if (write.entity === 'CHAT_MESSAGES') return lookUpChat(runtime, write, options);
  if (write.entity === 'CHAT_INCOMING') return lookUpHandedIn(runtime, write, options);
  const { key, query, isIt, path = () => write.path, idOf = idOfRow } = LISTS[write.entity];
  const from = Math.floor((write.lookedFrom?.getTime() ?? 0) / 1000);
  const found: string[] = [];
  let isWhole = false;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const asked = { ...query(write, from), limit: ROWS, page };
    const { rows, hasNext } = await client.page(path(write), key, asked, options);
    for (const row of listOf(rows)) {
      const id = idOf(row);
      const isNew = typeof row['created_at'] !== 'number' || row['created_at'] >= from;
      if (id !== null && isNew && isIt(write.body, row)) found.push(id);
    }
    isWhole = !hasNext || rows.length === 0;
    if (isWhole) break;
  }
  const known =
    found.length === 0
      ? new Set<string>()
      : await readInOrganization(runtime.source, write.orgId, (db) => madeByUs(db, write, found));
  const made = found.reverse().find((id) => !known.has(id));
  if (made === undefined && !isWhole) throw new KommoError('incomplete');
  return made ?? null;
}
