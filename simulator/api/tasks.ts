import type { NoteRow, TaskRow } from '../accounts/rows';
import type { Call } from '../http/call';
import { NO_CONTENT, hal, type Reply } from '../http/reply';
import { selectionOf, stageTest, type FilterRules } from './filters';
import { listReply, selfLink } from './page';

/** The body of a task (kommo-api.md 3.10): without a result, `result` is an empty array. */
function taskBody(call: Pick<Call, 'account'>, row: TaskRow): Record<string, unknown> {
  return {
    id: row.id,
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
    responsible_user_id: row.responsible_user_id,
    group_id: row.group_id,
    entity_id: row.entity_id,
    entity_type: row.entity_type,
    is_completed: row.is_completed,
    task_type_id: row.task_type_id,
    text: row.text,
    duration: row.duration,
    complete_till: row.complete_till,
    result: row.result ?? [],
    account_id: call.account.id,
    _links: selfLink(call, `/tasks/${row.id}`),
  };
}

function taskRules({ account }: Call): FilterRules<TaskRow> {
  return {
    values: {
      created_by: (row) => row.created_by,
      responsible_user_id: (row) => row.responsible_user_id,
      is_completed: (row) => row.is_completed,
      task_type: (row) => row.task_type_id,
      task_type_id: (row) => row.task_type_id,
      entity_type: (row) => row.entity_type,
      entity_id: (row) => row.entity_id,
    },
    times: { updated_at: 'after', created_at: 'after' },
    orders: ['created_at', 'complete_till', 'id'],
    special: {
      lead_statuses: (node) => {
        const fits = stageTest(node);
        return (row) => {
          const lead =
            row.entity_type === 'leads' && row.entity_id !== null && account.leads.get(row.entity_id);
          return lead ? fits(lead) : false;
        };
      },
    },
  };
}

/** `GET /tasks`. */
export function listTasks(call: Call): Reply {
  const found = call.account.tasks.find(selectionOf(call, taskRules(call)));
  return listReply(call, found, { key: 'tasks', body: (row) => taskBody(call, row) });
}

/** `GET /tasks/{id}`. */
export function getTask(call: Call): Reply {
  const row = call.account.tasks.get(Number(call.params.id));
  return row ? hal(taskBody(call, row)) : NO_CONTENT;
}

/** The rules for lists of notes. */
export const NOTE_RULES: FilterRules<NoteRow> = {
  values: { entity_id: (row) => row.entity_id, note_type: (row) => row.note_type },
  times: { updated_at: 'after', created_at: 'after' },
  orders: ['updated_at', 'id'],
};
