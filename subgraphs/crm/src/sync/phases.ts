import type { EntityManager } from 'typeorm';
import { syncCardEvents } from '../card-events/sync-events';
import { readLists, syncCatalogs } from '../catalogs/sync-catalogs';
import { storeUsers } from '../crm-users/crm-user-store';
import { KOMMO_ERROR_WORDS, KommoError } from '../kommo/kommo-error';
import { parsePipeline, type AccountRow } from '../kommo/rows';
import { isSubdomain } from '../kommo/settings';
import { storePipelines } from '../pipelines/pipeline-store';
import { forgetOldOdd, noteOddOfWhole } from '../quarantine/quarantine-store';
import type { SyncPhase } from '../sync-runs/sync-run.entity';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { syncUnsorted } from '../unsorted-leads/sync-unsorted';
import { SOURCES } from './sources';
import { checkCopy, type ReadAgain } from './checks';
import { moveCursor, noteCursorError } from './cursor-store';
import { prepareDeletions, syncDeletions } from './deletions';
import { endNotice, putNotice } from './notices';
import { syncFields } from '../custom-fields/sync-fields';
import { readUsers, type ReadUsers } from './read-users';
import { keptOf, readEach } from './read-whole';
import { MIRRORED_ENTITIES, NOTE_ENTITIES, type SyncedEntity } from './sync-cursor.entity';
import type { SyncSession } from './sync-session';
import { prepareWalk, syncRows } from './walk';
import { isShort, USER_LIST } from './whole-lists';

/** The phases of a synchronisation, in order. Each may be done again from its beginning: all they write is idempotent. */
export const PHASE_WORK: readonly [
  SyncPhase,
  (session: SyncSession, runtime: CrmRuntime) => Promise<void>,
][] = [
  ['PREPARING', prepare],
  ['PIPELINES', syncPipelines],
  ['USERS', syncUsers],
  ['CUSTOM_FIELDS', syncFields],
  ['COMPANIES', (session) => syncRows(session, SOURCES.COMPANIES)],
  ['CONTACTS', (session) => syncRows(session, SOURCES.CONTACTS)],
  ['LEADS', (session) => syncRows(session, SOURCES.LEADS)],
  ['CATALOGS', syncCatalogs],
  ['UNSORTED', (session) => syncUnsorted(session)],
  ['TASKS', (session) => syncRows(session, SOURCES.TASKS)],
  ['NOTES', syncNotes],
  ['DELETIONS', applyDeletions],
  ['EVENTS', syncCardEvents],
  ['CHECKING', (session, runtime) => checkCopy(runtime, session, READ_AGAIN)],
];

const READ_AGAIN: ReadAgain = {
  PIPELINES: syncPipelines,
  USERS: async (session) => storeRead(session, await readUsers(session)),
  CUSTOM_FIELDS: syncFields,
  CATALOGS: async (session) => void (await readLists(session)),
  UNSORTED_LEADS: (session) => syncUnsorted(session, true),
};

/**
 * Asks for the account: that sets the clock, shows that the token is good, and tells of a new name, subdomain or
 * currency. @throws KommoError other_account when another account answers
 */
export async function greet(session: SyncSession): Promise<void> {
  const account = await accountAtHome(session);
  const { orgId, connectionId } = session.ref;
  const timeZone = account._embedded.datetime_settings.timezone;
  const known = await session.run.commit(async (db) => {
    await forgetDays(db, session.ref, isTimeZone(timeZone) ? timeZone : null);
    return (await db.query(
      `UPDATE crm.connections SET account_name = $4, currency = $5, subdomain = coalesce($6, subdomain),
            time_zone = coalesce($7, time_zone)
          WHERE org_id = $1 AND id = $2 AND account_id = $3 RETURNING id`,
      [
        orgId,
        connectionId,
        account.id,
        account.name,
        account.currency,
        isSubdomain(account.subdomain) ? account.subdomain : null,
        isTimeZone(timeZone) ? timeZone : null,
      ],
    )) as [unknown[], number];
  });
  if (known[1] === 0) throw new KommoError('other_account', { detail: 'another account answers' });
}

/** Dates are midnights in the account's time zone: in another one they are other days, and are read anew. */
const forgetDays = (
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  timeZone: string | null,
): Promise<unknown> =>
  db.query(
    `UPDATE crm.custom_fields f SET values_at = NULL FROM crm.connections c
      WHERE f.org_id = $1 AND f.connection_id = $2 AND f.values_at IS NOT NULL AND f.type IN ('date', 'birthday')
        AND c.org_id = $1 AND c.id = $2 AND c.time_zone <> $3`,
    [orgId, connectionId, timeZone],
  );

