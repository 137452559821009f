import { JobFailure } from '../../../../../service-kit/jobs/job-kind';
import { startThread } from '../../../../../service-kit/process/threads';
import { WorkbookRefused } from '../../imports/xlsx/workbook-refused';
import type { AssetFacts, AssetTask, ReadPart } from './asset-parts';
import type { AssetAnswer } from './asset-worker';

/** What a file may take of the thread's own memory … */
const MEGABYTES = 512;
/** … and by how much the process may grow with it: what a PDF unpacks to stands outside of that. */
const MOST_GROWTH = 768 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

const tooLarge = (isFinal = true) =>
  new JobFailure('FILE_TOO_LARGE', new WorkbookRefused('FILE_TOO_LARGE').message, isFinal);

/**
 * Reads a file in a thread of its own, so that nobody's request waits for it.
 *
 * @param take writes parts down; the thread waits for it
 * @param signal ends it
 * @throws JobFailure with what a person can do; what `take` throws; the signal's reason
 */
export function readAssetBeside(
  task: AssetTask,
  take: (parts: readonly ReadPart[]) => Promise<void>,
  signal: AbortSignal,
  mostGrowth = MOST_GROWTH,
): Promise<AssetFacts> {
  signal.throwIfAborted();
  const worker = startThread({
    ...{ folder: __dirname, module: 'asset-worker', data: task, megabytes: MEGABYTES },
    isSilent: true,
  });
  worker.stderr.resume();
  const before = process.memoryUsage.rss();
  return new Promise<AssetFacts>((resolve, reject) => {
    const end = (error: unknown) => {
      reject(error as Error);
      void worker.terminate();
    };
    const stop = () => end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const watch = setInterval(() => {
      // Other jobs of the process may have grown meanwhile, so it is tried again.
      if (process.memoryUsage.rss() - before > mostGrowth) end(tooLarge(false));
    }, LOOK_EVERY_MS);
    worker.on('message', (answer: AssetAnswer) => {
      if (answer.kind === 'parts') take(answer.parts).then(() => worker.postMessage('taken'), end);
      else if (answer.kind === 'done') resolve(answer.facts);
      else reject(new JobFailure(answer.code, answer.message));
    });
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error),
    );
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      clearInterval(watch);
      reject(new Error(`The thread that reads files ended with ${code}.`));
    });
  });
}
