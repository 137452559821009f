import { GraphQLError } from 'graphql';
import type { ErrorCode } from '../errors/errors';

/** What one operation has cost so far. Prices say beforehand what it may cost; this counts what came. */
export interface Spending {
  /** What it was priced at before it began. */
  readonly requested: number;
  readonly spent: number;
  /** Whether more was read than the limit: then nothing of the answer is worth having. */
  readonly isExceeded: boolean;
  /** What most was spent on, as `Type.field`; null when nobody said what for. */
  readonly mostOn: string | null;
  /**
   * Adds points.
   *
   * @param on the field they are for, as `Type.field`
   * @throws GraphQLError COST_LIMIT_EXCEEDED when that is too much, and at each call from then on
   */
  charge(points: number, on?: string): void;
  /**
   * Adds points for what a mutation is about to do. They have a limit of their own, as large as that of what is read: what was done is
   * worth telling, so it leaves the answer room. When it is too much none is added.
   *
   * @throws GraphQLError COST_LIMIT_EXCEEDED
   */
  chargeWork(points: number): void;
}

/**
 * @param max points; 0 is no limit
 * @param requested what the operation was priced at
 */
export function createSpending(max: number, requested = 0): Spending {
  let read = 0;
  let work = 0;
  const byField = new Map<string, number>();
  const mostOn = (): string | null => {
    let most: string | null = null;
    for (const [field, points] of byField)
      if (most === null || points > (byField.get(most) ?? 0)) most = field;
    return most;
  };
  return {
    requested,
    get mostOn() {
      return mostOn();
    },
    get spent() {
      return Math.ceil(read + work);
    },
    get isExceeded() {
      return max > 0 && read > max;
    },
    charge(points, on) {
      read += points;
      if (on !== undefined) byField.set(on, (byField.get(on) ?? 0) + points);
      if (max > 0 && read > max) throw tooMuch(max, mostOn());
    },
    chargeWork(points) {
      if (max > 0 && work + points > max) throw tooMuch(max, null);
      work += points;
    },
  };
}

/** More was asked for than may be read at once. @param mostOn what most of it is, as `Type.field` */
export function tooMuch(max: number, mostOn: string | null): GraphQLError {
  const message =
    `What this operation asks for costs more than ${max} points, which is the limit. ` +
    (mostOn === null ? '' : `Most of it is "${mostOn}". `) +
    'Ask for smaller pages, or for fewer lists within lists, or in several operations.';
  return new GraphQLError(message, {
    extensions: { code: 'COST_LIMIT_EXCEEDED' satisfies ErrorCode, maximum: max },
  });
}
