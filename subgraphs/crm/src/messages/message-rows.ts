import { z } from 'zod';
import { clean } from '../kommo/json';
import { MOST_ID, secondsOf } from '../kommo/row-parts';
import type { Attachment } from './message.entity';

/* Talks and messages as Kommo gives them: in its lists (kommo-api.md 5.2), and in its webhooks (4.3), where all is text. */

/** A conversation. */
export interface TalkRow {
  id: string;
  chatId: string;
  contactId: string | null;
  leadId: string | null;
  origin: string;
  isInWork: boolean;
  isRead: boolean;
  createdAt: number;
  updatedAt: number;
}

/** A message. */
export interface MessageRow {
  id: string;
  talkId: string;
  contactId: string | null;
  isIncoming: boolean;
  text: string;
  authorName: string;
  attachment: Attachment | null;
  createdAt: number;
  /** Of outgoing ones: sent, delivered, read, error. */
  delivery: string | null;
}

const LONGEST_TEXT = 100_000;
const LONGEST_NAME = 500;

/** Kommo's number, from a number or its text; null for what is none. */
function idOf(value: unknown): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= MOST_ID ? text : null;
}
const textOf = (value: unknown, longest: number): string =>
  typeof value === 'string' ? clean(value.slice(0, longest)) : ''; // a cut may leave half a character
const flagOf = (value: unknown): boolean => value === true || value === 1 || value === '1';

const Loose = z.record(z.string(), z.unknown());
type Row = z.infer<typeof Loose>;
const inner = (row: Row, key: string): Row => Loose.safeParse(row[key]).data ?? {};
const isLead = (row: Row): boolean =>
  /^leads?$/.test(String(row['entity_type'])) || String(row['element_type']) === '2';

/** Reads a talk; null for what is none. */
export function readTalk(given: unknown): TalkRow | null {
  const row = Loose.safeParse(given).data;
  const id = idOf(row?.['talk_id']);
  if (!row || id === null) return null;
  const createdAt = secondsOf(row['created_at']);
  const updatedAt = secondsOf(row['updated_at']) ?? createdAt;
  if (updatedAt === null) return null;
  return {
    id,
    chatId: textOf(row['chat_id'], LONGEST_NAME),
    contactId: idOf(row['contact_id']),
    leadId: isLead(row) ? idOf(row['entity_id'] ?? row['element_id']) : null,
    origin: textOf(row['origin'], LONGEST_NAME),
    isInWork: row['status'] === undefined ? flagOf(row['is_in_work']) : row['status'] === 'in_work',
    isRead: flagOf(row['is_read']),
    createdAt: createdAt ?? updatedAt,
    updatedAt,
  };
}

/** Only what a browser can open; a link with a script in it is none. */
export function attachmentAt(row: Row): Attachment | null {
  const url = textOf(row['link'], 2_000);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  return { type: textOf(row['type'], 50), fileName: textOf(row['file_name'], LONGEST_NAME), url };
}

/** Reads a message; null for what is none. @param talkId where it does not name its talk itself */
export function readMessage(given: unknown, talkId?: string): MessageRow | null {
  const row = Loose.safeParse(given).data;
  const id = textOf(row?.['id'], 100);
  const talk = idOf(row?.['talk_id']) ?? talkId;
  const createdAt = secondsOf(row?.['created_at']);
  if (!row || id === '' || talk === undefined || createdAt === null) return null;
  return {
    id,
    talkId: talk,
    contactId: idOf(row['contact_id']),
    isIncoming: row['type'] !== 'outgoing',
    text: textOf(row['text'], LONGEST_TEXT),
    authorName: textOf(inner(row, 'author')['name'], LONGEST_NAME),
    attachment: attachmentAt(inner(row, 'attachment')),
    createdAt,
    delivery: typeof row['delivery_status'] === 'string' ? row['delivery_status'] : null,
  };
}
