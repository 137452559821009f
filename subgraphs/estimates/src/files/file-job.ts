import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findFile, openFile, type FileSetting } from '../../../../service-kit/files/files';
import { JobFailure, JobLost, JobTimedOut, type ActiveJob } from '../../../../service-kit/jobs/job-kind';

/**
 * Works on a kept file where a thread can read it, and takes that copy away.
 *
 * @param work gets the path of the copy
 * @throws JobFailure FILE_GONE
 */
export async function withLocalFile<T>(
  files: FileSetting,
  { orgId, signal }: Pick<ActiveJob<unknown>, 'orgId' | 'signal'>,
  fileId: string,
  work: (path: string) => Promise<T>,
): Promise<T> {
  if (!(await findFile(files, orgId, fileId)))
    throw new JobFailure('FILE_GONE', 'The file is gone: send it again.');
  await mkdir(files.spool, { recursive: true, mode: 0o700 });
  const path = join(files.spool, randomUUID());
  try {
    const copy = createWriteStream(path, { mode: 0o600 });
    await pipeline(await openFile(files, orgId, fileId), copy, { signal });
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

interface Told {
  code: string;
  message: string;
}

/**
 * What a try that failed tells the person; null: it is tried again, or the process stops, or somebody else has the job. What ends with
 * its worker at the last try is told where its outcome is read.
 *
 * @param fault what is told of a fault of ours
 */
export function failureToTell(
  { isLastAttempt, signal }: Pick<ActiveJob<unknown>, 'isLastAttempt' | 'signal'>,
  error: unknown,
  fault: Told,
): Told | null {
  if (error instanceof JobLost || (signal.aborted && !(signal.reason instanceof JobTimedOut))) return null;
  if (error instanceof JobFailure && (error.isFinal || isLastAttempt)) return error;
  return isLastAttempt ? fault : null;
}
