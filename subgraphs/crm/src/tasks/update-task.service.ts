import { checkId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { UpdateCrmTaskInput } from '../generated/types';
import { checkDueAt, checkTaskType, LONGEST_TEXT } from '../writes/card-values';
import { changeRow, liveRow, type RowConflict, type RowKind, type RowWish } from '../writes/change-row';
import { withReferences } from '../writes/references';
import type { Task } from './task.entity';

const TASK: RowKind<Task> = {
  type: 'CrmTask',
  entity: 'TASKS',
  pathOf: ({ kommoId }) => `/tasks/${kommoId}`,
  load: (ctx, id) => ctx.loaders.tasks.load(id),
};

/** Changes a task in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export async function updateCrmTask(
  ctx: Context,
  input: UpdateCrmTaskInput,
): Promise<{ task: Task | null; conflicts: RowConflict[] }> {
  const ours = await liveRow(ctx, TASK, checkId(input.id, 'CrmTask'));
  const wishes = await wishesOf(ctx, ours, input);
  const { row: task, conflicts } = await changeRow(ctx, TASK, ours, wishes, input.onConflict);
  return { task, conflicts };
}

async function wishesOf(ctx: Context, task: Task, input: UpdateCrmTaskInput): Promise<RowWish<Task>[]> {
  const check = createInputCheck();
  const wishes: RowWish<Task>[] = [];
  const wish = (
    field: keyof UpdateCrmTaskInput,
    value: string | boolean,
    body: RowWish<Task>['body'],
    { column = field as keyof Task, shown }: { column?: keyof Task; shown?: RowWish<Task>['shown'] } = {},
  ) =>
    wishes.push({
      field,
      column,
      value,
      body,
      shown: shown ?? ((one) => one[column] as string | boolean | null),
    });
  if (input.text != null) {
    const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
    wish('text', text, { text });
  }
  if (input.dueAt != null) {
    const dueAt = checkDueAt(check, input.dueAt) || 0; // one that is none is refused below
    const shown = (one: Task) => one.dueAt.toISOString();
    wish('dueAt', new Date(dueAt * 1_000).toISOString(), { complete_till: dueAt }, { shown });
  }
  if (input.typeId != null) {
    checkTaskType(check, input.typeId);
    wish('typeId', String(input.typeId), { task_type_id: input.typeId }, { column: 'typeKommoId' });
  }
  if (input.isCompleted != null) wish('isCompleted', input.isCompleted, { is_completed: input.isCompleted });
  if (input.result != null) {
    const text = check.requiredText(input.result, LONGEST_TEXT, ['result']);
    wish('result', text, { result: { text } });
  }
  const user = await withReferences(ctx, task, check, ({ person }) =>
    person(input.responsibleUserId, 'responsibleUserId'),
  );
  if (user) {
    const body = { responsible_user_id: Number(user.kommoId) };
    wish('responsibleUserId', user.kommoId, body, { column: 'responsibleKommoId' });
  }
  check.finish();
  return wishes;
}
