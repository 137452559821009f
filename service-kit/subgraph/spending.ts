import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/errors';

/** What one operation has cost so far. Prices say beforehand what it may cost; this counts what came. */
export interface Spending {
  readonly spent: number;
  /** Whether more was asked for than the limit: then nothing of the answer is worth having. */
  readonly isExceeded: boolean;
  /** Adds points. @throws GraphQLError COST_LIMIT_EXCEEDED when that is too much, and at each call from then on */
  charge(points: number): void;
}

/** @param max points; 0 is no limit */
export function createSpending(max: number): Spending {
  let spent = 0;
  return {
    get spent() {
      return Math.ceil(spent);
    },
    get isExceeded() {
      return max > 0 && spent > max;
    },
    charge(points) {
      spent += points;
      if (max > 0 && spent > max) throw tooMuch(max);
    },
  };
}

function tooMuch(max: number): GraphQLError {
  const message =
    `What this operation asks for costs more than ${max} points, which is the limit. ` +
    'Ask for smaller pages, or for fewer lists within lists, or in several operations.';
  return new GraphQLError(message, {
    extensions: { code: 'COST_LIMIT_EXCEEDED' satisfies ErrorCode, maximum: max },
  });
}
