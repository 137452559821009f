import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../../service-kit/errors/errors';
import type { Stage } from '../pipeline/stage';

/** Errors in one answer. A list of a thousand objects with a field that fails has a thousand. */
export const MAX_ERRORS = 100;

/** Stands in an answer for the errors that are left out of it. */
export class OmittedErrors extends GraphQLError {
  constructor(readonly count: number) {
    super(`There are ${count} more errors, which are left out.`, {
      extensions: { code: 'ERRORS_OMITTED' satisfies ErrorCode },
    });
  }
}

/** The first `max` of some errors, and one that counts the others, those among them that were left out before. */
export function cappedErrors(errors: readonly GraphQLError[], max: number): readonly GraphQLError[] {
  if (errors.length <= max) return errors;
  const told = errors.filter((error) => !(error instanceof OmittedErrors));
  const before = errors.reduce((sum, error) => sum + (error instanceof OmittedErrors ? error.count : 0), 0);
  const count = before + Math.max(0, told.length - max);
  return count === 0 ? told : [...told.slice(0, max), new OmittedErrors(count)];
}

/** The stage that holds the errors of every answer to their limit: an engine does, but stages add errors of their own. */
export function errorCap(max: number): Stage {
  return (next) => async (request) => {
    const answer = await next(request);
    return answer.errors ? { ...answer, errors: cappedErrors(answer.errors, max) } : answer;
  };
}
