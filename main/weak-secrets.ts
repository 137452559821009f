import { parseKeyRing } from '../service-kit/auth/secrets';
import type { Settings } from './settings';

/*
 * Secrets that production refuses: those everybody tries first, and those that a machine guesses. Passwords of people are checked
 * elsewhere; these are the operator's.
 */

/** `openssl rand -hex 24` has 48 characters. */
const MIN_PASSWORD = 12;
const COMMON = new Set(
  [
    'password',
    'postgres',
    'postgresql',
    'cashcraft',
    'redis',
    'secret',
    'changeme',
    'change-me',
    'admin',
    'root',
    'test',
    'example',
  ].flatMap((word) => [word, `${word}1`, `${word}123`, `${word}1234`, `${word}${word}`]),
);
/** Of 32 random bytes fewer than this differ with no probability worth a name. */
const MIN_DISTINCT_BYTES = 16;

/** @returns words that begin with the variable's name; never a secret */
export function weakSecretsIn({ DATABASE_URL, REDIS_URL, SECRETS_KEYS }: Settings): string[] {
  return [
    ...ofUrl('DATABASE_URL', DATABASE_URL, true),
    ...ofUrl('REDIS_URL', REDIS_URL, false), // one on a network of its own may have none
    ...(isGuessable(SECRETS_KEYS) ? ['SECRETS_KEYS: a key is not random: openssl rand -base64 32'] : []),
  ];
}

function ofUrl(name: string, url: string | undefined, isNeeded: boolean): string[] {
  if (url === undefined) return [];
  const password = passwordIn(url);
  if (password === null)
    return [`${name}: its password has a % that stands for no character: write %25 for a percent sign`];
  if (password === '') return isNeeded ? [`${name}: needs a password in production`] : [];
  if (COMMON.has(password.toLowerCase())) return [`${name}: its password is one that everybody tries first`];
  if (password.length >= MIN_PASSWORD) return [];
  return [
    `${name}: its password has to have ${MIN_PASSWORD} characters or more in production: openssl rand -hex 24`,
  ];
}

/** Null for what is no percent-encoded text. */
function passwordIn(url: string): string | null {
  try {
    return decodeURIComponent(new URL(url).password);
  } catch {
    return null;
  }
}

function isGuessable(keyRing: string | undefined): boolean {
  if (keyRing === undefined) return false;
  try {
    parseKeyRing(keyRing.trim());
  } catch {
    return false; // told as what it is
  }
  return keyRing
    .split(',')
    .map((pair) => Buffer.from(pair.slice(pair.indexOf(':') + 1), 'base64'))
    .some((key) => new Set(key).size < MIN_DISTINCT_BYTES);
}
