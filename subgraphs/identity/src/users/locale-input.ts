import { reject } from '../../../../service-kit/errors/user-errors';

/* What people and organisations say about language, place and money, checked against what this Node knows (ICU). */

/** RFC 5646, 4.4.1 recommends room for 35 characters. */
const MAX_LOCALE_LENGTH = 35;
const MAX_TIME_ZONE_LENGTH = 64;
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Takes a BCP 47 tag; answers it in its canonical form. @throws InputRejected INVALID_LOCALE */
export function parseLocale(typed: string, path: string): string {
  try {
    const [locale] = typed.length > MAX_LOCALE_LENGTH ? [] : Intl.getCanonicalLocales(typed.trim());
    if (locale !== undefined) return locale;
  } catch {
    // a RangeError: it is no tag
  }
  throw reject('INVALID_LOCALE', path, 'Write a language tag such as "ru", "en" or "de-AT".');
}

/** Takes an IANA time zone by its name; offsets have no summer time and are refused. @throws InputRejected INVALID_TIME_ZONE */
export function parseTimeZone(typed: string, path: string): string {
  const name = typed.trim();
  try {
    if (name.length <= MAX_TIME_ZONE_LENGTH && /^[A-Za-z]/.test(name)) {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    }
  } catch {
    // a RangeError: there is no such zone
  }
  throw reject('INVALID_TIME_ZONE', path, 'Write a time zone by its IANA name: "Europe/Moscow", "UTC".');
}

/** Takes an ISO 4217 code in any case. @throws InputRejected INVALID_CURRENCY */
export function parseCurrency(typed: string, path: string): string {
  const code = typed.trim().slice(0, 4).toUpperCase();
  if (currencies.has(code)) return code;
  throw reject('INVALID_CURRENCY', path, 'Write a currency by its ISO 4217 code: "RUB", "EUR".');
}
