import { checkId } from '../../../../service-kit/data/ids';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import { notFound } from '../../../../service-kit/errors/errors';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { UpdateCrmNoteInput } from '../generated/types';
import { NOTE_ENTITIES, type NoteEntity } from '../sync/sync-cursor.entity';
import { LONGEST_TEXT } from '../writes/card-values';
import { changeRow, liveRow, type RowConflict, type RowKind } from '../writes/change-row';
import type { Note } from './note.entity';

const LISTS = {
  LEAD_NOTES: { cards: 'leads', loader: 'leadNotes' },
  CONTACT_NOTES: { cards: 'contacts', loader: 'contactNotes' },
  COMPANY_NOTES: { cards: 'companies', loader: 'companyNotes' },
} as const;

const kindOf = (entity: NoteEntity): RowKind<Note> => ({
  type: 'CrmNote',
  entity,
  pathOf: ({ cardKommoId, kommoId }) => `/${LISTS[entity].cards}/${cardKommoId}/notes/${kommoId}`,
  load: (ctx, id) => ctx.loaders[LISTS[entity].loader].load(id),
});

/** What a person wrote; all others tell of something that happened. */
const WRITTEN = 'common';

/** Changes what a note in Kommo says. @throws InputRejected, GraphQLError NOT_FOUND */
export async function updateCrmNote(
  ctx: Context,
  input: UpdateCrmNoteInput,
): Promise<{ note: Note | null; conflicts: RowConflict[] }> {
  const id = checkId(input.id, 'CrmNote');
  const kind = await kindWith(ctx, id);
  const ours = await liveRow(ctx, kind, id);
  const check = createInputCheck();
  const text = check.requiredText(input.text, LONGEST_TEXT, ['text']);
  check.finish();
  if (ours.type !== WRITTEN) {
    const message = 'Only what somebody wrote can be changed: a call or a message stays as it was.';
    throw reject('NOTE_NOT_WRITTEN', 'id', message);
  }
  const wish = {
    field: 'text',
    column: 'text',
    value: text,
    shown: (note: Note) => note.text,
    body: { note_type: WRITTEN, params: { text } },
  };
  const { row: note, conflicts } = await changeRow(ctx, kind, ours, [wish], input.onConflict);
  return { note, conflicts };
}

/** Which of the three lists a note is of. @throws GraphQLError NOT_FOUND */
async function kindWith(ctx: Context, id: string): Promise<RowKind<Note>> {
  const kinds = NOTE_ENTITIES.map(kindOf);
  const found = await Promise.all(kinds.map((kind) => kind.load(ctx, id)));
  const kind = kinds[found.findIndex((note) => note !== null)];
  if (!kind) throw notFound('CrmNote');
  return kind;
}
