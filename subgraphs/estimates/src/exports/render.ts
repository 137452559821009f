import { startThread } from '../../../../service-kit/process/threads';
import type { RenderTask } from './render-here';

/** What one sheet may take: the largest document, 10,000 lines, takes less than half of it. */
const MEGABYTES = 768;

/**
 * Writes a sheet in a thread of its own, so that nobody's request waits for it.
 *
 * @param signal ends it
 * @throws what the thread threw; the signal's reason
 */
export function render(task: RenderTask, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted();
  const worker = startThread({
    ...{ folder: __dirname, module: 'render-worker', data: task, megabytes: MEGABYTES },
  });
  return new Promise<Buffer>((resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (bytes: Uint8Array) =>
      resolve(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    );
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`The thread that writes sheets ended with ${code}.`));
    });
  });
}
