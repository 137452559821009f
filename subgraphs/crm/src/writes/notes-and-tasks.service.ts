import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { AddCrmNoteInput, CreateCrmTaskInput } from '../generated/types';
import { checkDueAt, checkTaskType, LONGEST_TEXT } from './card-values';
import { makeInKommo, type Made } from './create-card';
import { namedCards, withReferences, type NamedCard } from './references';

/** Adds a note in Kommo. @throws InputRejected */
export async function addCrmNote(ctx: Context, input: AddCrmNoteInput): Promise<Made> {
  const check = createInputCheck();
  const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
  check.finish();
  const [{ card, kind }] = (await namedCards(ctx, input, 1)) as [NamedCard];
  return makeInKommo(ctx, 'CrmNote', {
    orgId: card.orgId,
    connectionId: card.connectionId,
    entity: 'NOTES',
    path: `/${kind}/${card.kommoId}/notes`,
    body: { note_type: 'common', params: { text } },
  });
}

/** Makes a task in Kommo. @throws InputRejected */
export async function createCrmTask(ctx: Context, input: CreateCrmTaskInput): Promise<Made> {
  const check = createInputCheck();
  const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
  const dueAt = checkDueAt(check, input.dueAt);
  checkTaskType(check, input.typeId);
  check.finish();
  const [{ card, kind }] = (await namedCards(ctx, input, 1)) as [NamedCard];
  const user = await withReferences(ctx, card, check, ({ person }) =>
    person(input.responsibleUserId, 'responsibleUserId'),
  );
  check.finish();
  return makeInKommo(ctx, 'CrmTask', {
    orgId: card.orgId,
    connectionId: card.connectionId,
    entity: 'TASKS',
    path: '/tasks',
    body: {
      task_type_id: input.typeId,
      text,
      complete_till: dueAt,
      entity_id: Number(card.kommoId),
      entity_type: kind,
      ...(user ? { responsible_user_id: Number(user.kommoId) } : {}),
    },
  });
}
