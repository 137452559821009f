/** The languages mails are written in; the first is the one for everybody else. */
export const MAIL_LANGUAGES = ['en', 'ru'] as const;
export type MailLanguage = (typeof MAIL_LANGUAGES)[number];

/** Longer headers are cut: no browser names that many languages. */
const LONGEST_HEADER = 500;

/** The language of a BCP 47 tag, if mails are written in it: `ru` for `ru-RU`. */
function languageOf(tag: string): MailLanguage | null {
  const primary = tag.trim().toLowerCase().split(/[-_]/)[0];
  return MAIL_LANGUAGES.find((language) => language === primary) ?? null;
}

/** The languages of an `Accept-Language` header, the most wanted first (RFC 9110, 12.5.4). */
function acceptedLanguages(header: string): MailLanguage[] {
  const ranges = header
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((range, place) => {
      const [tag = '', ...parameters] = range.split(';');
      const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
      return { language: languageOf(tag), weight: q === undefined ? 1 : Number(q), place };
    })
    .filter(({ weight }) => weight > 0) // not a number compares as false
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  return ranges.flatMap(({ language }) => language ?? []);
}

/**
 * Chooses the language of a mail: what the person set, else what their program asks for, else English.
 *
 * @param locale the person's own, BCP 47
 * @param acceptLanguage the request's header
 */
export function mailLanguage(locale: string | null, acceptLanguage: string | null): MailLanguage {
  return (locale && languageOf(locale)) || acceptedLanguages(acceptLanguage ?? '')[0] || MAIL_LANGUAGES[0];
}
