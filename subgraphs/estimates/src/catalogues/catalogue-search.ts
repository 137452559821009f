import { containing, checkSearch } from '../../../../service-kit/data/search';

/** What items are searched by, as SQL; the index has the same expression. Takes the alias of the table with a dot, or nothing. */
export const SEARCHED_ITEM_TEXT = (alias: string): string => `lower(${alias}code || ' ' || ${alias}name)`;

/**
 * A search as words and as a LIKE pattern: all words, in this order, whatever stands between them.
 *
 * @throws GraphQLError BAD_USER_INPUT for a text that is too long
 */
export function readItemSearch(text: string): { words: string; pattern: string } {
  const words = checkSearch(text).toLowerCase().split(/\s+/).filter(Boolean);
  const pattern = words.map(containing).join('').replace(/%%/g, '%');
  return { words: words.join(' '), pattern: pattern === '' ? '%' : pattern };
}
