import { LRUCache } from 'lru-cache';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor, type SubgraphExecutor } from '../service-kit/subgraph/subgraph';
import { bearerToken } from '../service-kit/auth/viewer';
import { ANONYMOUS_FACTS } from '../testkit/anonymous-facts';
import { closeServer, createTextServer, listenOnLoopback, readBody } from './loopback';
import { createBenchSubgraph, SUBGRAPH_NAMES } from './subgraphs';
import { createBenchVerifier } from './tokens';
import { createWorld } from './world';

/** Every fetch of every contender fits: 64 inputs, three operations, three fetches at most, a few contenders. */
const CACHED_ANSWERS = 10_000;

export interface BenchSubgraphs {
  /** Addresses by subgraph. */
  readonly urls: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Serves the three subgraphs on ports of their own. An answer is made by graphql-js once and then sent from memory, so that
 * on a small machine the subgraphs do not take the time the gateway needs.
 */
export async function serveSubgraphs(publicKeyPem: string): Promise<BenchSubgraphs> {
  const world = createWorld();
  const verifier = createBenchVerifier(publicKeyPem);
  const started = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => {
      const execute = createExecutor(createBenchSubgraph(name, world, verifier), silentLogger());
      const answer = remembering(execute);
      const server = createTextServer(async (request) =>
        answer(await readBody(request), request.headers.authorization),
      );
      return { name, server, url: await listenOnLoopback(server) };
    }),
  );
  return {
    urls: Object.fromEntries(started.map(({ name, url }) => [name, url])),
    close: async () => {
      await Promise.all(started.map(({ server }) => closeServer(server)));
    },
  };
}

type Answer = (body: string, authorization: string | undefined) => Promise<string>;

function remembering(execute: SubgraphExecutor): Answer {
  const answers = new LRUCache<string, string>({ max: CACHED_ANSWERS });
  return async (body, authorization) => {
    const key = `${authorization ?? ''}\n${body}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const { query, variables, operationName } = JSON.parse(body) as {
      query: string;
      variables?: Record<string, unknown>;
      operationName?: string;
    };
    const facts = { ...ANONYMOUS_FACTS, token: bearerToken(authorization) };
    const result = await execute({ query, variables, operationName, facts });
    const text = JSON.stringify(result);
    if (!result.errors) answers.set(key, text);
    return text;
  };
}
