import { checkId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { notFound } from '../../../../service-kit/errors/errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes, forgetReads } from '../../../../service-kit/subgraph/context';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import type { UpdateCrmTaskInput } from '../generated/types';
import { causeOf } from '../history/cause';
import { KommoError } from '../kommo/kommo-error';
import { canAsk, refetchCards } from '../sync/refetch';
import { checkDueAt, checkTaskType, LONGEST_TEXT } from '../writes/card-values';
import { withReferences } from '../writes/references';
import { mayBeDone, rejectionOf, UNCERTAIN_NOTE, unusable } from '../writes/refusals';
import type { Task } from './task.entity';

/*
 * A task is changed as cards are (writes/change-card.ts): Kommo first, and only what differs from the task as Kommo has it now. A change sets
 * values, so doing it twice does nothing more; when the answer is lost, the task is looked at before anything is told. What may have been done
 * is noted as uncertain: sent again, it finds nothing to do, and notes nothing.
 */

/** A value that a task is to have. */
interface Wish {
  field: keyof Task;
  value: string | boolean;
  shown(task: Task): string | boolean | null;
  body: Record<string, unknown>;
}

/** Changes a task in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export async function updateCrmTask(ctx: Context, input: UpdateCrmTaskInput): Promise<{ task: Task | null }> {
  const ours = await taskOf(ctx, checkId(input.id, 'CrmTask'));
  const wishes = await wishesOf(ctx, ours, input);
  if (!(await canAsk(ctx.crm, ours))) throw unusable();
  const task = await fetched(ctx, ours);
  const open = wishes.filter((wish) => wish.shown(task) !== wish.value);
  if (open.length === 0) return { task };
  const body = Object.assign({}, ...open.map((wish) => wish.body)) as Record<string, unknown>;
  const failure = await send(ctx, task, body);
  if (!failure) await note(ctx, task, open);
  let isSeen = false;
  try {
    const now = await afterwards(ctx, task, failure);
    isSeen = open.every((wish) => wish.shown(now) === wish.value);
    if (failure && !isSeen) throw rejectionOf(failure, body);
    return { task: now };
  } finally {
    if (failure) await note(ctx, task, open, isSeen);
  }
}

async function taskOf(ctx: Context, id: string): Promise<Task> {
  const task = await ctx.loaders.tasks.load(id);
  if (!task || task.isDeleted) throw notFound('CrmTask');
  return task;
}

async function wishesOf(ctx: Context, task: Task, input: UpdateCrmTaskInput): Promise<Wish[]> {
  const check = createInputCheck();
  const wishes: Wish[] = [];
  const wish = (field: keyof Task, value: Wish['value'], body: Wish['body'], shown?: Wish['shown']) =>
    wishes.push({ field, value, body, shown: shown ?? ((one) => one[field] as string | boolean | null) });
  if (input.text != null) {
    const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
    wish('text', text, { text });
  }
  if (input.dueAt != null) {
    const dueAt = checkDueAt(check, input.dueAt) || 0; // one that is none is refused below
    wish('dueAt', new Date(dueAt * 1_000).toISOString(), { complete_till: dueAt }, (one) =>
      one.dueAt.toISOString(),
    );
  }
  if (input.typeId != null) {
    checkTaskType(check, input.typeId);
    wish('typeKommoId', String(input.typeId), { task_type_id: input.typeId });
  }
  if (input.isCompleted != null) wish('isCompleted', input.isCompleted, { is_completed: input.isCompleted });
  if (input.result != null) {
    const text = check.requiredText(input.result, LONGEST_TEXT, ['result']);
    wish('result', text, { result: { text } });
  }
  const user = await withReferences(ctx, task, check, ({ person }) =>
    person(input.responsibleUserId, 'responsibleUserId'),
  );
  if (user) wish('responsibleKommoId', user.kommoId, { responsible_user_id: Number(user.kommoId) });
  check.finish();
  return wishes;
}

/** The task as Kommo has it now. @throws InputRejected, GraphQLError NOT_FOUND */
async function fetched(ctx: Context, task: Task): Promise<Task> {
  const options = { lane: 'interactive', cause: { kind: 'SYNC' } } as const;
  try {
    const { stored } = await refetchCards(ctx.crm, task, 'TASKS', [task.kommoId], options);
    if (stored.length === 0) throw notFound('CrmTask');
  } catch (error) {
    throw error instanceof KommoError ? rejectionOf(error) : error;
  }
  forgetReads(ctx);
  return taskOf(ctx, task.id);
}

/** @returns what went wrong, when it may have been done all the same @throws InputRejected when it was not */
async function send(ctx: Context, task: Task, body: Record<string, unknown>): Promise<KommoError | null> {
  try {
    await clientOf(ctx.crm, task).write('PATCH', `/tasks/${task.kommoId}`, body, { lane: 'interactive' });
    return null;
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (mayBeDone(error)) return error;
    throw rejectionOf(error, body);
  }
}

/** The task after its change; as it was where it is done and Kommo can't be asked: our copy follows with the next news of Kommo's. */
async function afterwards(ctx: Context, task: Task, failure: KommoError | null): Promise<Task> {
  try {
    const options = { lane: 'interactive', cause: causeOf(ctx.viewer) } as const;
    await refetchCards(ctx.crm, task, 'TASKS', [task.kommoId], options);
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    if (failure) throw rejectionOf(failure);
    ctx.log.warn({ err: error, taskId: task.id }, 'task could not be fetched after its change');
  }
  forgetReads(ctx);
  return taskOf(ctx, task.id);
}

/** Never under the request's idempotency key: what is noted is already done. */
async function note(ctx: Context, task: Task, wishes: readonly Wish[], isCertain = true): Promise<void> {
  const scope = auditScopes(ctx)();
  const before = Object.fromEntries(wishes.map((wish) => [wish.field, wish.shown(task)]));
  const values = Object.fromEntries(wishes.map(({ field, value }) => [field, value]));
  const after = isCertain ? values : { ...values, ...UNCERTAIN_NOTE };
  scope?.told.push({ type: 'CrmTask', id: task.id, before, after });
  await inOrganization(ctx.source, task.orgId, async () => undefined, undefined, scope);
  const about = { taskId: task.id, fields: wishes.map(({ field }) => field), isCertain };
  ctx.log.info(about, 'task changed in kommo');
}
