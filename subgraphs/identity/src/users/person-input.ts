import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';

/*
 * What people type about themselves. Spelling is kept; only what nobody sees is mended: outer spaces, and the
 * composition of letters (NFC), so that one name has one form. A password is never touched.
 */

const MAX_EMAIL_LENGTH = 254; // RFC 5321, 4.5.3.1.3
export const MAX_NAME_LENGTH = 100;
export const MAX_ORGANIZATION_NAME_LENGTH = 200;

/** An address in two forms: to show and write to, and to find a person by. */
export interface Email {
  email: string;
  emailKey: string;
}

// Practical rather than RFC 5322: quoted local parts and bare hosts are typing mistakes far more often than addresses.
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Takes an address as typed; answers both forms, or null when it is not one. */
export function parseEmail(typed: string): Email | null {
  if (typed.length > 4 * MAX_EMAIL_LENGTH) return null; // before any work on ten kilobytes
  const email = typed.trim().normalize('NFC');
  if (email.length > MAX_EMAIL_LENGTH) return null;
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const labels = email.slice(at + 1).split('.');
  const sound =
    at > 0 &&
    LOCAL.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label));
  return sound ? { email, emailKey: email.toLowerCase().normalize('NFC') } : null;
}

/** Control characters, unpaired surrogates, and what turns the direction of text around. */
const UNFIT = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Takes a name as typed; answers it trimmed, in NFC, with single spaces.
 *
 * @param path the input field, for the error
 * @param max its length at most, in characters
 * @returns the name, or the error to report
 */
export function parseName(
  typed: string,
  path: string,
  max: number = MAX_NAME_LENGTH,
): string | InputRejected {
  if (typed.length > 16 * max) return tooLong(path, max);
  const name = typed.normalize('NFC').trim();
  if (UNFIT.test(name)) {
    return reject('INVALID_CHARACTERS', path, 'Leave out line breaks and invisible control characters.');
  }
  const tidy = name.replace(/\s+/gu, ' ');
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(tidy)) return reject('REQUIRED', path, 'Fill this in.');
  return [...tidy].length > max ? tooLong(path, max) : tidy;
}

const tooLong = (path: string, max: number): InputRejected =>
  reject('TOO_LONG', path, `At most ${max} characters.`);
