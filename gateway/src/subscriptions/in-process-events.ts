import {
  isStream,
  type SubgraphStream,
  type SubgraphStreamer,
} from '../../../service-kit/subgraph/subgraph-stream';
import { beforeDeadline, DeadlineError } from '../pipeline/deadline';
import { isLarger, MAX_ANSWER_BYTES } from '../sources/answer-size';
import {
  failureMessage,
  readAnswer,
  SubgraphFailure,
  type SubgraphEvents,
  type SubgraphSource,
} from '../sources/subgraph-source';

/**
 * Subscriptions of a subgraph in this process: an event is made when it is asked for, so nothing waits anywhere.
 *
 * @param maxEventBytes the largest event that is passed on; a larger one ends the subscription
 */
export function inProcessEvents(
  name: string,
  begin: SubgraphStreamer,
  maxEventBytes = MAX_ANSWER_BYTES,
): NonNullable<SubgraphSource['subscribe']> {
  return async ({ query, variables, operationName, facts, deadlineAt }) => {
    try {
      const begun = begin({ query, variables, operationName, facts });
      const answer = await beforeDeadline(deadlineAt, () => begun);
      return isStream<SubgraphStream>(answer) ? read(name, answer, maxEventBytes) : readAnswer(name, answer);
    } catch (error) {
      if (error instanceof DeadlineError) throw new SubgraphFailure(name, 'deadline', { cause: error });
      throw error;
    }
  };
}

function read(name: string, stream: SubgraphStream, maxEventBytes: number): SubgraphEvents {
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { value, done } = await stream.next();
      if (done) return DONE;
      if (isLarger(value.data, maxEventBytes)) {
        await stream.return();
        const extensions = { code: 'SERVICE_UNAVAILABLE', subgraph: name };
        const told = { message: failureMessage('too-large'), extensions };
        return { value: { data: null, errors: [told] }, done: false };
      }
      return { value: readAnswer(name, value), done: false };
    },
    async return() {
      await stream.return();
      return DONE;
    },
  };
}

const DONE = { value: undefined, done: true } as const;
