import { reject, type InputRejected } from '../errors/user-errors';
import { looksEmpty, type InputCheck } from './input-check';
import { normalForm } from './normal-form';

/*
 * What people type about themselves. Spelling is kept; only what nobody sees is mended: outer spaces, and the
 * composition of letters (NFC), so that one name has one form.
 */

export const MAX_NAME_LENGTH = 100;

/** Control characters, unpaired surrogates, and what turns the direction of text around. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** The only invisible ones that a name needs: joiners of Persian, Indic scripts and emoji; shapes of emoji and of kanji. */
const UNNEEDED =
  /[\u2800\u00ad\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}]/u;

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
  const name = normalForm(typed).trim();
  if (looksEmpty(name)) return reject('REQUIRED', path, 'Fill this in.');
  if (UNNEEDED.test(name) || UNFIT.test(name)) {
    return reject('INVALID_CHARACTERS', path, 'Leave out line breaks and invisible control characters.');
  }
  const tidy = name.replace(/\s+/gu, ' ');
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(tidy)) return reject('REQUIRED', path, 'Fill this in.');
  return [...tidy].length > max ? tooLong(path, max) : tidy;
}

/** A name in an input whose mistakes are collected: of a role, of a key, of who decides. @returns '' after a mistake */
export function checkName(check: InputCheck, given: string | null, max: number = MAX_NAME_LENGTH): string {
  const name = parseName(given ?? '', 'name', max);
  if (typeof name === 'string') return name;
  for (const { code, path, message } of name.userErrors) check.refuse(code, path, message);
  return '';
}

const tooLong = (path: string, max: number): InputRejected =>
  reject('TOO_LONG', path, `At most ${max} characters.`);
