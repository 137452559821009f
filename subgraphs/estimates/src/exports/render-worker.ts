import { parentPort, workerData } from 'node:worker_threads';
import { renderHere, type RenderTask } from './render-here';

/* A thread that writes one sheet and ends (render.ts). */

void renderHere(workerData as RenderTask).then((file) => {
  const bytes = new Uint8Array(file);
  parentPort?.postMessage(bytes, [bytes.buffer]);
});
