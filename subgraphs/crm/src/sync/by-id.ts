import { idOfRow } from '../kommo/row-parts';
import type { MirrorSource, ReadRows } from './sources';
import type { SyncSession } from './sync-session';

/** As many as a page holds; brackets are not escaped, so the address stays below what proxies take. */
const IDS_PER_REQUEST = 250;

/** What Kommo has of some ids. */
export interface Fetched extends ReadRows {
  /** Ids that two answers did not have. */
  absent: string[];
  /** Our clock when the first answer was asked for. */
  readAt: Date;
}

/**
 * Asks for rows by id, in whatever pages Kommo gives them. An id counts as absent when a second request, for the missing
 * ones alone, has it neither, and every row that came says which it is.
 *
 * @throws KommoError
 */
export async function fetchByIds(
  session: Pick<SyncSession, 'surePage' | 'now'>,
  source: MirrorSource,
  ids: readonly string[],
): Promise<Fetched> {
  const readAt = new Date(session.now());
  const rows: unknown[] = [];
  const absent: string[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_REQUEST) {
    const part = ids.slice(at, at + IDS_PER_REQUEST);
    let missing = part;
    let isSure = true;
    for (let answer = 1, before = Infinity; missing.length > 0; answer += 1) {
      // Without progress: two answers in a row had none of them. Short answers go on for as long as they bring more.
      if (answer > 2 && missing.length === before) break;
      before = missing.length;
      const found = await askFor(session, source, missing);
      rows.push(...found);
      const there = new Set(found.map(idOfRow));
      if (there.has(null)) isSure = false;
      missing = missing.filter((id) => !there.has(id));
    }
    if (isSure) absent.push(...missing);
  }
  return { ...source.read(rows), absent, readAt };
}

async function askFor(
  session: Pick<SyncSession, 'surePage'>,
  source: MirrorSource,
  ids: readonly string[],
): Promise<unknown[]> {
  const rows: unknown[] = [];
  const query = { ...source.query, 'filter[id][]': ids, limit: IDS_PER_REQUEST };
  for (let number = 1; ; number += 1) {
    const page = await session.surePage(source.path, source.key, { ...query, page: number });
    rows.push(...page.rows);
    if (!page.hasNext || page.rows.length === 0) return rows;
  }
}
