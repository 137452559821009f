import { badInput } from '../errors/errors';

/** Longest text a list's `search` takes, in characters. */
const MAX_SEARCH = 200;

/** The LIKE pattern of "contains this text": the text's own wildcards stand for themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * Checks the text of a list's `filter.search`.
 *
 * @param max its length at most, in characters
 * @param field its name, where it is another one
 * @returns the text without spaces around it
 * @throws GraphQLError BAD_USER_INPUT when it is too long or holds NUL, which PostgreSQL refuses
 */
export function checkSearch(search: string, max: number = MAX_SEARCH, field = 'search'): string {
  const path = `filter.${field}`;
  if (search.length > max) throw badInput(`"${field}" takes at most ${max} characters.`, path);
  if (search.includes('\0')) throw badInput(`"${field}" must not hold the character U+0000.`, path);
  return search.trim();
}

/** The ILIKE pattern for a list's `filter.search`. @throws GraphQLError as {@link checkSearch} */
export const searchPattern = (search: string): string => containing(checkSearch(search));
