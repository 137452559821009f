import { recordEvent, type Stamp } from '../accounts/mutations';
import type { TaskRow } from '../accounts/rows';
import type { Call } from '../http/call';
import type { Reply } from '../http/reply';
import { batchReply, singleReply, type BatchRules } from './batch';
import { selfLink } from './page';
import { withRight } from './rights';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';

type Columns = Partial<TaskRow>;

const KEYS = [
  'request_id',
  'created_by',
  'updated_by',
  'created_at',
  'updated_at',
  'responsible_user_id',
  'entity_id',
  'entity_type',
  'is_completed',
  'task_type_id',
  'text',
  'duration',
  'complete_till',
  'result',
];

function parentColumns({ account }: Call, row: RawRow, check: RowCheck): Columns {
  if (row.entity_type === undefined && row.entity_id === undefined) return {};
  if (row.entity_type === null && row.entity_id === null) return { entity_type: null, entity_id: null };
  const type = check.text(row, 'entity_type', true);
  if (type === undefined) return {};
  if (type !== 'leads' && type !== 'contacts' && type !== 'companies') {
    return check.fail('NotSupportedChoice', 'entity_type') ?? {};
  }
  const id = check.integer(row, 'entity_id', { required: true });
  if (id === undefined) return {};
  if (!account[type].get(id)) return check.fail('NotSupportedChoice', 'entity_id') ?? {};
  return { entity_type: type, entity_id: id };
}

function resultColumns(row: RawRow, check: RowCheck): Columns {
  if (row.result === undefined) return {};
  if (!isObject(row.result)) return check.wrongType('result', 'object') ?? {};
  const text = check.text(row.result, 'text', true, 'result.');
  return text === undefined ? {} : { result: { text } };
}

function readTask(call: Call, row: RawRow, check: RowCheck, isNew: boolean): Columns {
  check.onlyKeys(row, new Set(isNew ? KEYS : [...KEYS, 'id']));
  const { account } = call;
  const isUser = (id: number): boolean => id === 0 || account.users.some((user) => user.id === id);
  const isActive = (id: number): boolean => account.users.some((user) => user.id === id && user.isActive);
  const isType = (id: number): boolean => [1, 2, account.taskTypeId].includes(id);
  const columns = {
    text: check.text(row, 'text', isNew),
    complete_till: check.integer(row, 'complete_till', { least: 0, required: isNew }),
    duration: check.integer(row, 'duration', { least: 0 }),
    is_completed: check.boolean(row, 'is_completed'),
    task_type_id: check.choice(row, 'task_type_id', isType),
    responsible_user_id: check.choice(row, 'responsible_user_id', isActive),
    created_by: check.choice(row, 'created_by', isUser),
    updated_by: check.choice(row, 'updated_by', isUser),
    created_at: check.integer(row, 'created_at', { least: 0 }),
    updated_at: check.integer(row, 'updated_at', { least: 0 }),
    ...parentColumns(call, row, check),
    ...resultColumns(row, check),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Columns;
}

const CHANGES: readonly [column: keyof TaskRow, event: string][] = [
  ['is_completed', 'task_completed'],
  ['task_type_id', 'task_type_changed'],
  ['text', 'task_text_changed'],
  ['complete_till', 'task_deadline_changed'],
  ['result', 'task_result_added'],
];

function announce(call: Call, stamp: Stamp, before: TaskRow | undefined, after: TaskRow): void {
  const { account } = call;
  const log = (type: string): void =>
    recordEvent(account, stamp, { type, entity_type: 'task', entity_id: after.id });
  const tell = (code: string, was: Record<string, unknown> = {}): void =>
    account.changes.tell({ code, entity: 'tasks', id: after.id, at: stamp.at, by: stamp.by, before: was });
  if (!before) {
    log('task_added');
    tell('add_task');
    return;
  }
  for (const [column, event] of CHANGES) {
    const reopened = column === 'is_completed' && !after.is_completed;
    if (JSON.stringify(before[column]) !== JSON.stringify(after[column]) && !reopened) log(event);
  }
  tell('update_task');
  if (before.responsible_user_id !== after.responsible_user_id) {
    tell('responsible_task', { responsible_user_id: before.responsible_user_id });
  }
}

function createRules(call: Call): BatchRules<Columns> {
  const { account, user, now } = call;
  return {
    read: (row, check) => readTask(call, row, check, true),
    apply: (columns) => {
      const responsible = account.users.find(
        (known) => known.id === (columns.responsible_user_id ?? user.id),
      );
      const task = account.tasks.insert((id) => ({
        created_by: user.id,
        updated_by: user.id,
        created_at: now,
        updated_at: now,
        responsible_user_id: user.id,
        group_id: responsible?.groupId ?? 0,
        entity_id: null,
        entity_type: null,
        is_completed: false,
        task_type_id: 1,
        text: '',
        duration: 0,
        complete_till: now,
        result: null,
        ...columns,
        id,
      }));
      announce(call, { at: now, by: user.id }, undefined, task);
      return { id: task.id, _links: selfLink(call, `/tasks/${task.id}`) };
    },
  };
}

function updateRules(call: Call): BatchRules<{ id: number; columns: Columns }> {
  const { account, user, now } = call;
  return {
    read: (row, check) => {
      const id = check.integer(row, 'id', { required: true }) ?? 0;
      if (!account.tasks.get(id)) check.fail('NotSupportedChoice', 'id');
      return { id, columns: readTask(call, row, check, false) };
    },
    apply: ({ id, columns }) => {
      const before = { ...(account.tasks.get(id) as TaskRow) };
      account.tasks.update([id], (row) => {
        Object.assign(row, { updated_at: now, updated_by: user.id }, columns);
      });
      const after = account.tasks.get(id) as TaskRow;
      announce(call, { at: now, by: user.id }, before, after);
      return { id, updated_at: after.updated_at, _links: selfLink(call, `/tasks/${id}`) };
    },
  };
}

/** `POST /tasks` (kommo-api.md 3.10). */
export function createTasks(call: Call): Reply {
  return batchReply(call, 'tasks', createRules(call));
}

/** `PATCH /tasks`. */
export const changeTasks = withRight('tasks', 'edit', (call) => batchReply(call, 'tasks', updateRules(call)));

/** `PATCH /tasks/{id}`. */
export const changeOneTask = withRight('tasks', 'edit', (call) =>
  singleReply(call, { id: Number(call.params.id) }, updateRules(call)),
);
