import type { DataSource, EntityManager } from 'typeorm';
import { SETTLE_KOMMO_CHANGE } from '../../../../schema/jobs';
import { recordScope, type AuditChange, type AuditScope } from '../../../../service-kit/audit/audit-scope';
import { newId } from '../../../../service-kit/data/ids';
import { recordJob } from '../../../../service-kit/jobs/enqueue-job';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { auditScopes } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { causeOf, type Cause } from '../history/cause';
import { claimChanges, type Claim } from '../history/claim-changes';
import { KommoError } from '../kommo/kommo-error';
import type { ConnectionRef } from '../runtime';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import { UNCERTAIN_NOTE } from './refusals';

/*
 * A change of something that is in Kommo is written down before it goes out: what is sent, by whom, and what the audit is to say of it. Whoever
 * sends it ends it as well; where that process has died, a job does (settle-change.ts). So each change is told in the audit and
 * the journal once, and as whose it was.
 *
 * How it ended:
 *
 *   DONE        Kommo has said so, or has the values
 *   UNCERTAIN   nobody knows
 *   NOT_DONE    Kommo's row is as it was before
 */
export type ChangeEnd = 'DONE' | 'UNCERTAIN' | 'NOT_DONE';

type Audited = Pick<AuditScope, 'action' | 'actor' | 'ip' | 'requestId'>;

/** A change that is about to go out. */
interface PlannedChange extends Omit<Claim, 'since' | 'kind'> {
  /** Decisions about incoming leads stand in no journal; their `kommoId` is Kommo's `uid`. */
  kind: MirroredEntity | 'UNSORTED_LEADS';
  /** Kommo's time of the row's last change before it; null where a change of this kind gives no new one for certain. */
  wasChangedAt: Date | null;
  /** What the audit is to say; null where it says nothing, or has said it. */
  audit: (Audited & { told: AuditChange }) | null;
}

/** A change that was written down. */
export interface IntendedChange extends PlannedChange {
  id: string;
  since: string;
}

/** A sending has so long, turns and all. */
const SENDING_MS = 45_000;
/** It is over by then, and Kommo's lists, which are up to a minute old, show what it did. */
const SETTLED_AFTER_S = 110;

/** Sends a change within the time that one has. @throws KommoError, or the given signal's reason */
export async function sendInTime<T>(
  send: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  const end = AbortSignal.timeout(SENDING_MS);
  try {
    return await send(AbortSignal.any([signal, end]));
  } catch (error) {
    throw end.aborted && !signal.aborted ? new KommoError('unavailable', { timedOut: true }) : error;
  }
}

/** What a change of this request is audited as; null outside mutations. */
function auditedAs(ctx: Context, told: AuditChange): PlannedChange['audit'] {
  const scope = auditScopes(ctx)();
  if (!scope) return null;
  const { action, actor, ip, requestId } = scope;
  return { action, actor, ip, requestId, told };
}

/**
 * Writes it down in the open transaction, with the job that ends it when nobody else has.
 *
 * @param requestedBy whose job it is; null for the product's
 */
export async function recordChange(
  db: EntityManager,
  plan: PlannedChange,
  requestedBy: string | null = null,
): Promise<IntendedChange> {
  const { orgId, connectionId, kind, kommoId, sent, implied, cause, wasChangedAt, audit } = plan;
  const id = newId();
  const userId = cause.kind === 'PERSON' ? cause.userId : null;
  const [row] = (await db.query(
    `INSERT INTO crm.kommo_changes (org_id, id, connection_id, kind, kommo_id, sent, implied, cause, user_id, was_changed_at, audit, since)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce(max(c.n), 0) FROM crm.card_changes c
      WHERE c.org_id = $1 AND c.connection_id = $3 AND c.kind = $4 AND c.kommo_id = $12 RETURNING since`,
    [
      ...[
        orgId,
        id,
        connectionId,
        kind,
        kommoId,
        JSON.stringify(sent),
        implied,
        cause.kind,
        userId,
        wasChangedAt,
      ],
      ...[audit === null ? null : JSON.stringify(audit), kind === 'UNSORTED_LEADS' ? null : kommoId],
    ],
  )) as { since: string }[];
  const options = { key: id, delaySeconds: SETTLED_AFTER_S };
  await recordJob(db, orgId, requestedBy, SETTLE_KOMMO_CHANGE, { changeId: id }, options);
  return { ...plan, id, since: row?.since ?? '0' };
}

