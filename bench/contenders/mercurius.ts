import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { FEDERATION_1_SDL, SUBGRAPH_NAMES } from '../subgraphs';
import { requirePeer } from '../peers';
import type { StartContender } from './contender';

/** Compiles an operation with graphql-jit when it is asked the second time. */
const JIT_AFTER = 1;

interface Options {
  jit: number;
  gateway: {
    services: {
      name: string;
      url: string;
      schema: string;
      rewriteHeaders(headers: Record<string, string>): Record<string, string>;
    }[];
  };
}

/**
 * Mercurius' gateway with its compiler on. It speaks Federation 1, so it gets the subgraphs' SDL in that dialect; their
 * answers are the same.
 */
export const start: StartContender = async ({ subgraphUrls }) => {
  const fastify = requirePeer<() => FastifyInstance>('fastify');
  const mercuriusGateway = requirePeer<FastifyPluginAsync<Options>>('@mercuriusjs/gateway');
  const app = fastify();
  await app.register(mercuriusGateway, {
    jit: JIT_AFTER,
    gateway: {
      services: SUBGRAPH_NAMES.map((name) => ({
        name,
        url: subgraphUrls[name] ?? '',
        schema: FEDERATION_1_SDL[name],
        rewriteHeaders: ({ authorization = '' }) => ({ authorization }),
      })),
    },
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `${address}/graphql`, close: () => app.close() };
};
