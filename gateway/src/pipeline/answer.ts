import type { GraphQLError } from 'graphql';

/** What executing an operation came to. */
export interface OperationAnswer {
  /** Absent when nothing was executed. */
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLError[];
  extensions?: Record<string, unknown>;
}
