import { clean } from '../kommo/json';
import { readMessage, readTalk, type MessageRow, type TalkRow } from './message-rows';

/*
 * Messages and talks in a webhook's body (kommo-api.md 4.3). A message is not fetched again: what the hook says is all there may
 * be, for its list needs a right that few integrations have. Read pair by pair as `webhooks/hook-body.ts` does: names that are on
 * the list, two levels deep, and nothing else.
 */

const KEY = /^(message|talk)\[(add|update)\]\[(\d{1,6})\]\[([a-z_]{1,40})\](?:\[([a-z_]{1,40})\])?$/;
const MOST_PAIRS = 20_000;

/** What a body tells of conversations. */
export interface ToldOfTalks {
  talks: TalkRow[];
  messages: MessageRow[];
}

/** Reads a body. Never throws; what it does not know it leaves out. */
export function readHookMessages(text: string): ToldOfTalks {
  const rows = new Map<string, Map<string, unknown>>();
  let pairs = 0;
  for (const [key, given] of new URLSearchParams(text)) {
    if ((pairs += 1) > MOST_PAIRS) break;
    const [, root, action, index, name, part] = KEY.exec(key) ?? [];
    if (root === undefined || name === undefined) continue;
    const value = clean(given);
    const at = `${root} ${action} ${index}`;
    const row = rows.get(at) ?? new Map<string, unknown>();
    rows.set(at, row);
    if (part === undefined) {
      if (!(row.get(name) instanceof Map)) row.set(name, value);
      continue;
    }
    // A key may be a value and a branch at once: the branch says more.
    const branch =
      row.get(name) instanceof Map ? (row.get(name) as Map<string, string>) : new Map<string, string>();
    branch.set(part, value);
    row.set(name, branch);
  }
  const plain = (row: Map<string, unknown>): object =>
    Object.fromEntries(
      [...row].map(([name, value]) => [name, value instanceof Map ? Object.fromEntries(value) : value]),
    );
  const talks: TalkRow[] = [];
  const messages: MessageRow[] = [];
  for (const [at, row] of rows) {
    const talk = at.startsWith('talk') ? readTalk(plain(row)) : null;
    const message = at.startsWith('message') ? readMessage(plain(row)) : null;
    if (talk) talks.push(talk);
    if (!message) continue;
    messages.push(message);
    const talkOf = readTalk({ ...plain(row), updated_at: message.createdAt, is_in_work: '1', is_read: '0' });
    if (talkOf && message.isIncoming) talks.unshift(talkOf); // what a talk says of itself counts more
  }
  return { talks, messages };
}
