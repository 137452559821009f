import { parseKeyRing } from '../service-kit/auth/secrets';
import { isCommonPassword } from '../subgraphs/identity/src/auth/common-passwords';
import { isBreachedPassword } from '../subgraphs/identity/src/breached-passwords/breached-passwords';
import type { Settings } from './settings';

/*
 * Secrets that production refuses: those everybody tries first, and those that a machine guesses. Passwords of people are checked
 * elsewhere; these are the operator's.
 */

/** Of what this product alone has; `openssl rand -hex 24` has 48 characters. */
const MIN_OWN = 12;
/** Of what somebody else gave us: a mail server, a store of files. */
const MIN_GIVEN = 8;
/** Words that stand in examples of configuration. Of nothing but these and digits is no secret. */
const OF_EXAMPLES =
  /^(?:password|passwd|passw|pass|pwd|postgres|postgresql|pgsql|cashcraft|redis|secret|changeme|change|me|admin|administrator|root|test|testing|example|minioadmin|minio|metrics|monitoring|prometheus|grafana|token|backup|key|keys|smtp|mail|mailer|default|user|username|production|prod|dev|local|localhost|database|db|aws|s3|my|the|your|this|please|replace|app|api|server|service|access|letmein|welcome|hello|guest|demo|qwerty)+$/;
/** Ten random hexadecimal digits have more with hardly an exception. */
const MIN_DISTINCT = 6;
/** Of 32 random bytes fewer than this differ with no probability worth a name. */
const MIN_DISTINCT_BYTES = 16;

/** @returns words that begin with the variable's name; never a secret */
export function weakSecretsIn(settings: Settings): string[] {
  const { METRICS_TOKEN, BACKUP_KEY, S3_SECRET_ACCESS_KEY, S3_ACCESS_KEY_ID, SECRETS_KEYS } = settings;
  return [
    ...ofUrl('DATABASE_URL', settings.DATABASE_URL, { isNeeded: true, least: MIN_OWN }),
    ...ofUrl('REDIS_URL', settings.REDIS_URL, { isNeeded: false, least: MIN_OWN }), // one on a network of its own may have none
    ...ofUrl('SMTP_URL', settings.SMTP_URL, { isNeeded: false, least: MIN_GIVEN }), // a relay next door asks for none
    ...ofText('METRICS_TOKEN', METRICS_TOKEN, MIN_OWN),
    ...ofText('BACKUP_KEY', BACKUP_KEY, MIN_OWN),
    ...ofText('KOMMO_CHANNEL_SECRET', settings.KOMMO_CHANNEL_SECRET, MIN_GIVEN),
    ...ofText('S3_SECRET_ACCESS_KEY', S3_SECRET_ACCESS_KEY, MIN_GIVEN, S3_ACCESS_KEY_ID),
    ...(isGuessable(SECRETS_KEYS) ? ['SECRETS_KEYS: a key is not random: openssl rand -base64 32'] : []),
  ];
}

function ofUrl(
  name: string,
  url: string | undefined,
  { isNeeded, least }: { isNeeded: boolean; least: number },
): string[] {
  if (url === undefined) return [];
  const given = credentialsIn(url);
  if (given === null)
    return [`${name}: its password has a % that stands for no character: write %25 for a percent sign`];
  if (given.password === '') return isNeeded ? [`${name}: needs a password in production`] : [];
  return weakness(given.password, least, given.user).map((what) => `${name}: its password ${what}`);
}

const ofText = (name: string, secret: string | undefined, least: number, user = ''): string[] =>
  secret === undefined ? [] : weakness(secret, least, user).map((what) => `${name}: it ${what}`);

/** What is wrong with a secret, in words that follow "it"; one at most. @param user whose it is */
function weakness(secret: string, least: number, user: string): string[] {
  const letters = secret.toLowerCase().replace(/[^\p{L}]/gu, '');
  if (user !== '' && (secret.toLowerCase() === user.toLowerCase() || letters === user.toLowerCase()))
    return ['is its user’s name: openssl rand -hex 24'];
  if (OF_EXAMPLES.test(letters.slice(0, 200)) || isCommonPassword(secret) || isBreachedPassword(secret))
    return ['is one that everybody tries first: openssl rand -hex 24'];
  if (secret.length < least)
    return [`has to have ${least} characters or more in production: openssl rand -hex 24`];
  if (new Set(secret).size < MIN_DISTINCT || /^(.{1,12}?)\1+$/su.test(secret))
    return ['repeats a few characters: openssl rand -hex 24'];
  return [];
}

/** Null for what is no percent-encoded text. */
function credentialsIn(url: string): { user: string; password: string } | null {
  try {
    const { username, password } = new URL(url);
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
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
