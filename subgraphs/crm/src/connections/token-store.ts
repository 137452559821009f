import type { EntityManager } from 'typeorm';
import type { KeyRing } from '../../../../service-kit/auth/secrets';
import type { ConnectionRef } from '../runtime';
import { ConnectionTokens } from './connection-tokens.entity';

/** A pair as it is used; sealed in the database. */
export interface OpenTokens {
  accessToken: string;
  /** Null for a long-lived token. */
  refreshToken: string | null;
  issuedAt: Date;
  expiresAt: Date;
}

/** A sealed value opens only in its own organisation, row and column. */
export const tokenPurpose = (ref: ConnectionRef, column: 'access_token' | 'refresh_token'): string =>
  `crm.connection_tokens.${column}:${ref.orgId}:${ref.connectionId}`;

function seal(keyRing: KeyRing, ref: ConnectionRef, tokens: OpenTokens) {
  const { accessToken, refreshToken, issuedAt, expiresAt } = tokens;
  return {
    accessTokenSealed: keyRing.seal(accessToken, tokenPurpose(ref, 'access_token')),
    refreshTokenSealed: refreshToken && keyRing.seal(refreshToken, tokenPurpose(ref, 'refresh_token')),
    issuedAt,
    expiresAt,
  };
}

/** Opens a row's pair. @throws Error when it was sealed for another row or under a lost key */
export function openTokens(keyRing: KeyRing, row: ConnectionTokens): OpenTokens {
  const { accessTokenSealed, refreshTokenSealed, issuedAt, expiresAt } = row;
  return {
    accessToken: keyRing.open(accessTokenSealed, tokenPurpose(row, 'access_token')),
    refreshToken: refreshTokenSealed && keyRing.open(refreshTokenSealed, tokenPurpose(row, 'refresh_token')),
    issuedAt,
    expiresAt,
  };
}

/** Puts a pair in place of whatever is there: the account was connected (again). */
export async function putTokens(
  db: EntityManager,
  keyRing: KeyRing,
  ref: ConnectionRef,
  tokens: OpenTokens,
): Promise<void> {
  const sealed = seal(keyRing, ref, tokens);
  await db.query(
    `INSERT INTO crm.connection_tokens AS t (org_id, connection_id, version, access_token_sealed,
       refresh_token_sealed, issued_at, expires_at) VALUES ($1, $2, 1, $3, $4, $5, $6)
     ON CONFLICT (org_id, connection_id) DO UPDATE SET version = t.version + 1,
       access_token_sealed = EXCLUDED.access_token_sealed, refresh_token_sealed = EXCLUDED.refresh_token_sealed,
       issued_at = EXCLUDED.issued_at, expires_at = EXCLUDED.expires_at, lease_owner = NULL, lease_until = NULL`,
    [
      ref.orgId,
      ref.connectionId,
      sealed.accessTokenSealed,
      sealed.refreshTokenSealed,
      sealed.issuedAt,
      sealed.expiresAt,
    ],
  );
}

/**
 * Puts a renewed pair in place of the version it was renewed from.
 *
 * @returns false when that version is no longer there: another pair has come meanwhile
 */
export async function replaceTokens(
  db: EntityManager,
  keyRing: KeyRing,
  ref: ConnectionRef,
  version: number,
  tokens: OpenTokens,
): Promise<boolean> {
  const { orgId, connectionId } = ref;
  const result = await db.update(
    ConnectionTokens,
    { orgId, connectionId, version },
    { ...seal(keyRing, ref, tokens), version: version + 1, leaseOwner: null, leaseUntil: null },
  );
  return result.affected === 1;
}

/** Takes or prolongs the right to renew a version. @returns whether it is the owner's now */
export async function takeLease(
  db: EntityManager,
  ref: ConnectionRef,
  version: number,
  owner: string,
  ms: number,
): Promise<boolean> {
  const [, count] = (await db.query(
    `UPDATE crm.connection_tokens SET lease_owner = $4, lease_until = now() + $5::float8 * interval '1 millisecond'
      WHERE org_id = $1 AND connection_id = $2 AND version = $3
        AND (lease_owner = $4 OR lease_until IS NULL OR lease_until < now())`,
    [ref.orgId, ref.connectionId, version, owner, ms],
  )) as [unknown, number];
  return count === 1;
}

/** Gives the right back, when nothing was renewed. */
export async function dropLease(db: EntityManager, ref: ConnectionRef, owner: string): Promise<void> {
  const { orgId, connectionId } = ref;
  await db.update(
    ConnectionTokens,
    { orgId, connectionId, leaseOwner: owner },
    { leaseOwner: null, leaseUntil: null },
  );
}
