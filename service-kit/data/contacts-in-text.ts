/*
 * Telephone numbers and mail addresses, as SQL: how two spellings of one are known for one, and how they are found in a text. In SQL, because
 * texts are many and large, and the database has them.
 */

/** Country codes and trunk prefixes aside: +7 912 … and 8 912 … are one number. */
const SIGNIFICANT_DIGITS = 10;
const FEWEST_DIGITS = 5;

const digitsOf = (text: string): string => `regexp_replace(${text}, '\\D', '', 'g')`;

/** What makes two spellings of a number one; an SQL expression of a text. */
export const phoneKey = (text: string): string => `right(${digitsOf(text)}, ${SIGNIFICANT_DIGITS})`;

/** Whether a text has digits enough for a number, as SQL. */
export const isPhone = (text: string): string => `length(${digitsOf(text)}) BETWEEN ${FEWEST_DIGITS} AND 20`;

/** What makes two spellings of a mail address one; an SQL expression of a text. Beyond ASCII only `parseEmail` knows: a domain may be in Punycode. */
export const emailKey = (text: string): string => `left(lower(btrim(${text})), 300)`;

/** Whether a text may be a mail address, as SQL. */
export const isEmail = (text: string): string => `${text} ~ '^\\s*\\S+@\\S+\\s*$'`;

/** Of +7 and +1 it is known how long they are: what stands behind them (a time, a price) is no part of them. */
const PHONE = String.raw`\+[17](?:[ ()-]{0,3}\d){10}(?!\d)|\+[2-689][\d ()-]{7,17}\d|\m8[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}\M`;
const EMAIL = String.raw`[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}`;

/** The numbers in a text, as rows of a function in FROM: those with a country code, and Russian ones with their 8. */
export const phonesIn = (text: string): string => `regexp_matches(${text}, '${PHONE}', 'g')`;

/** The mail addresses in a text, as rows of a function in FROM. */
export const emailsIn = (text: string): string => `regexp_matches(${text}, '${EMAIL}', 'g')`;
