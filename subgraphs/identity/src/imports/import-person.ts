import { InputRejected } from '../../../../service-kit/errors/user-errors';
import { NO_PASSWORD } from '../auth/passwords';
import { newId } from '../../../../service-kit/data/ids';
import { parseLocale, parseTimeZone } from '../users/locale-input';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import { parseName } from '../../../../service-kit/data/names';
import type { FileRow } from './people-file';

/** A person of an old system, checked. */
export interface ImportedPerson {
  readonly id: string;
  readonly email: string;
  readonly emailKey: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordHash: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly isVerified: boolean;
  readonly isActive: boolean;
  /** A key. */
  readonly role: string;
}

/** Names of columns, as the old systems write them: `first_name`, `firstName`, `First name`. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'emailaddress', 'mail', 'login'],
  firstName: ['firstname', 'givenname'],
  lastName: ['lastname', 'familyname', 'surname'],
  passwordHash: ['passwordhash', 'password', 'hash', 'bcrypt'],
  locale: ['locale', 'language', 'lang'],
  timeZone: ['timezone', 'tz'],
  isVerified: ['isverified', 'emailverified', 'verified', 'isemailverified'],
  isActive: ['isactive', 'active', 'enabled'],
  role: ['role', 'rolekey'],
};

/** Each step doubles what everybody's log-in takes; the old systems have 12. */
const HIGHEST_COST = 14;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** KiB, passes and lanes: whoever logs in makes the server do this much work. */
const HIGHEST_ARGON2 = { m: 262_144, t: 10, p: 8 };
const ARGON2 =
  /^\$argon2(?:id|i|d)\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,100}\$[A-Za-z0-9+/]{22,100}$/;

/** What is wrong with a line, and where. */
export interface LineMistake {
  readonly line: number;
  readonly field: string;
  readonly message: string;
}

/**
 * Checks one line.
 *
 * @param roles keys of the organisation's roles
 * @param fallbackRole of those whose line names none
 * @returns the person, or every mistake of the line
 */
export function readPerson(
  { line, values, mistake }: FileRow,
  roles: ReadonlySet<string>,
  fallbackRole: string,
): ImportedPerson | LineMistake[] {
  if (values === null) return [{ line, field: '', message: mistake ?? 'can’t be read' }];
  const mistakes: LineMistake[] = [];
  const refuse = (field: string, message: string) => void mistakes.push({ line, field, message });
  const given = fieldsOf(values);
  const text = (field: string): string => {
    const value = given.get(field);
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value.trim();
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    refuse(field, 'is no text');
    return '';
  };
  const checked = (field: string, check: () => string | InputRejected): string => {
    try {
      const value = check();
      if (!(value instanceof InputRejected)) return value;
      refuse(field, value.userErrors[0]?.message ?? 'is not valid');
    } catch (error) {
      if (!(error instanceof InputRejected)) throw error;
      refuse(field, error.userErrors[0]?.message ?? 'is not valid');
    }
    return '';
  };
  const typed = text('email');
  const email = parseEmail(typed);
  if (!email) refuse('email', typed === '' ? 'is missing' : 'is no e-mail address');
  const optional = (field: string, parse: (typed: string, path: string) => string): string | null => {
    const typed = text(field);
    return typed === '' ? null : checked(field, () => parse(typed, field));
  };
  const role = text('role') || fallbackRole;
  if (!roles.has(role))
    refuse('role', `"${role}" is no role of the organisation; it has ${[...roles].join(', ')}`);
  const person: ImportedPerson = {
    id: newId(),
    email: email?.email ?? '',
    emailKey: email?.emailKey ?? '',
    firstName: checked('firstName', () => parseName(text('firstName'), 'firstName')),
    lastName: checked('lastName', () => parseName(text('lastName'), 'lastName')),
    passwordHash: hashIn(text('passwordHash'), refuse),
    locale: optional('locale', parseLocale),
    timeZone: optional('timeZone', parseTimeZone),
    isVerified: flag('isVerified', text('isVerified'), false, refuse),
    isActive: flag('isActive', text('isActive'), true, refuse),
    role,
  };
  return mistakes.length > 0 ? mistakes : person;
}

function fieldsOf(values: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const known = new Map<string, unknown>();
  for (const [name, value] of Object.entries(values)) {
    const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    const field = Object.keys(FIELDS).find((one) => FIELDS[one]?.includes(plain));
    if (field && !known.has(field)) known.set(field, value);
  }
  return known;
}

type Refuse = (field: string, message: string) => void;

function hashIn(text: string, refuse: Refuse): string {
  if (['', '!', '*', 'null'].includes(text)) return NO_PASSWORD;
  const cost = BCRYPT.exec(text)?.[1];
  if (cost !== undefined) {
    if (Number(cost) < 4 || Number(cost) > HIGHEST_COST)
      refuse('passwordHash', `has the cost ${cost}; bcrypt hashes of 4 to ${HIGHEST_COST} are taken`);
    return text;
  }
  const argon2 = ARGON2.exec(text);
  if (argon2) {
    const [m, t, p] = argon2.slice(1).map(Number) as [number, number, number];
    const most = HIGHEST_ARGON2;
    if (m > most.m || t > most.t || p > most.p)
      refuse(
        'passwordHash',
        `has the cost m=${m},t=${t},p=${p}; Argon2 hashes up to m=${most.m},t=${most.t},p=${most.p} are taken`,
      );
    return text;
  }
  // What it is instead is not shown: it may be somebody's password.
  refuse(
    'passwordHash',
    'is no bcrypt hash ($2a$, $2b$, $2y$) and no Argon2 hash; leave it empty for a person without a password',
  );
  return NO_PASSWORD;
}

function flag(field: string, text: string, otherwise: boolean, refuse: Refuse): boolean {
  if (text === '') return otherwise;
  if (['true', 't', 'yes', '1'].includes(text.toLowerCase())) return true;
  if (['false', 'f', 'no', '0'].includes(text.toLowerCase())) return false;
  refuse(field, 'is neither true nor false');
  return otherwise;
}
