import type { EventRow } from '../accounts/rows';
import type { Call } from '../http/call';
import { NO_CONTENT, hal, type Reply } from '../http/reply';
import { at, textsOf, type QueryTree } from '../http/query-string';
import { selectionOf, type FilterRules } from './filters';
import { listReply, selfLink } from './page';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const PLURALS: Record<string, string> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
  task: 'tasks',
};

function base32(value: number, length: number): string {
  let text = '';
  let rest = value;
  for (let digit = 0; digit < length; digit += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** The ULID-like text Kommo names an event by: its time, then its number. */
function eventId(row: EventRow): string {
  return base32(row.created_at * 1_000, 10) + base32(row.id, 16);
}

function eventNumber(id: string): number {
  let value = 0;
  for (const digit of id.slice(10)) value = value * 32 + ALPHABET.indexOf(digit);
  return value;
}

function eventBody(call: Call, row: EventRow): Record<string, unknown> {
  const plural = PLURALS[row.entity_type] ?? row.entity_type;
  return {
    id: eventId(row),
    type: row.type,
    entity_id: row.entity_id,
    entity_type: row.entity_type,
    created_by: row.created_by,
    created_at: row.created_at,
    value_after: row.value_after,
    value_before: row.value_before,
    account_id: call.account.id,
    _links: selfLink(call, `/events/${eventId(row)}`),
    _embedded: { entity: { id: row.entity_id, _links: selfLink(call, `/${plural}/${row.entity_id}`) } },
  };
}

/** Event filters join values by comma or list them: both are used by clients (kommo-api.md 2.4). */
function listed(node: QueryTree | string): Set<string> {
  return new Set(textsOf(node).flatMap((text) => text.split(',')));
}

const RULES: FilterRules<EventRow> = {
  values: {},
  times: { created_at: 'after' },
  orders: [],
  special: {
    type: (node) => {
      const wanted = listed(node);
      return (row) =>
        wanted.has(row.type) || (wanted.has('custom_field_value_changed') && isFieldChange(row));
    },
    entity: (node) => {
      const wanted = listed(node);
      return (row) => wanted.has(row.entity_type);
    },
    entity_id: (node) => {
      const wanted = listed(node);
      return (row) => wanted.has(String(row.entity_id));
    },
    created_by: (node) => {
      const wanted = listed(node);
      return (row) => wanted.has(String(row.created_by));
    },
    value_before: (node) => statusValueTest(node, (row) => row.value_before),
    value_after: (node) => statusValueTest(node, (row) => row.value_after),
  },
};

function isFieldChange(row: EventRow): boolean {
  return /^custom_field_\d+_value_changed$/.test(row.type);
}

function statusValueTest(
  node: QueryTree | string,
  read: (row: EventRow) => unknown[],
): (row: EventRow) => boolean {
  const pairs = typeof node === 'object' ? Object.values(at(node, 'leads_statuses') ?? {}) : [];
  const wanted = pairs.flatMap((pair) =>
    typeof pair === 'object' ? [`${String(pair.pipeline_id)}|${String(pair.status_id)}`] : [],
  );
  return (row) =>
    wanted.length === 0 ||
    read(row).some((value) => {
      const { lead_status: status } = value as { lead_status?: { id: number; pipeline_id: number } };
      return status !== undefined && wanted.includes(`${status.pipeline_id}|${status.id}`);
    });
}

/** Event ids are texts; they are compared in `special` so that a text is no wrong number. */
const idTest = (node: QueryTree | string): ((row: EventRow) => boolean) => {
  const wanted = listed(node);
  return (row) => wanted.has(eventId(row));
};

/** `GET /events` (kommo-api.md 3.12): newest first. */
export function listEvents(call: Call): Reply {
  const selection = selectionOf(call, { ...RULES, special: { ...RULES.special, id: idTest } });
  const found = call.account.events.find({ ...selection, order: 'created_at', descending: true });
  const most = call.world.behaviour.eventsLimit;
  return listReply(call, found, { key: 'events', body: (row) => eventBody(call, row), most });
}

/** `GET /events/{event_id}`. */
export function getEvent(call: Call): Reply {
  const id = call.params.event_id ?? '';
  const row = call.account.events.get(eventNumber(id));
  return row && eventId(row) === id ? hal(eventBody(call, row)) : NO_CONTENT;
}
