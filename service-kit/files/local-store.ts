import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileMissing, type FileStore } from './file-store';

/**
 * Keeps files in a folder of this machine.
 *
 * @param folder made when it is needed; the spool has to lie on the same disk, so that a file appears at once and whole
 */
export function createLocalStore(folder: string): FileStore {
  const pathOf = (key: string): string => join(folder, key);
  return {
    place: folder,
    async put(key, file) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await syncFile(file.path);
      await chmod(file.path, 0o600);
      await rename(file.path, path);
    },
    async get(key) {
      const stream = createReadStream(pathOf(key));
      await new Promise<void>((resolve, reject) => {
        stream.once('open', () => resolve());
        stream.once('error', (error: NodeJS.ErrnoException) =>
          reject(error.code === 'ENOENT' ? new FileMissing(key) : error),
        );
      });
      return stream;
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

/** A power cut must not leave a name without its bytes. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
