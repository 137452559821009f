import type { Collection } from '../store/collection';
import type { Account } from './account';
import type { CardRow, EntityType, EventRow } from './rows';
import { SINGULAR } from './seed-events';

/** When and by whom something is changed: unix seconds, user id (0 is the robot). */
export interface Stamp {
  at: number;
  by: number;
}

/** What an event is made of; its id, time and author come from the change. */
export type EventDraft = Pick<EventRow, 'type' | 'entity_type' | 'entity_id'> &
  Partial<Pick<EventRow, 'value_before' | 'value_after'>>;

/** Appends to the change log of an account. */
export function recordEvent(account: Account, stamp: Stamp, draft: EventDraft): void {
  account.events.insert((id) => ({
    value_before: [],
    value_after: [],
    ...draft,
    id,
    created_by: stamp.by,
    created_at: stamp.at,
    updated_at: stamp.at,
  }));
}

/** The table of an entity, typed by what all cards share. */
export function cardTable(account: Account, entity: EntityType): Collection<CardRow> {
  return account[entity] as Collection<CardRow>;
}

function moved(
  account: Account,
  entity: EntityType,
  ids: readonly number[],
  stamp: Stamp,
  verb: string,
): void {
  const singular = SINGULAR[entity];
  for (const id of ids) {
    recordEvent(account, stamp, { type: `${singular}_${verb}d`, entity_type: singular, entity_id: id });
    account.changes.tell({ code: `${verb}_${singular}`, entity, id, at: stamp.at, by: stamp.by, before: {} });
  }
}

function touch(account: Account, entity: EntityType, ids: readonly number[], { at, by }: Stamp): void {
  cardTable(account, entity).update(ids, (row) => {
    row.updated_at = at;
    row.updated_by = by;
  });
}

/** Moves cards into the bin, as a user of Kommo does: the API itself cannot delete. */
export function deleteCards(
  account: Account,
  entity: EntityType,
  ids: readonly number[],
  stamp: Stamp,
): void {
  touch(account, entity, ids, stamp);
  cardTable(account, entity).setState(ids, 'bin');
  moved(account, entity, ids, stamp, 'delete');
}

/** Deletes tasks, as a user of Kommo does: they are not restorable. */
export function deleteTasks(account: Account, ids: readonly number[], stamp: Stamp): void {
  account.tasks.setState(ids, 'gone');
  for (const id of ids) {
    recordEvent(account, stamp, { type: 'task_deleted', entity_type: 'task', entity_id: id });
    account.changes.tell({
      code: 'delete_task',
      entity: 'tasks',
      id,
      at: stamp.at,
      by: stamp.by,
      before: {},
    });
  }
}

/** Deletes notes: their cards' change log tells which, and no webhook does (kommo-api.md 3.12, 4.1). */
export function deleteNotes(
  account: Account,
  entity: EntityType,
  ids: readonly number[],
  stamp: Stamp,
): void {
  for (const id of ids) {
    const note = account.notes[entity].get(id);
    if (!note) continue;
    recordEvent(account, stamp, {
      type: `${note.note_type}_note_deleted`,
      entity_type: SINGULAR[entity],
      entity_id: note.entity_id,
      value_before: [{ note: { id } }],
    });
  }
  account.notes[entity].setState(ids, 'gone');
}

/** Takes cards out of the bin. */
export function restoreCards(
  account: Account,
  entity: EntityType,
  ids: readonly number[],
  stamp: Stamp,
): void {
  cardTable(account, entity).setState(ids, 'live');
  touch(account, entity, ids, stamp);
  moved(account, entity, ids, stamp, 'restore');
}

/** Takes incoming contacts over: from then on lists show them, in the middle by their ids. */
export function acceptContacts(account: Account, n: number, stamp: Stamp): number[] {
  const { contacts } = account;
  const hidden = contacts.find({ state: 'hidden', order: 'id', descending: false, ranges: [], cacheKey: '' });
  const ids = Array.from({ length: Math.min(n, hidden.total) }, (_, at) => hidden.rowAt(at).id);
  contacts.setState(ids, 'live');
  contacts.update(ids, (row) => {
    Object.assign(row, { is_unsorted: false, updated_at: stamp.at, updated_by: stamp.by });
  });
  return ids;
}

/** One card goes into another and leaves no trace, neither in the bin nor in the change log (kommo-api.md 3.17 d). */
export function mergeCards(account: Account, entity: EntityType, from: number): void {
  cardTable(account, entity).setState([from], 'gone');
}

/** Changes cards in one second, like a bulk action of a user; `set` holds column values. */
export function updateCards(
  account: Account,
  entity: EntityType,
  ids: readonly number[],
  stamp: Stamp,
  set: Partial<CardRow> = {},
  silent = false,
): void {
  cardTable(account, entity).update(ids, (row) => {
    Object.assign(row, set, silent ? {} : { updated_at: stamp.at, updated_by: stamp.by });
  });
  if (silent) return;
  for (const id of ids) {
    account.changes.tell({
      code: `update_${SINGULAR[entity]}`,
      entity,
      id,
      at: stamp.at,
      by: stamp.by,
      before: {},
    });
  }
}
