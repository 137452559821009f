/** Writes what was read of a file as JSON that PostgreSQL takes: without NUL, and without halves of characters. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\0', '').toWellFormed() : each,
  );
