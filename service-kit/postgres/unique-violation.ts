const UNIQUE_VIOLATION = '23505';

/** Whether PostgreSQL refused a row because another one stands in its place. */
export const isUniqueViolation = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === UNIQUE_VIOLATION;
