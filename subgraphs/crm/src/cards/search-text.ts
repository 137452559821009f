import { normalForm } from '../../../../service-kit/data/normal-form';
import { containing } from '../../../../service-kit/data/search';

const NAME = (alias: string) => `lower(${alias}name)`;
/** Numbers stand there twice: as they are written, and as digits alone. */
const NAME_AND_NUMBERS = (alias: string) =>
  `(lower(${alias}name || E'\\n' || ${alias}emails::text || E'\\n' || ${alias}phones::text)` +
  ` || E'\\n' || regexp_replace(${alias}phones::text, '[^0-9,]', '', 'g'))`;

/**
 * What cards are searched by, as SQL; the indexes `leads_search`, `contacts_search` and `companies_search` have the same
 * expressions. Takes the alias of the table with a dot, or nothing.
 */
export const SEARCHED_TEXT = { leads: NAME, contacts: NAME_AND_NUMBERS, companies: NAME_AND_NUMBERS };
export type SearchedCards = keyof typeof SEARCHED_TEXT;

const LOOKS_LIKE_A_NUMBER = /^[\d\s()[\]+./\p{Pd}]+$/u;
/** Marks that nobody sees and that are copied along from address books, and the beginning of a link. */
const AROUND_NUMBERS = /\p{Cf}|^tel:/giu;
/** Trunk prefixes: 030 12… and +49 (0)30 12… are the number that others write as +49 30 12… */
const TRUNK_ZERO = /\(0\)|^[^1-9]+/g;

const FEWEST_DIGITS = 3;
/** Country codes and trunk prefixes aside: +7 912… and 8 912… are one number, 00 44… and +44… another. */
const SIGNIFICANT_DIGITS = 10;

/**
 * The patterns of a search: the text as it is, and, when it looks like a telephone number, its digits. Of a whole number
 * only the last ten digits count, because the same number is written with +7, 8, 007 or nothing before them.
 */
export function searchPatterns(text: string): { pattern: string; other: string } {
  const pattern = containing(text.toLowerCase());
  const number = normalForm(text, 'NFKC').replace(AROUND_NUMBERS, '').trim();
  const digits = number.replace(TRUNK_ZERO, '').replace(/\D/g, '');
  if (!LOOKS_LIKE_A_NUMBER.test(number) || digits.length < FEWEST_DIGITS) return { pattern, other: pattern };
  return { pattern, other: `%${digits.slice(-SIGNIFICANT_DIGITS)}%` };
}
