import { KommoError } from '../kommo/kommo-error';
import { parseField, type FieldRow } from '../kommo/rows';
import { noteOddOfWhole } from '../quarantine/quarantine-store';
import { moveCursor } from '../sync/cursor-store';
import { unlessRefused } from '../sync/optional';
import { readEach, readPages, type ReadWhole } from '../sync/read-whole';
import { CARD_ENTITIES, type CardEntity } from '../sync/sync-cursor.entity';
import type { SyncSession } from '../sync/sync-session';
import { fillFields } from './card-values';
import { storeFields } from './custom-field-store';
import { tellDrift } from './field-drift';

/** Fields that are asked for by themselves in one run: each is a request. */
const MOST_ASKED = 50;

interface FieldsOfKind {
  kind: CardEntity;
  read: ReadWhole<FieldRow>;
  gone: string[];
}

/**
 * Reads the definitions of all custom fields; there is no asking for changed ones (kommo-api.md 3.17 i). One of ours that a list
 * does not have is asked for by itself: a list may be short by mistake, and a false alarm would make people take keys back.
 */
export async function syncFields(session: SyncSession): Promise<void> {
  await unlessRefused(session, 'CUSTOM_FIELDS', async () => {
    const lists: FieldsOfKind[] = [];
    for (const kind of CARD_ENTITIES) lists.push(await readFields(session, kind));
    await session.run.commit(async (db) => {
      for (const { kind, read, gone } of lists) await storeFields(db, session.ref, kind, read.rows, gone);
      const odd = lists.flatMap(({ read }) => read.odd);
      await noteOddOfWhole(db, session.ref, 'CUSTOM_FIELDS', odd);
      await tellDrift(db, session.ref);
      await moveCursor(db, session.ref, 'CUSTOM_FIELDS', new Date(session.serverTime * 1000));
    });
  });
  await fillFields((work) => session.run.commit(work), session.ref);
}

const listOf = (kind: CardEntity): string => `/${kind.toLowerCase()}/custom_fields`;

async function readFields(session: SyncSession, kind: CardEntity): Promise<FieldsOfKind> {
  const given = await readPages(session, listOf(kind), 'custom_fields');
  const read = readEach(given, parseField);
  const there = [...read.rows.map((row) => row.id), ...read.odd.flatMap(({ kommoId }) => kommoId ?? [])];
  const { orgId, connectionId } = session.ref;
  const missing = await session.select<{ kommo_id: string }>(
    `SELECT kommo_id FROM crm.custom_fields WHERE org_id = $1 AND connection_id = $2 AND kind = $3
        AND NOT is_deleted AND kommo_id <> ALL ($4::bigint[]) ORDER BY kommo_id LIMIT ${MOST_ASKED}`,
    [orgId, connectionId, kind, there],
  );
  const gone: string[] = [];
  for (const { kommo_id: id } of missing) if (!(await isThere(session, kind, id))) gone.push(id);
  return { kind, read, gone };
}

async function isThere(session: SyncSession, kind: CardEntity, id: string): Promise<boolean> {
  try {
    return (await session.get(`${listOf(kind)}/${id}`, {})).body !== null;
  } catch (error) {
    if (error instanceof KommoError && error.kind === 'not_found') return false;
    throw error;
  }
}