/** The same in a transaction of its own, for a request; never under its idempotency key: whoever sends it again begins anew. */
export const intendChange = (
  ctx: Context,
  plan: Omit<PlannedChange, 'cause' | 'audit'>,
  told: AuditChange,
): Promise<IntendedChange> => {
  const { orgId, userId } = ctx.viewer;
  const whole = { ...plan, cause: causeOf(ctx.viewer), audit: auditedAs(ctx, told) };
  return inOrganization(ctx.source, orgId, (db) => recordChange(db, whole, userId));
};

/** A change that has not ended; null when it has. */
export async function readChange(
  db: EntityManager,
  orgId: string,
  id: string,
): Promise<IntendedChange | null> {
  const [row] = (await db.query(
    `SELECT org_id AS "orgId", id, connection_id AS "connectionId", kind, kommo_id AS "kommoId", sent, implied, cause, user_id AS "userId",
            was_changed_at AS "wasChangedAt", since, audit
       FROM crm.kommo_changes WHERE org_id = $1 AND id = $2`,
    [orgId, id],
  )) as (Omit<IntendedChange, 'cause'> & { cause: Cause['kind']; userId: string | null })[];
  if (!row) return null;
  const { cause: kind, userId, ...change } = row;
  return { ...change, cause: kind === 'PERSON' ? { kind, userId: userId ?? '' } : { kind } };
}

/** Takes it off the list, and its job. @returns whether the audit has still to be told; null when it was not there */
async function forget(db: EntityManager, { orgId, id }: IntendedChange): Promise<boolean | null> {
  const [rows] = (await db.query(
    'DELETE FROM crm.kommo_changes WHERE org_id = $1 AND id = $2 RETURNING audit IS NOT NULL AS "isUntold"',
    [orgId, id],
  )) as [{ isUntold: boolean }[], number];
  await db.query(
    `DELETE FROM jobs.jobs WHERE org_id = $1 AND kind = $2 AND key = $3 AND state = 'QUEUED' AND attempt = 0`,
    [orgId, SETTLE_KOMMO_CHANGE.kind, id],
  );
  return rows[0]?.isUntold ?? null;
}

/** Notes that the audit is told, while our copy still waits for it. @returns as {@link forget} */
async function noteTold(db: EntityManager, { orgId, id }: IntendedChange): Promise<boolean | null> {
  const [, count] = (await db.query(
    'UPDATE crm.kommo_changes SET audit = NULL WHERE org_id = $1 AND id = $2 AND audit IS NOT NULL',
    [orgId, id],
  )) as [unknown, number];
  return count > 0;
}

/** Asks anew for the ends of changes whose jobs are gone: each had killed its workers, or failed while our database was away. */
export async function askForLostChanges(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
): Promise<void> {
  const lost = (await db.query(
    `SELECT id FROM crm.kommo_changes c WHERE org_id = $1 AND connection_id = $2 AND NOT EXISTS (
       SELECT FROM jobs.jobs j WHERE j.org_id = $1 AND j.kind = $3 AND j.key = c.id::text AND j.state IN ('QUEUED', 'RUNNING'))`,
    [orgId, connectionId, SETTLE_KOMMO_CHANGE.kind],
  )) as { id: string }[];
  for (const { id } of lost)
    await recordJob(db, orgId, null, SETTLE_KOMMO_CHANGE, { changeId: id }, { key: id });
}

/** Ends one that Kommo refused: nothing has come of it, and the caller is told. */
export const dropChange = async (source: DataSource, change: IntendedChange): Promise<void> => {
  await inOrganization(source, change.orgId, (db) => forget(db, change));
};

/**
 * Ends a change. Where another one has, nothing is done.
 *
 * @param isFetched whether our copy was fetched after it; else its job waits for that, and says whose it was
 */
export const endChange = (
  source: DataSource,
  change: IntendedChange,
  end: ChangeEnd,
  isFetched: boolean,
): Promise<void> =>
  inOrganization(source, change.orgId, async (db) => {
    const isUntold = await (isFetched ? forget(db, change) : noteTold(db, change));
    if (isUntold === null) return;
    const { kind } = change;
    if (isFetched && end !== 'NOT_DONE' && kind !== 'UNSORTED_LEADS')
      await claimChanges(db, { ...change, kind });
    if (isUntold && change.audit) await recordScope(db, scopeOf(change.audit, end));
  });

function scopeOf({ told, ...scope }: NonNullable<PlannedChange['audit']>, end: ChangeEnd): AuditScope {
  const after =
    end === 'UNCERTAIN' ? { ...(told.after as object | undefined), ...UNCERTAIN_NOTE } : told.after;
  return { ...scope, outcome: end === 'NOT_DONE' ? 'REFUSED' : 'DONE', told: [{ ...told, after }] };
}
