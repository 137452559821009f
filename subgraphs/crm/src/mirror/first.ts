import { badInput } from '../../../../service-kit/errors/errors';
import { MAX_PAGE_SIZE } from '../../../../service-kit/data/pagination';

/** How many rows of a card's own list are wanted. @throws GraphQLError BAD_USER_INPUT for a number out of range */
export function checkFirst(first: number): number {
  if (first < 0 || first > MAX_PAGE_SIZE) {
    throw badInput(`"first" must be between 0 and ${MAX_PAGE_SIZE}.`, 'first');
  }
  return first;
}
