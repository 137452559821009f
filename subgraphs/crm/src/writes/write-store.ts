import type { EntityManager } from 'typeorm';
import { KOMMO_WRITE } from '../../../../schema/jobs';
import type { UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import type { Context } from '../context';
import { joinTalks, takeTalksTurn } from '../messages/message-store';
import type { ConnectionRef } from '../runtime';
import type { CardEntity } from '../sync/sync-cursor.entity';

/*
 * What is to be made in Kommo is written down before it is sent. Kommo knows no idempotency keys (kommo-api.md 2.7), so the row is
 * what tells, whoever died meanwhile, whether it was sent, and which of Kommo's rows came of it.
 *
 *   OPEN → DONE      it is in Kommo, as `kommo_id`
 *   OPEN → REFUSED   Kommo did not do it, and why
 *
 * Who works on an open one has its lease; `sent_at` stands before the request goes out.
 */

/** What can be made in Kommo. */
export type WriteEntity = CardEntity | 'NOTES' | 'TASKS' | 'MESSAGES' | 'CHAT_MESSAGES' | 'CHAT_INCOMING';

/** Of these each is a row of `crm.messages` too. */
const OF_MESSAGES: ReadonlySet<WriteEntity> = new Set(['MESSAGES', 'CHAT_MESSAGES', 'CHAT_INCOMING']);

/** Something to make. */
export interface PlannedWrite extends ConnectionRef {
  entity: WriteEntity;
  /** Under `/api/v4`; of a chat's message where it is in the chats' API. */
  path: string;
  /** One row, in Kommo's words. */
  body: Record<string, unknown>;
}

/** A write as it was written down. */
export interface KommoWrite extends PlannedWrite {
  id: string;
  state: 'OPEN' | 'DONE' | 'REFUSED';
  /** When it was last sent, or its answer was lost, of our own clock; null before. */
  sentAt: Date | null;
  /** What it made can't be older than this, of Kommo's clock. */
  lookedFrom: Date | null;
  kommoId: string | null;
  errors: UserErrorShape[] | null;
}

/** A request has so long for it; then its job takes it up. */
const LEASE_S = 60;
const KEPT_DAYS = 7;

const COLUMNS = `org_id AS "orgId", id, connection_id AS "connectionId", entity, path, body, state, sent_at AS "sentAt",
  looked_from AS "lookedFrom", kommo_id AS "kommoId", errors`;

/** Writes it down; who calls it carries it out. */
export async function recordWrite(
  db: EntityManager,
  { orgId, connectionId, entity, path, body }: PlannedWrite,
  writeId: string,
): Promise<void> {
  await db.query(
    `INSERT INTO crm.kommo_writes (org_id, id, connection_id, entity, path, body) VALUES ($1, $2, $3, $4, $5, $6)`,
    [orgId, writeId, connectionId, entity, path, JSON.stringify(body)],
  );
}

/** Writes it down, and asks for the job that takes it up when nobody else has. @returns their ids */
export async function openWrite(
  ctx: Context & { readonly transaction: EntityManager },
  plan: PlannedWrite,
  writeId: string,
): Promise<{ writeId: string; jobId: string }> {
  await recordWrite(ctx.transaction, plan, writeId);
  const options = { key: writeId, delaySeconds: LEASE_S + 5 };
  const job = await enqueueJob(ctx, KOMMO_WRITE, { writeId }, options);
  return { writeId, jobId: job.id };
}

/** Takes an open write to work on it. @returns null when somebody else has it, or it is not open */
export async function claimWrite(
  db: EntityManager,
  orgId: string,
  id: string,
  runner: string,
): Promise<KommoWrite | null> {
  await db.query(
    `DELETE FROM crm.kommo_writes WHERE org_id = $1 AND ctid = ANY (ARRAY(
       SELECT ctid FROM crm.kommo_writes WHERE org_id = $1 AND finished_at < now() - interval '${KEPT_DAYS} days'
        LIMIT 20 FOR UPDATE SKIP LOCKED))`,
    [orgId],
  );
  const [rows] = (await db.query(
    `UPDATE crm.kommo_writes SET runner = $3, lease_until = now() + interval '${LEASE_S} seconds'
      WHERE org_id = $1 AND id = $2 AND state = 'OPEN' AND (lease_until IS NULL OR lease_until < now())
      RETURNING ${COLUMNS}`,
    [orgId, id, runner],
  )) as [KommoWrite[], number];
  return rows[0] ?? null;
}

/** A write as it is now; null once it is forgotten. */
export async function readWrite(db: EntityManager, orgId: string, id: string): Promise<KommoWrite | null> {
  const [row] = (await db.query(`SELECT ${COLUMNS} FROM crm.kommo_writes WHERE org_id = $1 AND id = $2`, [
    orgId,
    id,
  ])) as KommoWrite[];
  return row ?? null;
}

/**
 * Notes that it goes out now, and renews the lease.
 *
 * @param from Kommo's clock: nothing older can be what it makes
 * @returns when it went out; null when somebody else has the write by now
 */
export async function noteSending(
  db: EntityManager,
  { orgId, id }: KommoWrite,
  runner: string,
  from: Date,
): Promise<Date | null> {
  const [rows] = (await db.query(
    `UPDATE crm.kommo_writes SET sent_at = now(), looked_from = coalesce(looked_from, $4),
            lease_until = now() + interval '${LEASE_S} seconds'
      WHERE org_id = $1 AND id = $2 AND state = 'OPEN' AND runner = $3 RETURNING sent_at AS "sentAt"`,
    [orgId, id, runner, from],
  )) as [{ sentAt: Date }[], number];
  return rows[0]?.sentAt ?? null;
}

/** Notes that it certainly was not done: there is nothing to look for, and it may be sent again. */
export async function noteUnsent(
  db: EntityManager,
  { orgId, id }: KommoWrite,
  runner: string,
): Promise<void> {
  await db.query(
    `UPDATE crm.kommo_writes SET sent_at = NULL WHERE org_id = $1 AND id = $2 AND state = 'OPEN' AND runner = $3`,
    [orgId, id, runner],
  );
}

/**
 * Notes that its answer was lost: what it may have made shows within Kommo's lag from now on, not from when it was handed over, for
 * it waited for its turn and for an answer.
 *
 * @returns when that was; null when somebody else has the write by now
 */
export async function noteLost(
  db: EntityManager,
  { orgId, id }: KommoWrite,
  runner: string,
): Promise<Date | null> {
  const [rows] = (await db.query(
    `UPDATE crm.kommo_writes SET sent_at = clock_timestamp()
      WHERE org_id = $1 AND id = $2 AND state = 'OPEN' AND runner = $3 RETURNING sent_at AS "sentAt"`,
    [orgId, id, runner],
  )) as [{ sentAt: Date }[], number];
  return rows[0]?.sentAt ?? null;
}

/** Gives it up for the next who takes it. */
export async function releaseWrite(
  db: EntityManager,
  { orgId, id }: KommoWrite,
  runner: string,
): Promise<void> {
  await db.query(
    `UPDATE crm.kommo_writes SET lease_until = NULL WHERE org_id = $1 AND id = $2 AND state = 'OPEN' AND runner = $3`,
    [orgId, id, runner],
  );
}

/** How a write ended. */
export type WriteEnd = { kommoId: string } | { errors: UserErrorShape[] };

/**
 * Ends it. Who finds that another one has ended it changes nothing; what a request has done needs no job any more.
 *
 * @throws the database's unique violation when another write has made that row of Kommo's
 */
export async function endWrite(db: EntityManager, write: KommoWrite, end: WriteEnd): Promise<void> {
  const { orgId, id, connectionId, entity } = write;
  const [, count] = (await db.query(
    `UPDATE crm.kommo_writes SET state = $3, kommo_id = $4, errors = $5, finished_at = now(), lease_until = NULL
      WHERE org_id = $1 AND id = $2 AND connection_id = $6 AND state = 'OPEN'`,
    [
      orgId,
      id,
      'kommoId' in end ? 'DONE' : 'REFUSED',
      'kommoId' in end ? end.kommoId : null,
      'errors' in end ? JSON.stringify(end.errors) : null,
      connectionId,
    ],
  )) as [unknown, number];
  if (count === 0) return;
  if (OF_MESSAGES.has(entity)) await endMessage(db, write, end);
  await db.query(
    `DELETE FROM jobs.jobs WHERE org_id = $1 AND kind = $2 AND key = $3 AND state = 'QUEUED' AND attempt = 0`,
    [orgId, KOMMO_WRITE.kind, id],
  );
}

/** What a person is told when nobody can say whether it was done. */
export const UNCERTAIN: UserErrorShape = {
  code: 'KOMMO_UNCERTAIN',
  path: [],
  message:
    'Kommo’s answer was lost, and we can’t find out whether it was done. Look in Kommo. We don’t send it again.',
};

/** Gives an open write up for good. @param reason why, when it was never sent */
export async function giveUpWrite(
  db: EntityManager,
  orgId: string,
  writeId: string,
  reason: { code: string; message: string },
): Promise<void> {
  const write = await readWrite(db, orgId, writeId);
  if (write?.state !== 'OPEN') return;
  const { code, message } = reason;
  await endWrite(db, write, { errors: [write.sentAt ? UNCERTAIN : { code, path: [], message }] });
}

/** The message that the write sends or hands in, as it ended. Kommo's own news of it may have come before. */
async function endMessage(
  db: EntityManager,
  { orgId, id, connectionId, entity }: KommoWrite,
  end: WriteEnd,
): Promise<void> {
  if ('errors' in end) {
    const [error] = end.errors;
    await db.query(
      `UPDATE crm.messages SET state = 'FAILED', error_code = $3, error_message = $4, error_at = now()
        WHERE org_id = $1 AND write_id = $2 AND state = 'QUEUED'`,
      [orgId, id, error?.code ?? '', error?.message ?? ''],
    );
    return;
  }
  await takeTalksTurn(db, { orgId, connectionId });
  const [known] = (await db.query(
    `DELETE FROM crm.messages WHERE org_id = $1 AND connection_id = $2 AND kommo_id = $3 AND write_id IS NULL
      RETURNING state, delivered_at, talk_kommo_id`,
    [orgId, connectionId, end.kommoId],
  )) as [{ state: string; delivered_at: Date | null; talk_kommo_id: string }[], number];
  await db.query(
    `UPDATE crm.messages SET state = CASE WHEN direction = 'INCOMING' THEN 'RECEIVED' ELSE $4 END, kommo_id = $3, delivered_at = $5
      WHERE org_id = $1 AND write_id = $2 AND state = 'QUEUED'`,
    [orgId, id, end.kommoId, known[0]?.state ?? 'SENT', known[0]?.delivered_at ?? null],
  );
  const told = known.map((row) => ({ id: end.kommoId, talkId: row.talk_kommo_id }));
  if (entity === 'CHAT_INCOMING') await joinTalks(db, { orgId, connectionId }, told);
}

/** Of these rows of Kommo's, those that writes of ours have made. */
export async function madeByUs(
  db: EntityManager,
  { orgId, connectionId, entity }: KommoWrite,
  kommoIds: readonly string[],
): Promise<Set<string>> {
  const rows = (await db.query(
    `SELECT kommo_id FROM crm.kommo_writes
      WHERE org_id = $1 AND connection_id = $2 AND entity = $3 AND kommo_id = ANY ($4::text[])`,
    [orgId, connectionId, entity, kommoIds],
  )) as { kommo_id: string }[];
  return new Set(rows.map((row) => row.kommo_id));
}
