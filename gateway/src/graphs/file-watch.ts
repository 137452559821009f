import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSupergraph, type UnmarkedFields } from '../supergraph/supergraph';
import type { Reloader, ReloadOutcome } from './reloader';

/*
 * Looks whether a file has changed. `fs.watch` follows the inode it was given: a file that is replaced as a whole (which is
 * how composition should write it), or reached by a symbolic link that moves (a ConfigMap of Kubernetes), is lost to it.
 * Asking once a second costs nothing and sees them all.
 */

/** A file that is being written changes again within this time. */
const SETTLE_MS = 100;
/** A file that never settles is read as it is. */
const MAX_SETTLE_LOOKS = 10;

export interface FileWatch {
  /** Resolved when it has looked once: what changes from then on is seen. */
  readonly begun: Promise<void>;
  /** Stops looking. */
  close(): void;
}

/**
 * Calls back when the file behind a path has become another or has other contents; also when it goes away or comes back.
 *
 * @param everyMs how often it is looked at
 * @param onChange called when the file has settled; the next look waits for it. Must not throw
 */
export function watchFile(path: string, everyMs: number, onChange: () => Promise<void>): FileWatch {
  const closing = new AbortController();
  const options = { signal: closing.signal, ref: false } as const;

  async function settled(first: string): Promise<string> {
    let known = first;
    for (let looks = 0; looks < MAX_SETTLE_LOOKS; looks += 1) {
      await sleep(SETTLE_MS, undefined, options);
      const now = await stampOf(path);
      if (now === known) return now;
      known = now;
    }
    return known;
  }

  const first = stampOf(path);
  async function watch(): Promise<void> {
    let known = await first;
    while (!closing.signal.aborted) {
      await sleep(everyMs, undefined, options);
      const now = await stampOf(path);
      if (now === known) continue;
      known = await settled(now);
      await onChange();
    }
  }

  watch().catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  return { begun: first.then(() => undefined), close: () => closing.abort() };
}

/** Changes with the file: its place on the disk, its size, or the time it was written. */
async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}

export interface FollowedSupergraph {
  /** Reads the file and serves it, if it can be served. */
  reload(): Promise<ReloadOutcome>;
  /** Resolved when the file has been looked at once: what changes from then on is served. */
  readonly begun: Promise<void>;
  /** Stops looking at the file. */
  close(): void;
}

/**
 * Keeps a gateway on the supergraph in a file, as it changes.
 *
 * @param options.everyMs how often the file is looked at; 0 is never
 */
export function followSupergraph(
  gateway: Pick<Reloader, 'reload'>,
  options: { path: string; unmarked: UnmarkedFields; everyMs: number },
): FollowedSupergraph {
  const { path, unmarked, everyMs } = options;
  const reload = () => gateway.reload(() => readSupergraph(path, unmarked));
  const watch = everyMs > 0 ? watchFile(path, everyMs, async () => void (await reload())) : null;
  return { reload, begun: watch?.begun ?? Promise.resolve(), close: () => watch?.close() };
}
