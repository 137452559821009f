import { reject, type InputRejected } from '../../../../service-kit/errors/user-errors';
import { isBreachedPassword } from '../breached-passwords/breached-passwords';
import { isCommonPassword } from './common-passwords';
import { normalForm } from '../../../../service-kit/data/normal-form';

/** In characters (Unicode code points), as OWASP ASVS counts them. */
export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;

/**
 * Checks a new password: length, not a common one or one known from a breach, not the person's own name or address. No rules of composition
 * (NIST SP 800-63B, 5.1.1.2). Letters are counted in the form that is stored (NFC, decision 0021).
 *
 * @param password as received
 * @param about what a guesser would try first: address, names, company
 * @param path the input field, for the error
 * @returns the error to report, or null when the password will do
 */
export function passwordMistake(
  password: string,
  about: readonly string[],
  path = 'password',
): InputRejected | null {
  if (password.length > 2 * MAX_PASSWORD_LENGTH) return tooLong(path);
  const length = [...normalForm(password)].length;
  if (length > MAX_PASSWORD_LENGTH) return tooLong(path);
  if (length < MIN_PASSWORD_LENGTH) {
    return reject(
      'PASSWORD_TOO_SHORT',
      path,
      `At least ${MIN_PASSWORD_LENGTH} characters; a short sentence is good.`,
    );
  }
  if (/\p{Cs}/u.test(password)) {
    // An unpaired surrogate has no UTF-8 form: two such passwords would hash alike.
    return reject('INVALID_CHARACTERS', path, 'The password contains an invalid character. Type it again.');
  }
  if (isCommonPassword(password) || isBreachedPassword(password)) {
    return reject('PASSWORD_TOO_COMMON', path, 'This password is too common. Choose another one.');
  }
  if (isAbout(password, about)) {
    return reject('PASSWORD_LIKE_NAME', path, 'A password must not be your name or e-mail address.');
  }
  return null;
}

const tooLong = (path: string): InputRejected =>
  reject('PASSWORD_TOO_LONG', path, `At most ${MAX_PASSWORD_LENGTH} characters.`);

/** Whether the password is nothing but something known about the person, digits and punctuation aside. */
function isAbout(password: string, about: readonly string[]): boolean {
  const bare = lettersOf(password);
  return (
    bare !== '' && about.some((fact) => [lettersOf(fact), lettersOf(fact.split('@')[0] ?? '')].includes(bare))
  );
}

const lettersOf = (text: string): string =>
  normalForm(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]/gu, '');
