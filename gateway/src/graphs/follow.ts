import { readSupergraph, type UnmarkedFields } from '../supergraph/supergraph';
import type { Gateway } from '../gateway';
import type { ReloadOutcome } from './reloader';
import { watchFile } from './file-watch';

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
  gateway: Gateway,
  options: { path: string; unmarked: UnmarkedFields; everyMs: number },
): FollowedSupergraph {
  const { path, unmarked, everyMs } = options;
  const reload = () => gateway.reload(() => readSupergraph(path, unmarked));
  const watch = everyMs > 0 ? watchFile(path, everyMs, async () => void (await reload())) : null;
  return { reload, begun: watch?.begun ?? Promise.resolve(), close: () => watch?.close() };
}
