import type { EntityManager } from 'typeorm';
import { KOMMO_ERROR_WORDS, type KommoErrorKind } from '../kommo/kommo-error';
import type { ConnectionRef } from '../runtime';

/*
 * A connection's states and what leads from one to the next:
 *
 *   ACTIVE ⇄ DEGRADED                    Kommo fails or refuses for a while ⇄ something worked again
 *   DEGRADED, until `paused_until`       is told as PAUSED (shown-state.ts): Kommo has blocked us, or wants to be left alone
 *   ACTIVE, DEGRADED → NEEDS_RECONNECT   tokens are dead for good
 *   any → ACTIVE                         connected (again)
 *   any → DISCONNECTED                   by the organisation
 */

/** Something worked: a degraded connection is well again. */
export async function markWell(db: EntityManager, ref: ConnectionRef): Promise<void> {
  await db.query(
    `UPDATE crm.connections SET state = 'ACTIVE', paused_until = NULL,
        error_code = NULL, error_message = NULL, error_at = NULL
      WHERE org_id = $1 AND id = $2 AND state = 'DEGRADED'`,
    [ref.orgId, ref.connectionId],
  );
}

/** Kommo had blocked us and answers again: who waited for that may ask. */
export async function endBlock(db: EntityManager, ref: ConnectionRef): Promise<void> {
  await db.query(
    `UPDATE crm.connections SET paused_until = NULL, error_code = NULL, error_message = NULL, error_at = NULL
      WHERE org_id = $1 AND id = $2 AND state = 'DEGRADED' AND error_code = $3`,
    [ref.orgId, ref.connectionId, KOMMO_ERROR_WORDS.blocked_html.code],
  );
}

/**
 * Something failed that may mend itself. `pauseMs`: leave Kommo alone for so long. That Kommo has blocked us stays noted whatever
 * fails after it: until it has answered again (`endBlock`, `markWell`) nobody else may ask.
 */
export async function markDegraded(
  db: EntityManager,
  ref: ConnectionRef,
  kind: KommoErrorKind,
  pauseMs?: number,
): Promise<void> {
  const { code, message } = KOMMO_ERROR_WORDS[kind];
  await db.query(
    `UPDATE crm.connections SET state = 'DEGRADED',
        error_code = CASE WHEN error_code = $6 THEN error_code ELSE $3 END,
        error_message = CASE WHEN error_code = $6 THEN error_message ELSE $4 END, error_at = now(),
        paused_until = coalesce(now() + $5::float8 * interval '1 millisecond', paused_until)
      WHERE org_id = $1 AND id = $2 AND state IN ('ACTIVE', 'DEGRADED')`,
    [ref.orgId, ref.connectionId, code, message, pauseMs ?? null, KOMMO_ERROR_WORDS.blocked_html.code],
  );
}

/** What answers at the account's address is not the account any more: somebody has to connect it again. */
export async function markLost(
  db: EntityManager,
  ref: ConnectionRef,
  { code, message }: { code: string; message: string },
): Promise<void> {
  await db.query(
    `UPDATE crm.connections SET state = 'NEEDS_RECONNECT', error_code = $3, error_message = $4, error_at = now()
      WHERE org_id = $1 AND id = $2 AND state IN ('ACTIVE', 'DEGRADED')`,
    [ref.orgId, ref.connectionId, code, message],
  );
}

/**
 * The tokens of this version are dead. Says nothing when a newer version is there: then somebody else has renewed them
 * or the account was connected again.
 */
export async function markNeedsReconnect(
  db: EntityManager,
  ref: ConnectionRef,
  version: number,
  reason: { code: string; message: string } = KOMMO_ERROR_WORDS.unauthorized,
): Promise<void> {
  await db.query(
    `UPDATE crm.connections c SET state = 'NEEDS_RECONNECT',
        error_code = $4, error_message = $5, error_at = now()
       FROM crm.connection_tokens t
      WHERE c.org_id = $1 AND c.id = $2 AND c.state IN ('ACTIVE', 'DEGRADED')
        AND t.org_id = c.org_id AND t.connection_id = c.id AND t.version = $3`,
    [ref.orgId, ref.connectionId, version, reason.code, reason.message],
  );
}
