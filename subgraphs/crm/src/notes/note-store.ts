import type { NoteRow } from '../kommo/rows';
import { describeTable, instant, type MirrorTable } from '../mirror/mirror-table';
import type { NoteEntity } from '../sync/sync-cursor.entity';

/** The longest text of a note that is kept; Kommo's own limit is not told. */
const LONGEST_TEXT = 65_536;
/** Parameters that are larger as JSON are not kept: the text is. */
const LARGEST_PARAMS = 65_536;

/** What a note says: of a call or an SMS beside its parameters too. */
function textOf({ params }: NoteRow): string {
  const { text } = params;
  return typeof text === 'string' ? text.slice(0, LONGEST_TEXT) : '';
}

function paramsOf({ params }: NoteRow): string {
  const written = JSON.stringify(params);
  return written.length <= LARGEST_PARAMS ? written : '{}';
}

const describeNotes = (entity: NoteEntity): MirrorTable<NoteRow> =>
  describeTable<NoteRow>(entity, [
    { name: 'responsible_kommo_id', type: 'bigint', valueOf: (row) => row.responsible_user_id },
    { name: 'author_kommo_id', type: 'bigint', valueOf: (row) => row.created_by },
    { name: 'updater_kommo_id', type: 'bigint', valueOf: (row) => row.updated_by, isBeside: true },
    { name: 'created_at', type: 'timestamptz', valueOf: (row) => instant(row.created_at) },
    { name: 'card_kommo_id', type: 'bigint', valueOf: (row) => row.entity_id },
    { name: 'type', type: 'text', valueOf: (row) => row.note_type },
    { name: 'text', type: 'text', valueOf: textOf },
    { name: 'params', type: 'jsonb', valueOf: paramsOf },
  ]);

export const NOTES: Record<NoteEntity, MirrorTable<NoteRow>> = {
  LEAD_NOTES: describeNotes('LEAD_NOTES'),
  CONTACT_NOTES: describeNotes('CONTACT_NOTES'),
  COMPANY_NOTES: describeNotes('COMPANY_NOTES'),
};
