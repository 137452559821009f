import { badInput } from '../../../../service-kit/errors/errors';

const MOST = 200;

/** @returns the text without spaces around it. @throws GraphQLError BAD_USER_INPUT when it is too long or holds NUL */
export function checkSearch(text: string, argument: string): string {
  if (text.length > MOST) throw badInput(`"${argument}" may have ${MOST} characters at most.`, argument);
  if (text.includes('\0')) throw badInput(`"${argument}" must not hold the character U+0000.`, argument);
  return text.trim();
}

/** A LIKE pattern that finds a text anywhere; its own wildcards count as letters. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
