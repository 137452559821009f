import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

const POLL_MS = 1_000;

/** A file that is read again when it changes. */
export interface FollowedFile {
  close(): void;
}

/**
 * Looks at a file every second: also where the system reports no changes (network drives), and where a whole folder is
 * exchanged under it (Kubernetes).
 *
 * @param first the text that is known already
 * @param onChange called with each new text, one after the other
 * @param onTrouble called once when the file can't be read, until it can again
 */
export function followFile(
  path: string,
  first: string,
  on: { change: (text: string) => Promise<void>; trouble: (error: unknown) => void },
  pollMs = POLL_MS,
): FollowedFile {
  let seen = '';
  let known = hashOf(first);
  let inTrouble = false;
  let closed = false;

  async function look(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(path);
    const now = `${mtimeMs} ${size} ${ino}`;
    if (now === seen) return;
    const text = await readFile(path, 'utf8');
    seen = now;
    inTrouble = false;
    const hash = hashOf(text);
    if (hash === known || closed) return;
    known = hash;
    await on.change(text);
  }

  function next(): NodeJS.Timeout {
    return setTimeout(() => {
      look()
        .catch((error: unknown) => {
          if (!inTrouble) on.trouble(error);
          inTrouble = true;
        })
        .finally(() => {
          if (!closed) timer = next();
        });
    }, pollMs).unref();
  }

  let timer = next();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
