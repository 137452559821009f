import type { SubgraphExecutor } from '../../../service-kit/subgraph/subgraph';
import { DeadlineError, unlessLate } from '../pipeline/deadline';
import { isLarger, MAX_ANSWER_BYTES } from './answer-size';
import { expiryOf, readAnswer, SubgraphFailure, type SubgraphSource } from './subgraph-source';

/**
 * A subgraph in this process. The executor makes a context of its own per call, so two subgraphs never share one.
 *
 * @param name of the subgraph in the supergraph
 * @param execute runs an operation on it
 * @param options.timeoutMs how long a query may take, besides the request's deadline
 * @param options.maxAnswerBytes the largest answer that is passed on, 16 MB by default
 */
export function createInProcessSource(
  name: string,
  execute: SubgraphExecutor,
  options: { timeoutMs?: number; maxAnswerBytes?: number | undefined } = {},
): SubgraphSource {
  const { timeoutMs = Infinity, maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  return {
    name,
    async fetch(request) {
      const { query, variables, operationName, facts } = request;
      let answer;
      try {
        const expiresAt = expiryOf(request, timeoutMs);
        answer = await unlessLate(expiresAt, () => execute({ query, variables, operationName, facts }));
      } catch (error) {
        if (error instanceof DeadlineError) throw new SubgraphFailure(name, 'deadline', { cause: error });
        throw error; // a bug: masked and logged as any other
      }
      if (isLarger(answer.data, maxAnswerBytes)) throw new SubgraphFailure(name, 'too-large');
      return readAnswer(name, answer);
    },
    close: async () => undefined, // the subgraph belongs to whoever made it
  };
}
