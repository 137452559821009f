import type { Connection } from './connection.entity';

/** An error's three columns as the schema shows them; null when nothing is wrong. */
export const shownError = (row: Pick<Connection, 'errorCode' | 'errorMessage' | 'errorAt'>) =>
  row.errorCode === null
    ? null
    : { code: row.errorCode, message: row.errorMessage ?? '', at: row.errorAt ?? new Date(0) };
