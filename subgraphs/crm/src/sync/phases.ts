import { storeUsers } from '../crm-users/crm-user-store';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import { parseAccount, parsePipeline, parseUser } from '../kommo/rows';
import { isSubdomain } from '../kommo/settings';
import { storePipelines } from '../pipelines/pipeline-store';
import { CARD_SOURCES } from './card-source';
import { moveCursor, noteCursorError } from './cursor-store';
import { prepareDeletions, syncDeletions } from './deletions';
import { CARD_ENTITIES, type SyncedEntity } from './sync-cursor.entity';
import type { SyncPhase } from '../sync-runs/sync-run.entity';
import type { SyncSession } from './sync-session';
import { prepareWalk, syncCards } from './walk';

/** The phases of a synchronisation, in order. Each may be done again from its beginning: all they write is idempotent. */
export const PHASE_WORK: readonly [SyncPhase, (session: SyncSession) => Promise<void>][] = [
  ['PREPARING', prepare],
  ['PIPELINES', syncPipelines],
  ['USERS', syncUsers],
  ['COMPANIES', (session) => syncCards(session, CARD_SOURCES.COMPANIES)],
  ['CONTACTS', (session) => syncCards(session, CARD_SOURCES.CONTACTS)],
  ['LEADS', (session) => syncCards(session, CARD_SOURCES.LEADS)],
  ['DELETIONS', applyDeletions],
];

/**
 * Asks for the account: that sets the clock, shows that the token is good, and tells of a new name, subdomain or
 * currency. @throws KommoError unauthorized when another account answers
 */
export async function greet(session: SyncSession): Promise<void> {
  const account = parseAccount((await session.get('/account', {})).body);
  const { orgId, connectionId } = session.ref;
  const known = await session.run.commit(
    async (db) =>
      (await db.query(
        `UPDATE crm.connections SET account_name = $4, currency = $5, subdomain = coalesce($6, subdomain)
          WHERE org_id = $1 AND id = $2 AND account_id = $3 RETURNING id`,
        [
          orgId,
          connectionId,
          account.id,
          account.name,
          account.currency,
          isSubdomain(account.subdomain) ? account.subdomain : null,
        ],
      )) as [unknown[], number],
  );
  if (known[1] === 0) throw new KommoError('unauthorized', { detail: 'another account answers' });
}

async function prepare(session: SyncSession): Promise<void> {
  await prepareDeletions(session);
  let expected: number | null = null;
  for (const entity of CARD_ENTITIES) {
    const rows = await prepareWalk(session, CARD_SOURCES[entity]);
    if (rows !== null) expected = (expected ?? 0) + rows;
  }
  await session.run.expect(expected);
}

async function syncPipelines(session: SyncSession): Promise<void> {
  const { rows } = await session.page('/leads/pipelines', 'pipelines', {});
  const pipelines = rows.map(parsePipeline);
  await session.run.commit(async (db) => {
    await storePipelines(db, session.ref, pipelines);
    await moveCursor(db, session.ref, 'PIPELINES', new Date(session.serverTime * 1000));
  });
}

async function syncUsers(session: SyncSession): Promise<void> {
  const users: ReturnType<typeof parseUser>[] = [];
  try {
    for (let number = 1; ; number += 1) {
      const page = await session.page('/users', 'users', { limit: 250, page: number });
      users.push(...page.rows.map(parseUser));
      if (!page.hasNext || page.rows.length === 0) break;
    }
  } catch (error) {
    // Only administrators may list users: without them the rest is still worth having.
    if (error instanceof KommoError && error.kind === 'forbidden') return noteRefusal(session, 'USERS');
    throw error;
  }
  await session.run.commit(async (db) => {
    await storeUsers(db, session.ref, users);
    await moveCursor(db, session.ref, 'USERS', new Date(session.serverTime * 1000));
  });
}

async function applyDeletions(session: SyncSession): Promise<void> {
  if (await syncDeletions(session)) return;
  for (const entity of CARD_ENTITIES) await noteRefusal(session, entity, DELETIONS_REFUSED);
}

const DELETIONS_REFUSED = {
  code: 'KOMMO_FORBIDDEN',
  message:
    'Kommo does not show its change log to the user who gave access, so deletions may be missed. Connect the account ' +
    'as an administrator.',
};

async function noteRefusal(
  session: SyncSession,
  entity: SyncedEntity,
  words: { code: string; message: string } = KOMMO_ERROR_WORDS.forbidden,
): Promise<void> {
  await session.run.commit((db) => noteCursorError(db, session.ref, entity, words));
}
