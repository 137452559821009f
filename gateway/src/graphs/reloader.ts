import { createHash } from 'node:crypto';
import type { Logger } from '../../../service-kit/process/logger';
import type { GatewayMetrics } from '../telemetry/metrics';
import type { Supergraph } from '../supergraph/supergraph';

/** How a reload ended: another supergraph is served, it was the one that is served, or it can't be served. */
export type ReloadOutcome = 'reloaded' | 'unchanged' | 'failed';

export interface SupergraphStatus {
  /** SHA-256 of the supergraph that is served, its first 12 hex digits. */
  readonly hash: string;
  readonly loadedAt: Date;
  /** False when a supergraph was refused since. */
  readonly isCurrent: boolean;
}

export interface Reloader {
  /**
   * Serves another supergraph, if it can be served; else the present one goes on. Reloads follow one another.
   *
   * @param read reads it; what it throws is in the log
   */
  reload(read: () => Supergraph): Promise<ReloadOutcome>;
  readonly status: SupergraphStatus;
}

/**
 * @param first the supergraph that is served at the start
 * @param serve builds what serves another one and goes over to it; throws when it can't
 */
export function createReloader(
  first: Supergraph,
  serve: (next: Supergraph) => Promise<void>,
  { metrics, log }: { metrics: GatewayMetrics; log: Logger },
): Reloader {
  let status: SupergraphStatus = { hash: hashOf(first), loadedAt: new Date(), isCurrent: true };
  let last: Promise<unknown> = Promise.resolve();
  const show = () => {
    metrics.lastReloadSuccess.set(status.isCurrent ? 1 : 0);
    metrics.supergraphInfo.reset();
    metrics.supergraphInfo.set({ hash: status.hash }, 1);
  };
  show();

  async function tryOnce(read: () => Supergraph): Promise<ReloadOutcome> {
    try {
      const next = read();
      const hash = hashOf(next);
      if (hash === status.hash) {
        status = { ...status, isCurrent: true };
        return 'unchanged';
      }
      await serve(next);
      status = { hash, loadedAt: new Date(), isCurrent: true };
      log.info({ hash, subgraphs: next.subgraphs.map(({ name }) => name) }, 'supergraph reloaded');
      return 'reloaded';
    } catch (error) {
      status = { ...status, isCurrent: false };
      const serving = status.hash;
      log.error({ serving, err: error }, 'the supergraph was not reloaded: the former one is served');
      return 'failed';
    }
  }

  return {
    get status() {
      return status;
    },
    reload(read) {
      const result = last.then(async () => {
        const outcome = await tryOnce(read);
        metrics.reloads.inc({ outcome });
        show();
        return outcome;
      });
      last = result;
      return result;
    },
  };
}

const hashOf = ({ sdl }: Supergraph): string => createHash('sha256').update(sdl).digest('hex').slice(0, 12);
