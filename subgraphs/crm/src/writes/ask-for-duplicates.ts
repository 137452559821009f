import { inOrganization } from '../../../../service-kit/postgres/database';
import { forgetReads } from '../../../../service-kit/subgraph/context';
import { clientOf } from '../connections/kommo-client';
import type { Context } from '../context';
import { KommoError } from '../kommo/kommo-error';
import type { ConnectionRef } from '../runtime';
import { canAsk } from '../sync/refetch';
import { SOURCES } from '../sync/sources';
import { keysOf, type Numbers } from './duplicates';

/** So many numbers and addresses are asked for. */
const MOST_KEYS = 6;
const ROWS = 50;
const PATIENCE_MS = 3_000;

/**
 * Copies what Kommo has of some numbers and addresses (`query=`, kommo-api.md 2.4): a card that somebody has made there a moment ago is
 * not in our copy yet. Where Kommo can't be asked, our copy is what there is.
 */
export async function askForDuplicates(
  ctx: Context,
  entity: 'CONTACTS' | 'COMPANIES',
  numbers: Numbers,
  ref: ConnectionRef,
): Promise<void> {
  const keys = [...keysOf(numbers)].slice(0, MOST_KEYS);
  if (keys.length === 0 || !(await canAsk(ctx.crm, ref))) return;
  const source = SOURCES[entity];
  const client = clientOf(ctx.crm, ref);
  const options = { lane: 'interactive', signal: AbortSignal.timeout(PATIENCE_MS) } as const;
  try {
    const pages = await Promise.all(
      keys.map((key) =>
        client.page(source.path, source.key, { ...source.query, query: key, limit: ROWS }, options),
      ),
    );
    const rows = source.read(pages.flatMap((page) => page.rows));
    if (rows.ids.length === 0) return;
    await inOrganization(ctx.source, ref.orgId, (db) => rows.store(db, ref, { accept: 'newer' }));
    forgetReads(ctx);
  } catch (error) {
    if (!(error instanceof KommoError) && !options.signal.aborted) throw error;
    ctx.log.info(
      { err: error, connectionId: ref.connectionId },
      'duplicates could not be asked for in kommo',
    );
  }
}
