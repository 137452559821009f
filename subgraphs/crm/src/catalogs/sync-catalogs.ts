import { KOMMO_ERROR_WORDS } from '../kommo/kommo-error';
import { noteDrift } from '../kommo/kommo-metrics';
import { parseCatalog, parseCatalogElement } from '../kommo/rows';
import { noteOddOfWhole } from '../quarantine/quarantine-store';
import { fetchByIds } from '../sync/by-id';
import { noteCheck } from '../sync/checks';
import { moveCursor, noteCursorError, putCursor } from '../sync/cursor-store';
import { unlessRefused } from '../sync/optional';
import { keptOf, readEach, readPages } from '../sync/read-whole';
import { reviveSeen } from '../sync/reconcile';
import { readerOf, type MirrorSource } from '../sync/sources';
import type { SyncSession } from '../sync/sync-session';
import { buryCards } from '../sync/tombstones';
import { CATALOG_LIST, isShort } from '../sync/whole-lists';
import { CATALOG_ELEMENTS, storeCatalogs } from './catalog-store';

/*
 * What leads have of the account's lists (kommo-api.md 3.15). Kommo's lists can be asked neither by time nor in the order of
 * changes, and may be far larger than what leads have of them. So elements are asked for by their numbers, those that leads have
 * and no others: unknown ones at once, known ones once a day, all with a walk through everything or with other rights. Where no
 * lead has any, nothing is asked.
 */

const PER_TURN = 2_500;

/** What no lead has any more is nowhere to be seen. */
const DROP_UNUSED = `
  DELETE FROM crm.catalog_elements e WHERE e.org_id = $1 AND e.connection_id = $2
     AND NOT EXISTS (SELECT 1 FROM crm.lead_catalog_elements l WHERE l.org_id = $1 AND l.connection_id = $2
                        AND l.element_kommo_id = e.kommo_id)`;

const elementsIn = (catalogId: string): MirrorSource => ({
  entity: 'CATALOG_ELEMENTS',
  path: `/catalogs/${catalogId}/elements`,
  key: 'elements',
  query: {},
  isOrdered: false,
  isOptional: true,
  table: CATALOG_ELEMENTS.table,
  read: readerOf('CATALOG_ELEMENTS', parseCatalogElement, CATALOG_ELEMENTS),
});

/** Brings what leads have of the account's lists up to date. */
export async function syncCatalogs(session: SyncSession): Promise<void> {
  await unlessRefused(session, 'CATALOG_ELEMENTS', async () => {
    const { key: rights } = await session.rights();
    const since = await dueSince(session, rights);
    let lists: ReadonlySet<string> | null | undefined;
    for (let after = '-1'; ;) {
      const due = await dueElements(session, since, after);
      const last = due.at(-1);
      if (!last) break;
      if (lists === undefined) lists = await readLists(session);
      for (const [catalogId, ids] of byCatalog(due)) await refresh(session, catalogId, ids, lists);
      after = last.element_kommo_id;
    }
    // Where leads have nothing new of them, lists need no reading: what is to be had of them is complete.
    const needsNoLists = lists === undefined && (await session.cursor('CATALOGS')).errorCode == null;
    await session.run.commit(async (db) => {
      await db.query(DROP_UNUSED, [session.ref.orgId, session.ref.connectionId]);
      await putCursor(db, session.ref, 'CATALOG_ELEMENTS', { rights, walkRunId: session.run.id });
      const at = new Date(session.serverTime * 1000);
      await moveCursor(db, session.ref, 'CATALOG_ELEMENTS', at);
      if (needsNoLists) await moveCursor(db, session.ref, 'CATALOGS', at);
    });
  });
}

/** Elements that were last asked for before this are asked for again. */
async function dueSince(session: SyncSession, rights: string): Promise<Date> {
  const cursor = await session.cursor('CATALOG_ELEMENTS');
  const [row] = await session.select<{ since: Date }>(
    `SELECT CASE WHEN $3 THEN started_at ELSE now() - interval '1 day' END AS since
       FROM crm.sync_runs WHERE org_id = $1 AND id = $2`,
    [session.ref.orgId, session.run.id, session.run.mode === 'FULL' || cursor.rights !== rights],
  );
  return row?.since ?? new Date();
}

