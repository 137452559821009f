import { statfsSync } from 'node:fs';

/** What went wrong, for callers that want to react; the message says what to mend. */
export type EmbeddedPostgresFault =
  | 'UNSUPPORTED_PLATFORM'
  | 'WRONG_VERSION'
  | 'NOT_WRITABLE'
  | 'DISK_FULL'
  | 'WRONG_PASSWORD'
  | 'NO_SERVER_USER'
  | 'START_FAILED';

/** The embedded PostgreSQL could not be started (or stopped); `message` is meant for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  /** The server ended without giving a reason: it was killed. */
  saidNothing = false;

  constructor(
    readonly code: EmbeddedPostgresFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  // Not by instanceof: errors of Node.js belong to another realm inside Jest's sandbox.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function diskFull(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DISK_FULL',
    `No space left for the embedded PostgreSQL in ${folder}. Free some disk space (a new cluster needs about 80 MB), ` +
      'or set DATA_DIR to a folder on another disk.',
    { cause },
  );
}

/** The data folder cannot be written to. */
export function notWritable(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'NOT_WRITABLE',
    `The embedded PostgreSQL cannot write to ${folder}: it is read-only or belongs to another user. ` +
      'Make it writable for the user that starts the application, or set DATA_DIR to another folder.',
    { cause },
  );
}

/**
 * Runs `work`, turning file system errors (disk full, read-only, no permission) into errors that name `folder`.
 *
 * @throws EmbeddedPostgresError with DISK_FULL or NOT_WRITABLE; every other error as it came.
 */
export async function withFileErrors<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(folder, error);
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') throw notWritable(folder, error);
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      const message = `${folder} cannot hold the embedded PostgreSQL: a part of that path is a file. Set DATA_DIR to a folder.`;
      throw new EmbeddedPostgresError('NOT_WRITABLE', message, { cause: error });
    }
    throw error;
  }
}

/**
 * Explains why `program` (initdb or postgres) gave up, from what it printed (always English: it runs with LC_ALL=C).
 *
 * @param output what the program wrote
 * @param folder the data folder, for the advice
 */
export function explainOutput(program: string, output: string, folder: string): EmbeddedPostgresError {
  // On a full disk the server's log may not even hold a message.
  if (/No space left on device|Disk quota exceeded|Check free disk space/.test(output) || isFull(folder)) {
    return diskFull(folder);
  }
  if (/Read-only file system/.test(output)) return notWritable(folder);
  const telling = output
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|HINT|DETAIL|error:|hint:/.test(line))
    .filter((line) => !TOO_EARLY.test(line));
  const said = (telling.length > 0 ? telling : output.trim().split('\n')).slice(-6).join('\n');
  const error = new EmbeddedPostgresError(
    'START_FAILED',
    `The embedded PostgreSQL did not start; ${program} said:\n${said}`,
  );
  error.saidNothing = telling.length === 0;
  return error;
}

/** What a starting server tells clients that come too early: nothing that keeps it from starting. */
const TOO_EARLY = /the database system is (starting up|not yet accepting connections|shutting down)/;

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < 1024 * 1024;
  } catch {
    return false;
  }
}

/** Explains an error of spawning a program that is there: on Linux, ENOENT then means that its loader (glibc) is missing. */
export function explainSpawnError(program: string, error: unknown): EmbeddedPostgresError {
  if (systemCode(error) === 'ENOENT') {
    const message =
      'The embedded PostgreSQL needs a Linux with glibc (Debian, Ubuntu, Fedora, …); this one (Alpine?) has another C library. ' +
      'Set DATABASE_URL to a PostgreSQL server instead.';
    return new EmbeddedPostgresError('UNSUPPORTED_PLATFORM', message, { cause: error });
  }
  return new EmbeddedPostgresError('START_FAILED', `${program} could not be run: ${String(error)}`, {
    cause: error,
  });
}
