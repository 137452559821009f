/** Texts so short are normalised whatever they hold. */
const SHORT = 2_000;
/**
 * Marks on one letter, more than any language writes. U+FF9E and U+FF9F become marks in NFKC.
 * UAX #15, 13 calls a text without such runs stream-safe.
 */
const ENDLESS_MARKS = /[\p{M}\uff9e\uff9f]{31}/u;

/**
 * A text in a normal form of Unicode; one with endless marks on a letter stays as it is. Marks are put in order, and V8 takes the
 * square of their number for it: a name of 80,000 marks holds up a process for four seconds, one of a megabyte for a quarter of an hour.
 */
export const normalForm = (text: string, form: 'NFC' | 'NFKC' = 'NFC'): string =>
  text.length > SHORT && ENDLESS_MARKS.test(text) ? text : text.normalize(form);
