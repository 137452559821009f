/** An error's three columns as the schema shows them; null when nothing is wrong. */
export const shownError = (row: {
  errorCode: string | null;
  errorMessage: string | null;
  errorAt: Date | null;
}) =>
  row.errorCode === null
    ? null
    : { code: row.errorCode, message: row.errorMessage ?? '', at: row.errorAt ?? new Date(0) };
