import type { SubgraphExecutor } from '../../service-kit/subgraph';
import { beforeDeadline, DeadlineError } from './deadline';
import { readAnswer, SubgraphFailure, type SubgraphSource } from './subgraph-source';

/**
 * A subgraph in this process. The executor makes a context of its own per call, so two subgraphs never share one.
 *
 * @param name of the subgraph in the supergraph
 * @param execute runs an operation on it
 */
export function createInProcessSource(name: string, execute: SubgraphExecutor): SubgraphSource {
  return {
    name,
    async fetch({ query, variables, operationName, facts, deadlineAt }) {
      let answer;
      try {
        answer = await beforeDeadline(deadlineAt, () => execute({ query, variables, operationName, facts }));
      } catch (error) {
        if (error instanceof DeadlineError) throw new SubgraphFailure(name, 'deadline', { cause: error });
        throw error; // a bug: masked and logged as any other
      }
      return readAnswer(name, answer);
    },
    close: async () => undefined, // the subgraph belongs to whoever made it
  };
}
