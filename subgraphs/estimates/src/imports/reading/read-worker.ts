import { parentPort, workerData } from 'node:worker_threads';
import { readHere } from './read-here';
import type { ImportTask } from './read-import';

/* A thread that reads one file and ends (read-beside.ts). */

void readHere(workerData as ImportTask, (part) => parentPort?.postMessage(part));