interface Due {
  catalog_kommo_id: string;
  element_kommo_id: string;
}

/** One that Kommo no longer has is known by its tombstone: it is asked for with a walk through everything, as those we hold. */
async function dueElements(session: SyncSession, since: Date, after: string): Promise<Due[]> {
  return session.select<Due>(
    `SELECT l.element_kommo_id, min(l.catalog_kommo_id) AS catalog_kommo_id
       FROM crm.lead_catalog_elements l
       LEFT JOIN crm.catalog_elements e ON e.org_id = $1 AND e.connection_id = $2 AND e.kommo_id = l.element_kommo_id
       LEFT JOIN crm.tombstones d ON d.org_id = $1 AND d.connection_id = $2 AND d.entity = 'CATALOG_ELEMENTS'
        AND d.kommo_id = l.element_kommo_id
      WHERE l.org_id = $1 AND l.connection_id = $2 AND l.element_kommo_id > $4
        AND coalesce(e.checked_at, d.deleted_at, '-infinity') < $3
      GROUP BY l.element_kommo_id ORDER BY l.element_kommo_id LIMIT ${PER_TURN}`,
    [session.ref.orgId, session.ref.connectionId, since, after],
  );
}

function byCatalog(due: readonly Due[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { catalog_kommo_id: catalog, element_kommo_id: id } of due) {
    found.set(catalog, [...(found.get(catalog) ?? []), id]);
  }
  return found;
}

/** Reads the account's lists. @returns the numbers of all there are; null when that is not known for sure */
export async function readLists(session: SyncSession): Promise<ReadonlySet<string> | null> {
  const lists = readEach(await readPages(session, '/catalogs', 'catalogs'), parseCatalog);
  const isWhole = !(await isShort(session, CATALOG_LIST, lists));
  const kept = isWhole ? keptOf(lists) : null;
  await session.run.commit(async (db) => {
    await storeCatalogs(db, session.ref, lists.rows, kept);
    await noteOddOfWhole(db, session.ref, 'CATALOGS', lists.odd);
    await putCursor(db, session.ref, 'CATALOGS', { walkRunId: session.run.id });
    if (isWhole) await moveCursor(db, session.ref, 'CATALOGS', new Date(session.serverTime * 1000));
    else await noteCursorError(db, session.ref, 'CATALOGS', KOMMO_ERROR_WORDS.incomplete);
  });
  return kept && new Set([...lists.rows.map(({ id }) => id), ...kept]);
}

/** What stood in a list that is gone is gone with it. */
async function refresh(
  session: SyncSession,
  catalogId: string,
  ids: readonly string[],
  lists: ReadonlySet<string> | null,
): Promise<void> {
  const { ref } = session;
  const source = elementsIn(catalogId);
  const isGone = lists !== null && !lists.has(catalogId);
  const found = await fetchByIds(session, source, isGone ? [] : ids);
  const drifted = await session.read((db) => found.ties(db, ref));
  const { seesAll } = await session.rights();
  const at = new Date(session.serverTime * 1000);
  const absent = seesAll ? [...(isGone ? ids : found.absent)] : [];
  await session.run.commit(
    async (db) => {
      await found.store(db, ref, { accept: 'any', readAt: found.readAt });
      await reviveSeen(db, ref, source, found.ids, found.readAt);
      await buryCards(
        db,
        ref,
        source,
        absent.map((kommoId) => ({ kommoId, at })),
      );
      await db.query(
        `UPDATE crm.catalog_elements SET checked_at = now()
          WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($3::bigint[])`,
        [ref.orgId, ref.connectionId, ids],
      );
      await noteCheck(db, ref, source.entity, { checked: ids.length, drifted: drifted.length });
    },
    { rows: found.ids.length },
  );
  noteDrift(source.entity, drifted.length);
}
