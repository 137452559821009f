import {
  isStream,
  type SubgraphStream,
  type SubgraphStreamer,
} from '../../../service-kit/subgraph/subgraph-stream';
import { beforeDeadline, DeadlineError } from '../pipeline/deadline';
import {
  readAnswer,
  SubgraphFailure,
  type SubgraphEvents,
  type SubgraphSource,
} from '../sources/subgraph-source';

/** Subscriptions of a subgraph in this process: an event is made when it is asked for, so nothing waits anywhere. */
export function inProcessEvents(
  name: string,
  begin: SubgraphStreamer,
): NonNullable<SubgraphSource['subscribe']> {
  return async ({ query, variables, operationName, facts, deadlineAt }) => {
    try {
      const begun = begin({ query, variables, operationName, facts });
      const answer = await beforeDeadline(deadlineAt, () => begun);
      return isStream<SubgraphStream>(answer) ? read(name, answer) : readAnswer(name, answer);
    } catch (error) {
      if (error instanceof DeadlineError) throw new SubgraphFailure(name, 'deadline', { cause: error });
      throw error;
    }
  };
}

function read(name: string, stream: SubgraphStream): SubgraphEvents {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { value, done } = await stream.next();
      return done ? DONE : { value: readAnswer(name, value), done: false };
    },
    async return() {
      await stream.return();
      return DONE;
    },
  };
}

const DONE = { value: undefined, done: true } as const;
