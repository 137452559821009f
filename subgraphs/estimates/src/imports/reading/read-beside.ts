import { JobFailure } from '../../../../../service-kit/jobs/job-kind';
import { startThread } from '../../../../../service-kit/process/threads';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { PackedRows } from './packed-rows';
import type { HandedRow, ReadAnswer } from './read-here';
import type { ImportReading, ImportTask } from './read-import';

/** What one file may take; 50,000 rows of 12 columns take less than half of it. */
const MEGABYTES = 512;

/** What a thread has read. */
export interface ReadBeside {
  readonly rows: PackedRows<HandedRow>;
  readonly reading: Omit<ImportReading, 'rows'>;
}

/**
 * Reads a file in a thread of its own, so that nobody's request waits for it, with memory of its own, so that nothing else falls
 * when it has too much.
 *
 * @param signal ends it
 * @throws JobFailure with what a person can do; the signal's reason
 */
export function readBeside(task: ImportTask, signal: AbortSignal): Promise<ReadBeside> {
  signal.throwIfAborted();
  const worker = startThread({
    ...{ folder: __dirname, module: 'read-worker', data: task, megabytes: MEGABYTES },
    isSilent: true,
  });
  worker.stderr.resume(); // SheetJS complains there of formats; what ends the thread comes as an error
  const rows = new PackedRows<HandedRow>();
  return new Promise<ReadBeside>((resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.on('message', (part: ReadAnswer) => {
      if (part.kind === 'rows') rows.add(part.rows);
      else if (part.kind === 'done') resolve({ rows, reading: part.reading });
      else reject(new JobFailure(part.code, part.message));
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const isTooMuch = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(
        isTooMuch ? new JobFailure('FILE_TOO_LARGE', new WorkbookRefused('FILE_TOO_LARGE').message) : error,
      );
    });
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`The thread that reads sheets ended with ${code}.`));
    });
  });
}
