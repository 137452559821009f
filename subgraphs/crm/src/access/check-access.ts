import type { EntityManager } from 'typeorm';
import { inOrganization, readInOrganization } from '../../../../service-kit/postgres/database';
import type { ConnectionRef, CrmRuntime } from '../runtime';
import { endNotice, putNotice } from '../sync/notices';
import type { SyncSession } from '../sync/sync-session';
import { askingOf, type How } from './asking';
import { meaningOf, probeAccess, type Answered, type Capability } from './capabilities';
import { tellChangedAccess } from './tell-access';

/*
 * What Kommo allows us is asked when an account is connected, and again with a synchronisation: after an hour, at once when whoever gave
 * access has become an administrator or is none any more or something was lost that it has said but once, and with each synchronisation
 * of everything. What has changed is told by mail; a
 * notice says what is missing for as long as it is.
 */

const NOTICE = 'KOMMO_ACCESS_LIMITED';
/** What somebody who connects an account waits for this. */
const PATIENCE_MS = 4_000;
/** And a synchronisation. */
const LONGEST_MS = 60_000;

/**
 * Asks what is allowed, for whoever connects an account: they are told by the answer, and not by mail. What Kommo does not say in time is
 * asked with the first synchronisation.
 */
export async function checkNewAccess(
  runtime: CrmRuntime,
  ref: ConnectionRef,
  userId: string | null,
): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const found = await askFor(runtime, ref, { userId, lane: 'interactive', signal });
  await inOrganization(runtime.source, ref.orgId, async (db) => {
    // What was allowed before says nothing of who connects it now.
    await db.query('DELETE FROM crm.connection_access WHERE org_id = $1 AND connection_id = $2', [
      ref.orgId,
      ref.connectionId,
    ]);
    await store(db, ref, found);
    await putLimits(db, ref);
  });
}

/** Asks again, when it is time. @param signal ends the synchronisation */
export async function checkAccess(
  runtime: CrmRuntime,
  session: SyncSession,
  signal: AbortSignal,
): Promise<void> {
  const { ref, run } = session;
  const { seesAll } = await session.rights();
  if (run.mode !== 'FULL' && !(await isDue(runtime, ref, seesAll))) return;
  const { current_user_id: userId } = await session.account();
  const until = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
  const found = await askFor(runtime, ref, { userId, lane: 'background', signal: until });
  signal.throwIfAborted();
  await run.commit(async (db) => {
    await store(db, ref, found);
    await putLimits(db, ref);
    await tellChangedAccess(runtime, db, ref);
  });
}

const askFor = async (runtime: CrmRuntime, ref: ConnectionRef, how: How): Promise<Answered> =>
  probeAccess(await askingOf(runtime, ref, how), how.signal);

async function isDue(runtime: CrmRuntime, ref: ConnectionRef, seesAll: boolean): Promise<boolean> {
  const [row] = (await readInOrganization(runtime.source, ref.orgId, (db) =>
    db.query(
      `SELECT max(checked_at) > now() - interval '1 hour' AS is_fresh,
              bool_or(state = 'ALLOWED') FILTER (WHERE capability = 'ALL_ROWS') AS sees_all,
              bool_or(state <> 'ALLOWED' AND told_state = 'ALLOWED' AND checked_at <= since) AS is_unsure
         FROM crm.connection_access WHERE org_id = $1 AND connection_id = $2`,
      [ref.orgId, ref.connectionId],
    ),
  )) as { is_fresh: boolean | null; sees_all: boolean | null; is_unsure: boolean | null }[];
  return row?.is_fresh !== true || row.is_unsure === true || (row.sees_all ?? seesAll) !== seesAll;
}

/** What is asked for the first time counts as told. What Kommo did not answer stays as it was; where it failed at some, it is asked again with the next synchronisation. */
async function store(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { states, unsaid, isWhole }: Answered,
): Promise<void> {
  await db.query(
    'DELETE FROM crm.connection_access WHERE org_id = $1 AND connection_id = $2 AND capability = ANY ($3::text[])',
    [orgId, connectionId, unsaid],
  );
  await db.query(
    `INSERT INTO crm.connection_access AS a (org_id, connection_id, capability, state, since, checked_at, told_state)
     SELECT $1, $2, i.capability, i.state, now(), CASE WHEN $5 THEN now() ELSE now() - interval '1 hour' END, i.state
       FROM unnest($3::text[], $4::text[]) AS i (capability, state)
     ON CONFLICT (org_id, connection_id, capability) DO UPDATE
        SET since = CASE WHEN a.state = EXCLUDED.state THEN a.since ELSE EXCLUDED.since END, state = EXCLUDED.state,
            checked_at = EXCLUDED.checked_at, told_state = coalesce(a.told_state, EXCLUDED.told_state)`,
    [orgId, connectionId, [...states.keys()], [...states.values()], isWhole],
  );
}

/** Says what is missing. */
async function putLimits(db: EntityManager, ref: ConnectionRef): Promise<void> {
  const rows = (await db.query(
    `SELECT capability FROM crm.connection_access
      WHERE org_id = $1 AND connection_id = $2 AND state <> 'ALLOWED' ORDER BY capability`,
    [ref.orgId, ref.connectionId],
  )) as { capability: Capability }[];
  if (rows.length === 0) return endNotice(db, ref, NOTICE);
  const message = rows.map(({ capability }) => `${capability}: ${meaningOf(capability)}`).join(' ');
  await putNotice(db, ref, { code: NOTICE, message: `Kommo does not allow us everything here. ${message}` });
}
