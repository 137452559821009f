import { timingSafeEqual } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { parseApiKey } from '../../../../service-kit/auth/api-key';
import { hashToken } from '../../../../service-kit/auth/secrets';
import { unauthenticated } from '../../../../service-kit/errors/errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { ACCESS_TOKEN_SECONDS, signAccessToken } from '../auth/access-tokens';
import type { SigningKeys } from '../auth/keys';

/*
 * A key is exchanged for a short token, which is all that the rest of the product understands. The token names the key in a
 * person's place; it never outlives the key or its secret.
 */

/** What an exchange needs of identity. */
export interface ExchangeParts {
  readonly source: DataSource;
  readonly keys: SigningKeys;
}

/** A short token, and what it allows. */
export interface ExchangedToken {
  accessToken: string;
  expiresAt: Date;
  scopes: string[];
}

interface FoundSecret {
  orgId: string;
  keyId: string;
  secretId: string;
  hash: Buffer;
  scopes: string[];
  allowedAddresses: string[];
  expiresAt: Date;
  endsInMs: string;
  state: 'ACTIVE' | 'EXPIRED' | 'REVOKED' | 'ROTATED';
  isNoted: boolean;
}

/** Compared with where there is nothing to compare, so that an unknown key takes as long as a wrong secret. */
const NO_HASH = Buffer.alloc(32);

const notValid = () => unauthenticated('This API key is not valid here.');
const REFUSALS: Record<Exclude<FoundSecret['state'], 'ACTIVE'>, string> = {
  EXPIRED: 'This API key has expired. Rotate it, or make another one.',
  REVOKED: 'This API key was revoked.',
  ROTATED: 'This API key was rotated, and the time of its former secret is over. Use the new one.',
};
const TEST_KEY =
  'Test keys (ek_test_…) work in sandbox organisations only, and there are none yet: use a key that begins with ek_live_.';

/**
 * Exchanges a key for an access token.
 *
 * @param text the whole key
 * @param use.ip where it is used from, for the record; that it may be is looked at with each request, by the token's networks
 * @param use.scopes those of the key's that the token shall have; all, unless given
 * @throws GraphQLError UNAUTHENTICATED, with the reason only for whoever has the right secret
 */
export async function exchangeApiKey(
  parts: ExchangeParts,
  text: string,
  use: { ip: string | null; scopes?: readonly string[] },
): Promise<ExchangedToken> {
  const key = parseApiKey(text);
  if (!key) throw notValid();
  if (key.mode === 'test') throw unauthenticated(TEST_KEY);
  const found = await findSecret(parts.source, key.publicId, hashToken(text));
  if (!found) throw notValid();
  if (found.state !== 'ACTIVE') throw unauthenticated(REFUSALS[found.state]);
  const state = await openOrganization(parts.source, found, use.ip);
  if (state !== 'ACTIVE') throw unauthenticated('The organisation of this API key is suspended.');
  const scopes = found.scopes.filter((scope) => use.scopes?.includes(scope) ?? true);
  const lifeSeconds = Math.min(ACCESS_TOKEN_SECONDS, Math.ceil(Number(found.endsInMs) / 1000));
  const viewer = {
    userId: found.keyId,
    orgId: found.orgId,
    sessionId: found.secretId,
    role: 'api-key',
    permissions: new Set(scopes),
    permissionsVersion: 1,
    machine: 'KEY' as const,
    ...(found.allowedAddresses.length > 0 ? { allowedAddresses: found.allowedAddresses } : {}),
  };
  return { ...signAccessToken(parts.keys, viewer, lifeSeconds), scopes };
}

async function findSecret(source: DataSource, publicId: string, hash: Buffer): Promise<FoundSecret | null> {
  const rows = (await source.query(
    `SELECT org_id AS "orgId", key_id AS "keyId", secret_id AS "secretId", secret_hash AS hash, scopes,
            allowed_addresses AS "allowedAddresses", expires_at AS "expiresAt", ends_in_ms AS "endsInMs", state,
            is_noted AS "isNoted"
       FROM identity.find_api_key($1)`,
    [publicId],
  )) as FoundSecret[];
  let right: FoundSecret | null = null;
  for (const row of rows.length > 0 ? rows : [null]) {
    if (timingSafeEqual(row?.hash ?? NO_HASH, hash) && row) right = row;
  }
  return right;
}

/** Looks at the organisation, and notes the use, once a minute at most. */
async function openOrganization(
  source: DataSource,
  { orgId, keyId, isNoted }: FoundSecret,
  ip: string | null,
): Promise<string | undefined> {
  return inOrganization(source, orgId, async (db) => {
    const [organization] = (await db.query('SELECT status FROM identity.organizations WHERE org_id = $1', [
      orgId,
    ])) as { status: string }[];
    if (!isNoted) {
      await db.query(
        `INSERT INTO identity.api_key_activity AS known (org_id, key_id, last_used_at, last_used_ip)
         VALUES ($1, $2, clock_timestamp(), $3)
         ON CONFLICT (org_id, key_id) DO UPDATE
           SET last_used_at = excluded.last_used_at, last_used_ip = excluded.last_used_ip
           WHERE known.last_used_at < clock_timestamp() - interval '1 minute'`,
        [orgId, keyId, ip],
      );
    }
    return organization?.status;
  });
}
