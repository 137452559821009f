import { MOST_ID } from '../kommo/row-parts';
import type { MirroredEntity } from '../sync/sync-cursor.entity';

/*
 * What Kommo posts (kommo-api.md 4.2, 4.3): a form in the words of API v2, keys with brackets. Nothing of it is believed but
 * that something happened to some row, so no tree is built of it: each pair is looked at by itself, by the parts of its key.
 * That is safe against gaps in indexes, keys that are a value and a branch at once, names such as `__proto__`, and depth.
 */

/** Pairs beyond this many say nothing new. */
const MOST_PAIRS = 20_000;
const LONGEST_KEY = 200;
const DEEPEST = 8;
const KEY = /^([^[\]]{1,40})((?:\[[^[\]]{0,60}\])*)$/;

/** Something happened to a row of Kommo's. */
export interface Hint {
  entity: MirroredEntity;
  kommoId: string;
  isDeletion: boolean;
}

export interface HookBody {
  accountId: string | null;
  subdomain: string | null;
  hints: Hint[];
}

const ENTITIES: Readonly<Record<string, MirroredEntity>> = Object.freeze(
  Object.assign(
    Object.create(null) as Record<string, MirroredEntity>,
    {
      leads: 'LEADS',
      contacts: 'CONTACTS',
      companies: 'COMPANIES',
      task: 'TASKS',
      tasks: 'TASKS',
    } as const,
  ),
);
const ID = /^[1-9]\d{0,18}$/;
const isId = (value: string): boolean => ID.test(value) && BigInt(value) <= MOST_ID;

/** The parts of a key: `leads[add][0][id]` is four; null for what is no such key. */
function partsOf(key: string): string[] | null {
  if (key.length > LONGEST_KEY) return null;
  const match = KEY.exec(key);
  if (!match) return null;
  const rest = match[2] ?? '';
  const parts = [match[1] ?? '', ...(rest === '' ? [] : rest.slice(1, -1).split(']['))];
  return parts.length > DEEPEST ? null : parts;
}

interface Item {
  entity: MirroredEntity;
  isDeletion: boolean;
  id?: string;
  noteId?: string;
  isCompany?: boolean;
}

/**
 * Reads a webhook's body. Never throws; what it does not know it leaves out.
 *
 * @param text the body as it came
 */
export function readHookBody(text: string): HookBody {
  const items = new Map<string, Item>();
  let accountId: string | null = null;
  let subdomain: string | null = null;
  let pairs = 0;
  for (const [key, value] of new URLSearchParams(text)) {
    if ((pairs += 1) > MOST_PAIRS) break;
    const parts = partsOf(key);
    if (!parts) continue;
    const [root = '', action = '', index = '', ...rest] = parts;
    if (root === 'account') {
      if (action === 'id' && index === '' && isId(value)) accountId ??= value;
      if (action === 'subdomain' && index === '') subdomain ??= value.toLowerCase();
      continue;
    }
    const entity = ENTITIES[root];
    if (!entity) continue;
    const name = `${root} ${action} ${index}`;
    let item = items.get(name);
    if (!item) items.set(name, (item = { entity, isDeletion: action === 'delete' }));
    read(item, action, rest.join('.'), value);
  }
  return { accountId, subdomain, hints: hintsOf(items) };
}

/** Of a note, it and the card it is at count; contacts and companies come under one name and are told apart by `type`. */
function read(item: Item, action: string, place: string, value: string): void {
  if (place === (action === 'note' ? 'note.element_id' : 'id') && isId(value)) item.id ??= value;
  if (action === 'note' && place === 'note.id' && isId(value)) item.noteId ??= value;
  if (place === 'type' && value === 'company') item.isCompany = true;
  if (place === 'note.element_type' && value === '3') item.isCompany = true;
}

const NOTES_OF: Partial<Record<MirroredEntity, MirroredEntity>> = {
  LEADS: 'LEAD_NOTES',
  CONTACTS: 'CONTACT_NOTES',
  COMPANIES: 'COMPANY_NOTES',
};

function hintsOf(items: Map<string, Item>): Hint[] {
  const hints = new Map<string, Hint>();
  const put = (entity: MirroredEntity | undefined, kommoId: string | undefined, isDeletion: boolean) => {
    if (entity && kommoId !== undefined)
      hints.set(`${entity} ${kommoId} ${isDeletion}`, { entity, kommoId, isDeletion });
  };
  for (const { entity: root, id, noteId, isCompany, isDeletion } of items.values()) {
    const entity = root === 'CONTACTS' && isCompany ? 'COMPANIES' : root;
    put(entity, id, isDeletion);
    put(NOTES_OF[entity], noteId, false);
  }
  return [...hints.values()];
}
