import type { ApolloServerPlugin } from '@apollo/server';
import { Counter, Gauge } from 'prom-client';
import { clientOf } from '../telemetry/client-name';
import type { GatewayContext } from '../pipeline/context';
import { TallyCounter } from '../../../service-kit/telemetry/tallies';
import { createLabel, type GatewayMetrics } from '../telemetry/metrics';

/**
 * What became of an operation: it is `listed`; or it isn't, and ran (`unlisted`) or was
 * `refused`; an id that nobody knows (`not_found`); Apollo's automatic ones: known by hash (`apq_hit`), not known (`apq_miss`), or sent in full and kept
 * (`apq_registered`).
 */
type Outcome = 'listed' | 'unlisted' | 'refused' | 'not_found' | 'apq_hit' | 'apq_miss' | 'apq_registered';

export interface PersistedMetrics {
  count(outcome: Outcome, client: string | null): void;
  /** How many operations the manifest in use has, and how many of them don't fit the schema. */
  manifest(listed: number, unfit: number): void;
  /** A manifest that was read: whether it is in use now. */
  loaded(isUsed: boolean): void;
  /** Counts the automatic ones, which Apollo Server serves. */
  readonly plugin: ApolloServerPlugin<GatewayContext>;
}

const FRUITLESS: ReadonlySet<Outcome> = new Set(['refused', 'not_found', 'apq_miss']);
/** Distinct client names in metrics; the rest counts as `other`. */
const MAX_CLIENT_NAMES = 50;

export function createPersistedMetrics({ registry }: Pick<GatewayMetrics, 'registry'>): PersistedMetrics {
  const registers = [registry];
  const operations = new TallyCounter(registry, {
    name: 'graphql_persisted_operations_total',
    help: 'Operations by how they relate to the manifest and to automatic persisted queries, and by client.',
    labels: ['outcome', 'client'],
  });
  const size = new Gauge({
    name: 'graphql_manifest_operations',
    help: 'Operations of the manifest in use; state is fit, or unfit: not valid against the schema.',
    labelNames: ['state'],
    registers,
  });
  const loads = new Counter({
    name: 'graphql_manifest_loads_total',
    help: 'Manifest files read; outcome is ok, or refused: then the last good one stays in use.',
    labelNames: ['outcome'],
    registers,
  });
  const label = createLabel(MAX_CLIENT_NAMES);
  // A name that comes with what isn't known costs its sender nothing: it gets no series of its own, and takes nobody's.
  const count = (outcome: Outcome, client: string | null) =>
    operations.add(outcome, label(client, FRUITLESS.has(outcome) ? 'nobody' : 'caller'));
  return {
    count,
    manifest(listed, unfit) {
      size.set({ state: 'fit' }, listed - unfit);
      size.set({ state: 'unfit' }, unfit);
    },
    loaded: (isUsed) => loads.inc({ outcome: isUsed ? 'ok' : 'refused' }),
    plugin: createPlugin(count),
  };
}

const createPlugin = (count: PersistedMetrics['count']): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: async () => ({
    async willSendResponse({ metrics, errors, contextValue }) {
      const isMiss = errors?.[0]?.extensions['code'] === 'PERSISTED_QUERY_NOT_FOUND';
      const { persistedQueryHit, persistedQueryRegister } = metrics;
      if (!isMiss && !persistedQueryHit && !persistedQueryRegister) return;
      const { name } = clientOf(contextValue.headers);
      count(isMiss ? 'apq_miss' : persistedQueryHit ? 'apq_hit' : 'apq_registered', name);
    },
  }),
});
