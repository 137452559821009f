import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { connectDatabase, inOrganization } from '../../../service-kit/postgres/database';
import { IDEMPOTENCY_HOURS } from '../../../service-kit/postgres/idempotency';
import { LEASE_MS, type Claim, type IdempotencyStore, type KeptAnswer, type KeyOwner } from './store';

const TABLE = 'gateway.idempotency_keys';
const EXPIRED = `created_at < now() - interval '${IDEMPOTENCY_HOURS} hours'`;
const LEASE = `now() + interval '${LEASE_MS} milliseconds'`;
const OWN = 'org_id = $1 AND user_id = $2 AND key = $3';
const CONNECTIONS = 4;

/**
 * Keys in PostgreSQL, one row each behind row-level security: shared by all gateway processes, and there after a restart.
 *
 * @param url of the gateway's own role
 * @returns the store, and the data source to be destroyed with it
 */
export async function openPostgresStore(
  url: string,
): Promise<{ store: IdempotencyStore; source: DataSource }> {
  const source = await connectDatabase({
    url,
    schema: 'gateway',
    entities: [],
    poolSize: CONNECTIONS,
    applicationName: 'cashcraft-gateway',
  });
  const change = (owner: KeyOwner, sql: string, ...more: unknown[]) =>
    inOrganization(source, owner.orgId, (db) => db.query(sql, [...idOf(owner), ...more])) as Promise<unknown>;
  const store: IdempotencyStore = {
    claim: (owner, fingerprint) => inOrganization(source, owner.orgId, (db) => claim(db, owner, fingerprint)),
    renew: async (owner, token) =>
      void (await change(
        owner,
        `UPDATE ${TABLE} SET lease_until = ${LEASE} WHERE ${OWN} AND token = $4`,
        token,
      )),
    finish: async (owner, token, answer) =>
      void (await change(
        owner,
        `UPDATE ${TABLE} SET answer = $5 WHERE ${OWN} AND token = $4`,
        token,
        JSON.stringify(answer),
      )),
    release: async (owner, token) =>
      void (await change(
        owner,
        `DELETE FROM ${TABLE} WHERE ${OWN} AND token = $4 AND answer IS NULL`,
        token,
      )),
  };
  return { store, source };
}

const idOf = ({ orgId, userId, key }: KeyOwner) => [orgId, userId, key];

async function claim(db: EntityManager, owner: KeyOwner, fingerprint: string): Promise<Claim> {
  const token = randomUUID();
  // A row that is over, or whose runner gave no sign of life, is taken over; every other one is left as it is.
  const taken = (await db.query(
    `INSERT INTO ${TABLE} AS known (org_id, user_id, key, fingerprint, token, lease_until)
     VALUES ($1, $2, $3, $4, $5, ${LEASE})
     ON CONFLICT (org_id, user_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, token = excluded.token, lease_until = excluded.lease_until,
           answer = NULL, created_at = now()
       WHERE known.${EXPIRED}
          OR (known.answer IS NULL AND known.lease_until < now() AND known.fingerprint = excluded.fingerprint)
     RETURNING 1`,
    [...idOf(owner), fingerprint, token],
  )) as unknown[];
  if (taken.length > 0) {
    await forgetExpired(db, owner.orgId);
    return { kind: 'run', token };
  }
  const [known] = (await db.query(`SELECT fingerprint, answer FROM ${TABLE} WHERE ${OWN}`, idOf(owner))) as {
    fingerprint: string;
    answer: string | null;
  }[];
  if (!known) return { kind: 'in-progress' }; // released this moment: the client asks again
  if (known.fingerprint !== fingerprint) return { kind: 'reused' };
  if (known.answer === null) return { kind: 'in-progress' };
  return { kind: 'answered', answer: JSON.parse(known.answer) as KeptAnswer };
}

/** Keys that are over go with the next ones that come, some at a time. */
async function forgetExpired(db: EntityManager, orgId: string): Promise<void> {
  await db.query(
    `DELETE FROM ${TABLE} WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM ${TABLE} WHERE org_id = $1 AND ${EXPIRED} LIMIT 10 FOR UPDATE SKIP LOCKED))`,
    [orgId],
  );
}