/** The account's answer; from its new address when nothing, or another account, answers at the old one. */
async function accountAtHome(session: SyncSession): Promise<AccountRow> {
  try {
    const account = await session.account();
    if ((await isOurs(session, account)) || (await session.relocate()) !== 'moved') return account;
  } catch (error) {
    if (!(error instanceof KommoError) || error.kind !== 'not_found') throw error;
    const place = await session.relocate();
    // Kommo says it is there, so that nothing answered is a failure like others: it passes.
    if (place === 'same')
      throw new KommoError('unavailable', { detail: 'no account at its address for now' });
    if (place === 'unknown') throw new KommoError('moved', { detail: 'no account at its address' });
  }
  return session.account();
}

async function isOurs(session: SyncSession, account: AccountRow): Promise<boolean> {
  const { ref } = session;
  const rows = await session.select(
    'SELECT 1 FROM crm.connections WHERE org_id = $1 AND id = $2 AND account_id = $3',
    [ref.orgId, ref.connectionId, account.id],
  );
  return rows.length > 0;
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

async function prepare(session: SyncSession): Promise<void> {
  await prepareDeletions(session);
  let expected: number | null = null;
  for (const entity of MIRRORED_ENTITIES) {
    const rows = await prepareWalk(session, SOURCES[entity]);
    if (rows !== null) expected = (expected ?? 0) + rows;
  }
  await session.run.expect(expected);
}

async function syncNotes(session: SyncSession): Promise<void> {
  for (const entity of NOTE_ENTITIES) await syncRows(session, SOURCES[entity]);
}

async function syncPipelines(session: SyncSession): Promise<void> {
  const { rows, total } = await session.surePage('/leads/pipelines', 'pipelines', {});
  const pipelines = readEach(rows, parsePipeline);
  const isWhole = total === null || rows.length >= total;
  await session.run.commit(async (db) => {
    await storePipelines(db, session.ref, pipelines.rows, isWhole ? keptOf(pipelines) : null);
    await noteOddOfWhole(db, session.ref, 'PIPELINES', pipelines.odd);
    await noteWhole(db, session, 'PIPELINES', isWhole);
  });
}

async function syncUsers(session: SyncSession): Promise<void> {
  const { users } = await session.rights();
  // Only administrators may list users: without them the rest is still worth having.
  if (users === null) return noteRefusal(session, 'USERS');
  await storeRead(session, users);
}

async function storeRead(session: SyncSession, users: ReadUsers): Promise<void> {
  const isWhole = !(await isShort(session, USER_LIST, users));
  await session.run.commit(async (db) => {
    await storeUsers(db, session.ref, users.rows, isWhole ? keptOf(users) : null);
    await noteOddOfWhole(db, session.ref, 'USERS', users.odd);
    await noteWhole(db, session, 'USERS', isWhole);
  });
}

/** A list that was short is complete up to nothing: what it lacks stays as it was. */
async function noteWhole(
  db: EntityManager,
  { ref, serverTime }: SyncSession,
  entity: SyncedEntity,
  isWhole: boolean,
): Promise<void> {
  if (isWhole) return moveCursor(db, ref, entity, new Date(serverTime * 1000));
  await noteCursorError(db, ref, entity, KOMMO_ERROR_WORDS.incomplete);
}

async function applyDeletions(session: SyncSession): Promise<void> {
  const refusal = await syncDeletions(session);
  await session.run.commit(async (db) => {
    await forgetOldOdd(db, session.ref, 'EVENTS', ODD_EVENTS_DAYS);
    if (refusal) await putNotice(db, session.ref, DELETIONS_REFUSED);
    else await endNotice(db, session.ref, DELETIONS_REFUSED.code);
    if (session.skew === 0) await endNotice(db, session.ref, 'KOMMO_CLOCK');
    else await putNotice(db, session.ref, clockNotice(session.skew));
  });
}

/** Events that could not be read are not read again: they are shown for a while. */
const ODD_EVENTS_DAYS = 7;

const DELETIONS_REFUSED = {
  code: 'KOMMO_NO_EVENTS',
  message:
    'Kommo does not show its change log to the user who gave access, so deletions may be found late. Connect the ' +
    'account as an administrator.',
};

const clockNotice = (skew: number) => ({
  code: 'KOMMO_CLOCK',
  message: `Kommo’s clock differs from ours by ${Math.abs(skew)} s. It was not believed: ours was used.`,
});

async function noteRefusal(
  session: SyncSession,
  entity: SyncedEntity,
  words: { code: string; message: string } = KOMMO_ERROR_WORDS.forbidden,
): Promise<void> {
  await session.run.commit((db) => noteCursorError(db, session.ref, entity, words));
}
