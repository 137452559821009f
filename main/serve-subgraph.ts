import type { HealthCheck } from '../service-kit/http/health';
import { listen } from '../service-kit/http/http';
import { createSubgraphServer } from '../service-kit/subgraph/subgraph-server';
import type { Subgraph } from '../service-kit/subgraph/subgraph';
import type { Platform } from './platform';
import { vitalChecks } from './service-checks';

/** Serves one subgraph over HTTP on the process's port until its lifetime ends. */
export async function serveSubgraph(
  platform: Platform,
  subgraph: Subgraph,
  checks: readonly HealthCheck[] = [],
): Promise<string> {
  const { log, lifetime, settings, port } = platform;
  const server = await createSubgraphServer(subgraph, log, [...checks, ...vitalChecks(platform)]);
  lifetime.add('http', server, (app) => app.close());
  const url = await listen(server, { name: subgraph.name, host: settings.HOST, port, variable: 'PORT' });
  log.info({ url }, 'subgraph listens');
  return url;
}
