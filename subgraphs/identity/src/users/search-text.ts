/**
 * What people are searched by, as SQL; the index `users_search` has the same expression.
 *
 * @param alias of the table with a dot, or nothing
 */
export const SEARCHED_TEXT = (alias: string): string =>
  `(lower(${alias}last_name || ' ' || ${alias}first_name) || E'\\n' || ${alias}email_key)`;
