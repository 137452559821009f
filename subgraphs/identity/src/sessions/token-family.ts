import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/*
 * Refresh tokens tell which session they belong to: organisation, session, 256 random bits, and a tag that only the session's
 * own key makes. The database keeps the hash of the current token and of its parent; an older one is recognised by its tag,
 * so reuse is found however long ago it was, and a session keeps two rows however often it was refreshed.
 *
 * The tag proves membership only: a token is current because its SHA-256 is stored, so whoever reads the database can make none.
 */

const ID_BYTES = 16;
const RANDOM_BYTES = 32;
const TAG_BYTES = 16;
const BODY_BYTES = 2 * ID_BYTES + RANDOM_BYTES;

/** Where a token says that it belongs. */
export interface TokenFamily {
  orgId: string;
  sessionId: string;
}

/** A new session's key. */
export const newFamilyKey = (): Buffer => randomBytes(32);

/** Makes a refresh token of a session; without a key (a session older than families) it is random alone. */
export function makeRefreshToken({ orgId, sessionId }: TokenFamily, familyKey: Buffer | null): string {
  if (!familyKey) return randomBytes(RANDOM_BYTES).toString('base64url');
  const body = Buffer.concat([bytesOf(orgId), bytesOf(sessionId), randomBytes(RANDOM_BYTES)]);
  return Buffer.concat([body, tagOf(body, familyKey)]).toString('base64url');
}

/** Reads where a token says it belongs; null for anything that has not its form. Proves nothing. */
export function readFamily(token: string): TokenFamily | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== BODY_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return null;
  return {
    orgId: idOf(bytes.subarray(0, ID_BYTES)),
    sessionId: idOf(bytes.subarray(ID_BYTES, 2 * ID_BYTES)),
  };
}

/** Whether a token was made with a session's key. */
export function isOfFamily(token: string, familyKey: Buffer | null): boolean {
  const bytes = Buffer.from(token, 'base64url');
  if (!familyKey || bytes.length !== BODY_BYTES + TAG_BYTES) return false;
  return timingSafeEqual(bytes.subarray(BODY_BYTES), tagOf(bytes.subarray(0, BODY_BYTES), familyKey));
}

const tagOf = (body: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update(body).digest().subarray(0, TAG_BYTES);

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

function idOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
