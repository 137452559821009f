import { badInput } from '../../../../service-kit/errors';

const MOST = 200;

/** @returns the text. @throws GraphQLError BAD_USER_INPUT when it is too long or holds NUL */
export function checkSearch(text: string, argument: string): string {
  if (text.length > MOST || text.includes('\0')) {
    throw badInput(`"${argument}" may have ${MOST} characters at most.`, argument);
  }
  return text;
}

/** A LIKE pattern that finds a text anywhere; its own wildcards count as letters. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
