import { createHttpSource } from '../gateway/src/sources/http-source';
import { serviceUnavailable } from '../service-kit/errors/errors';
import type { SubgraphExecutor } from '../service-kit/subgraph/subgraph';
import type { Platform } from './platform';

/** How long one subgraph waits for another within a request. */
const DEADLINE_MS = 5_000;

/**
 * Executes operations on a subgraph that runs as a process of its own, as the caller.
 *
 * @param url the subgraph's address, without the path
 */
export function remoteExecutor(platform: Platform, name: string, url: string): SubgraphExecutor {
  const source = createHttpSource({ name, url: `${url}/graphql` });
  platform.lifetime.add(`${name} client`, source, (open) => open.close());
  return async ({ query, variables = {}, operationName, facts }) => {
    try {
      return await source.fetch({
        query,
        variables,
        operationName,
        facts,
        deadlineAt: Math.min(Date.now() + DEADLINE_MS, facts.deadlineAt ?? Infinity),
      });
    } catch (error) {
      platform.log.warn(
        { subgraph: name, requestId: facts.requestId, err: error },
        'subgraph did not answer',
      );
      return { errors: [serviceUnavailable().toJSON()] };
    }
  };
}
