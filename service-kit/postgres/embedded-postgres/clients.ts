import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describeProcess } from './processes';

/** The note that this process uses the server. */
export interface ClientNote {
  /** Withdraws the note and returns the pids of the other living users of the server (this process's own included). */
  leave(): Promise<number[]>;
}

let counter = 0;

function identityOf(pid: number): string | undefined {
  return describeProcess(pid)?.startedAt.replaceAll(/[^\w]/g, '_');
}

/**
 * Notes in the data folder that this process uses the server, so that a second application on the same folder (say, a
 * command-line tool while the product runs) does not take the server away from the first when it stops: the last one out
 * stops it. A note is a file `<pid>-<start of the process>-<n>`; notes of dead processes are removed.
 *
 * @param dataDir the data folder, writable for this process
 */
export async function registerClient(dataDir: string): Promise<ClientNote> {
  const folder = path.join(dataDir, 'clients');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  counter += 1;
  const own = `${process.pid}-${identityOf(process.pid)}-${counter}`;
  await writeFile(path.join(folder, own), '');
  return {
    async leave() {
      await rm(path.join(folder, own), { force: true });
      const others: number[] = [];
      for (const name of await readdir(folder).catch(() => [])) {
        const [pid, startedAt] = name.split('-');
        if (identityOf(Number(pid)) === startedAt) others.push(Number(pid));
        else await rm(path.join(folder, name), { force: true });
      }
      return others;
    },
  };
}
