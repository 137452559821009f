/*
 * A gateway over the wide graph in a process of its own, its subgraphs in the same process or behind servers. It tells its
 * parent its address, and on request what its event loop and its memory went through since the last time.
 */
import { Registry } from 'prom-client';
import { createGateway } from '../../gateway/src/gateway';
import { loadSupergraph } from '../../gateway/src/supergraph/supergraph';
import { silentLogger } from '../../service-kit/process/logger';
import { createExecutor } from '../../service-kit/subgraph/subgraph';
import { createSubgraphServer } from '../../service-kit/subgraph/subgraph-server';
import type { SubgraphTransport } from '../../gateway/src/sources/transports';
import { NO_RATES } from '../tiny-gateway';
import { createTestTokens } from '../tokens';
import { wideSubgraphs, wideSupergraph } from '../wide-graph';
import { tellOfLoop } from './loop-watch';

async function main(kind: SubgraphTransport['kind']): Promise<void> {
  const transports: Record<string, SubgraphTransport> = {};
  const urls: Record<string, string> = {};
  for (const subgraph of wideSubgraphs()) {
    const server = await createSubgraphServer(subgraph, silentLogger());
    urls[subgraph.name] = `${await server.listen({ port: 0, host: '127.0.0.1' })}/graphql`;
    transports[subgraph.name] =
      kind === 'http'
        ? { kind, url: urls[subgraph.name] as string }
        : { kind, execute: createExecutor(subgraph, silentLogger()) };
  }
  const gateway = await createGateway({
    supergraph: loadSupergraph(wideSupergraph(), 'wide', 'public'),
    verifier: createTestTokens().verifier,
    log: silentLogger(),
    environment: 'production',
    metrics: new Registry(),
    transports,
    limits: { rates: NO_RATES }, // they would refuse attacks for their number
  });
  process.on('disconnect', () => process.exit());
  tellOfLoop();
  const url = await gateway.app.listen({ port: 0, host: '127.0.0.1' });
  process.send?.({ url, subgraph: urls['one'] });
}

void main(process.argv[2] as SubgraphTransport['kind']);
