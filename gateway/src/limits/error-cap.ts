import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../../../service-kit/errors/errors';
import type { Stage } from '../pipeline/stage';

/** Errors in one answer. A list of a thousand objects with a field that fails has a thousand. */
export const MAX_ERRORS = 100;

/** Keeps the first `max` errors of an answer, and says how many more there were. */
export function errorCap(max: number): Stage {
  return (next) => async (request) => {
    const answer = await next(request);
    const { errors } = answer;
    if (!errors || errors.length <= max || isCapped(errors, max)) return answer;
    return { ...answer, errors: capped(errors, max) };
  };
}

const OMITTED: ErrorCode = 'ERRORS_OMITTED';

/** An engine may have left out some already, and said so. */
const isCapped = (errors: readonly GraphQLError[], max: number): boolean =>
  errors.length === max + 1 && errors[max]?.extensions['code'] === OMITTED;

/** Takes errors; answers the first `max` of them, and one that counts the others. */
function capped(errors: readonly GraphQLError[], max: number): GraphQLError[] {
  const message = `There are ${errors.length - max} more errors, which are left out.`;
  return [...errors.slice(0, max), new GraphQLError(message, { extensions: { code: OMITTED } })];
}
