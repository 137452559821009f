import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of its own that a test may fill: memory, mounted at a folder. */
export interface SmallDisk {
  /** Takes all that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  unmount(): void;
}

/** Mounts one (Linux, root). @throws Error where that is not allowed */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder], {
    stdio: 'pipe',
  });
  const filler = join(folder, 'filler');
  return {
    fill() {
      const file = openSync(filler, 'w', 0o600);
      try {
        for (const piece of [1024 * 1024, 4096].map((size) => Buffer.alloc(size, 1)))
          while (wrote(file, piece)); // down to the last page
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    unmount: () => void execFileSync('umount', ['-l', folder], { stdio: 'pipe' }),
  };
}

function wrote(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
