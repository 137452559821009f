import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { WorkbookRefused } from '../../imports/xlsx/workbook-refused';
import type { AssetFacts, AssetTask, ReadPart } from './asset-parts';
import { readAsset } from './read-asset';

/* A thread that reads one file and ends (read-asset-beside.ts). It goes on when what it has handed over was taken. */

/** What the thread says. */
export type AssetAnswer =
  | { readonly kind: 'parts'; readonly parts: readonly ReadPart[] }
  | { readonly kind: 'done'; readonly facts: AssetFacts }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

async function run(): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const say = (answer: AssetAnswer) => port.postMessage(answer);
  try {
    const facts = await readAsset(workerData as AssetTask, async (parts) => {
      const taken = once(port, 'message');
      say({ kind: 'parts', parts });
      await taken;
    });
    say({ kind: 'done', facts });
  } catch (error) {
    if (!(error instanceof WorkbookRefused)) throw error;
    say({ kind: 'refused', code: error.code, message: error.message });
  }
}

void run();
