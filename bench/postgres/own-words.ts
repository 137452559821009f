import type { OperationInput } from '../operations';
import type { Seeded } from './seed';

/** How a contender with a schema of its own is asked for the same, and what its answers are in ours. */
export interface OwnWords {
  /** Lists pages of leads: where each ends is told to ask for the next. */
  readonly pages: { readonly query: string; endOf(data: never): string };
  readonly operations: Readonly<Record<string, OwnOperation>>;
}

interface OwnOperation {
  readonly query: string;
  /** @param after where the page of leads begins, in the contender's own way */
  variables(input: OperationInput, seeded: Seeded, after: string): Record<string, unknown>;
  /** The same data as ours has it. Only while answers are compared: it is not measured. */
  inOurs(data: never): unknown;
}
