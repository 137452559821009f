import { Registry } from 'prom-client';
import { createMasking } from '../../service-kit/errors/masking';
import { aboutRequest } from '../../service-kit/subgraph/about-request';
import { countKeyUsage } from './api-keys/key-usage';
import { KnownDocuments } from './known-documents/known-documents';
import type { GatewayOptions } from './gateway-options';
import { openReloadableGraphs } from './graphs/reloadable-graphs';
import type { ServedGraph } from './graphs/served-graph';
import { noIntrospection } from './limits/document/no-introspection';
import { openLimits } from './limits/open-limits';
import { PersistedOperations } from './persisted/persisted-operations';
import type { GatewayContext } from './pipeline/context';
import { stagesOf } from './stages';
import { createMetrics } from './telemetry/metrics';

export type GatewayParts = Awaited<ReturnType<typeof openParts>>;

/** Opens what all ways in have in common. */
export async function openParts(
  options: GatewayOptions,
  opened: <T>(part: T, close: (part: T) => unknown) => T,
) {
  const { log, environment } = options;
  const metrics = createMetrics(options.metrics ?? new Registry());
  const known = new KnownDocuments();
  const isKnown = (text: string) => known.find(graphs.current.schema, text) !== undefined;
  const limits = opened(openLimits(options, metrics, isKnown), (open) => open.close());
  const usage = options.noteKeyUsage
    ? opened(countKeyUsage(options.noteKeyUsage, log), (open) => open.close())
    : null;
  const introspection = options.introspection ?? environment === 'development';
  const rules = {
    parseOptions: limits.parseOptions,
    rules: [...limits.validationRules, ...(introspection ? [] : [noIntrospection])],
  };
  const masking = createMasking<GatewayContext>({
    log,
    aboutOf: ({ facts, viewer }, operation) => aboutRequest(facts, viewer, operation),
    hideSuggestions: environment === 'production',
    showForeignCodes: !options.maskForeignCodes,
  });
  const settings = options.persisted ?? {};
  const persisted = opened(new PersistedOperations({ settings, rules, known, metrics, log }), (open) =>
    open.close(),
  );
  const served = {
    ...options,
    executor: options.executor ?? 'compiled',
    stages: stagesOf(options, { limits, usage }, metrics),
    prepare: (graph: ServedGraph) => persisted.prepare(graph),
  };
  const { graphs, reload, details } = await openReloadableGraphs(options.supergraph, served, metrics);
  opened(graphs, (open) => open.close());
  await Promise.all([limits.ready(), persisted.ready()]);
  return { metrics, limits, rules, masking, persisted, known, graphs, reload, details };
}
