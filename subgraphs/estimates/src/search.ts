import { likePattern } from '../../../service-kit/data/narrowing';
import { badInput } from '../../../service-kit/errors/errors';
import { TEXT_LIMITS } from './input-check';

/**
 * Makes the ILIKE pattern for "contains this text"; `%` and `_` stand for themselves.
 *
 * @throws GraphQLError BAD_USER_INPUT for a text that is too long or holds NUL
 */
export function searchPattern(search: string): string {
  if (search.length > TEXT_LIMITS.search) {
    throw badInput(`"search" takes at most ${TEXT_LIMITS.search} characters.`, 'filter.search');
  }
  if (search.includes('\0')) throw badInput('"search" must not hold the character U+0000.', 'filter.search');
  return likePattern(search.trim());
}
