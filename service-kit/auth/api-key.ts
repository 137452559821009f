import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/*
 * The text of an API key: `ek_live_<id>_<secret><checksum>`, all of letters and digits.
 *
 *   id        16 characters: names the key, and is no secret
 *   secret    43 characters: 256 bits; its SHA-256 is kept, nowhere itself
 *   checksum   6 characters: CRC-32 of all before it, base 62
 *
 * A typing mistake, or a text that only looks like a key, is told by the checksum, without asking anybody. The shape is registered
 * in docs/api-keys.md, for programs that look for leaked secrets.
 */

const API_KEY_PATTERN = /^ek_(live|test)_([0-9A-Za-z]{16})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
/** The same anywhere in a text. */
export const API_KEY_ANYWHERE = /ek_(?:live|test)_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}/;

const ID_LENGTH = 16;
const SECRET_LENGTH = 43; // 62^43 > 2^256
const CHECKSUM_LENGTH = 6; // 62^6 > 2^32
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What a key's text holds. */
export interface ApiKeyParts {
  mode: 'live' | 'test';
  publicId: string;
  secret: string;
}

/** Whether a credential is meant to be an API key: it isn't looked at as a token then. */
export const isApiKey = (credential: string): boolean => credential.startsWith('ek_');

/** @returns null for a text that is no key, or one with a wrong checksum */
export function parseApiKey(text: string): ApiKeyParts | null {
  if (text.length > 100) return null;
  const [, mode, publicId = '', secret = '', checksum] = API_KEY_PATTERN.exec(text) ?? [];
  if (mode !== 'live' && mode !== 'test') return null;
  return checksum === checksumOf(text.slice(0, -CHECKSUM_LENGTH)) ? { mode, publicId, secret } : null;
}

/** Writes a key's text. */
export function formatApiKey({ mode, publicId, secret }: ApiKeyParts): string {
  const text = `ek_${mode}_${publicId}_${secret}`;
  return text + checksumOf(text);
}

export const newPublicId = (): string => randomText(ID_LENGTH);
export const newKeySecret = (): string => randomText(SECRET_LENGTH);

function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = DIGITS.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

const randomText = (length: number): string =>
  Array.from({ length }, () => DIGITS.charAt(randomInt(62))).join('');
