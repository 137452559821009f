import type { EntityManager } from 'typeorm';
import { formatApiKey, newKeySecret } from '../../../../service-kit/auth/api-key';
import { hashToken } from '../../../../service-kit/auth/secrets';
import { newId } from '../../../../service-kit/data/ids';
import type { ApiKey } from './api-key.entity';

/*
 * A key has one secret, and while it is rotated two. A secret's id stands for a session in the tokens that are had for it: what
 * ends a secret ends its tokens, in every process within a second.
 */

type KeyId = Pick<ApiKey, 'orgId' | 'id'>;

/** Gives a key a secret. @returns the key's text, which is kept nowhere */
export async function addSecret(
  db: EntityManager,
  { orgId, id, publicId }: Pick<ApiKey, 'orgId' | 'id' | 'publicId'>,
): Promise<string> {
  await forgetEnded(db, { orgId, id });
  const text = formatApiKey({ mode: 'live', publicId, secret: newKeySecret() });
  await db.query(
    'INSERT INTO identity.api_key_secrets (org_id, id, key_id, secret_hash) VALUES ($1, $2, $3, $4)',
    [orgId, newId(), id, hashToken(text)],
  );
  return text;
}

/**
 * Lets the newest secret work for a while yet, and ends those before it.
 *
 * @returns the ids of those that ended, to be announced after the commit
 */
export async function retireSecrets(
  db: EntityManager,
  { orgId, id }: KeyId,
  overlapHours: number,
): Promise<string[]> {
  const [ended] = (await db.query(
    `UPDATE identity.api_key_secrets secret SET ended_at = clock_timestamp()
      WHERE org_id = $1 AND key_id = $2 AND ended_at IS NULL
        AND ($3 = 0 OR ends_at IS NOT NULL) RETURNING id`,
    [orgId, id, overlapHours],
  )) as [{ id: string }[], number];
  await db.query(
    `UPDATE identity.api_key_secrets SET ends_at = clock_timestamp() + make_interval(hours => $3)
      WHERE org_id = $1 AND key_id = $2 AND ended_at IS NULL`,
    [orgId, id, overlapHours],
  );
  return ended.map((secret) => secret.id);
}

/** Ends all secrets. @returns the ids of those that ended, to be announced after the commit */
export async function endSecrets(db: EntityManager, { orgId, id }: KeyId): Promise<string[]> {
  const [ended] = (await db.query(
    `UPDATE identity.api_key_secrets SET ended_at = clock_timestamp()
      WHERE org_id = $1 AND key_id = $2 AND ended_at IS NULL RETURNING id`,
    [orgId, id],
  )) as [{ id: string }[], number];
  return ended.map((secret) => secret.id);
}

/**
 * Ends the tokens of a key, and not its secrets: these go on under new ids.
 *
 * @returns the former ids, to be announced after the commit
 */
export async function endTokens(db: EntityManager, key: KeyId): Promise<string[]> {
  await forgetEnded(db, key);
  const [ended] = (await db.query(
    `UPDATE identity.api_key_secrets SET ended_at = clock_timestamp()
      WHERE org_id = $1 AND key_id = $2 AND ended_at IS NULL RETURNING id, secret_hash AS "hash", ends_at AS "endsAt"`,
    [key.orgId, key.id],
  )) as [{ id: string; hash: Buffer; endsAt: Date | null }[], number];
  for (const { hash, endsAt } of ended) {
    await db.query(
      `INSERT INTO identity.api_key_secrets (org_id, id, key_id, secret_hash, ends_at) VALUES ($1, $2, $3, $4, $5)`,
      [key.orgId, newId(), key.id, hash, endsAt],
    );
  }
  return ended.map((secret) => secret.id);
}

/** Secrets that ended a day ago: no token of theirs lives, and every process has forgotten them. */
async function forgetEnded(db: EntityManager, { orgId, id }: KeyId): Promise<void> {
  await db.query(
    `DELETE FROM identity.api_key_secrets
      WHERE org_id = $1 AND key_id = $2 AND ended_at < clock_timestamp() - interval '1 day'`,
    [orgId, id],
  );
}
