import { domainToASCII } from 'node:url';
import type { InputCheck } from '../../../../service-kit/data/input-check';
import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';

/*
 * What people type about themselves. Spelling is kept; only what nobody sees is mended: outer spaces, and the
 * composition of letters (NFC), so that one name has one form.
 */

const MAX_EMAIL_LENGTH = 254; // RFC 5321, 4.5.3.1.3
const MAX_DOMAIN_LENGTH = 253;
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

/**
 * Takes an address as typed; answers both forms, or null when it is not one.
 *
 * The key is the same for all spellings of one address: case (`İ` and final sigma included), full-width letters, and a domain in
 * letters or in Punycode (UTS 46). Nobody's mailbox is two accounts, and none is missed by its other spelling. Mail goes to
 * the address that the account holds, never to what was typed to find it.
 */
export function parseEmail(typed: string): Email | null {
  if (typed.length > 4 * MAX_EMAIL_LENGTH) return null; // before any work on ten kilobytes
  const email = typed.trim().normalize('NFKC');
  if (email.length > MAX_EMAIL_LENGTH || IGNORABLE.test(email)) return null;
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const domain = email.slice(at + 1);
  const labels = domain.split('.');
  const sound =
    at > 0 &&
    LOCAL.test(local) &&
    !/^\.|\.\.|\.$/.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label));
  const ascii = sound ? domainToASCII(domain) : '';
  // An address of a machine is read in other notations, too: `1.2` would be `1.0.0.2`.
  if (ascii === '' || ascii.length > MAX_DOMAIN_LENGTH || /(^|\.)(\d+|0x[0-9a-f]*)$/.test(ascii)) return null;
  return { email, emailKey: `${foldCase(local)}@${ascii}` };
}

/** Lower case; dotted and dotless capital I of Turkish, and the sigma at a word's end, as their plain letters. */
const foldCase = (text: string): string =>
  text.toLowerCase().replaceAll('i\u0307', 'i').replaceAll('ς', 'σ').normalize('NFC');

/** Control characters, unpaired surrogates, and what turns the direction of text around. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** Shown as nothing: joiners, variation selectors, fillers that count as letters (U+3164), tags. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;
/** What nobody sees: the above, and the empty Braille cell. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
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
  const name = typed.normalize('NFC').trim();
  if (name.replace(INVISIBLE, '').trim() === '') return reject('REQUIRED', path, 'Fill this in.');
  if (UNNEEDED.test(name) || UNFIT.test(name)) {
    return reject('INVALID_CHARACTERS', path, 'Leave out line breaks and invisible control characters.');
  }
  const tidy = name.replace(/\s+/gu, ' ');
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(tidy)) return reject('REQUIRED', path, 'Fill this in.');
  return [...tidy].length > max ? tooLong(path, max) : tidy;
}

/** A name in an input whose mistakes are collected: of a role, of a key. @returns '' after a mistake */
export function checkName(check: InputCheck, given: string | null): string {
  const name = parseName(given ?? '', 'name');
  if (typeof name === 'string') return name;
  for (const { code, path, message } of name.userErrors) check.refuse(code, path, message);
  return '';
}

const tooLong = (path: string, max: number): InputRejected =>
  reject('TOO_LONG', path, `At most ${max} characters.`);
