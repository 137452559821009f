import { Pool, type Dispatcher } from 'undici';
import { beforeDeadline, DeadlineError } from './deadline';
import { timeoutHeader } from '../../service-kit/request-timeout';
import { forwardedHeaders } from './forwarded-headers';
import {
  readAnswer,
  SubgraphFailure,
  type FailureReason,
  type SubgraphRequest,
  type SubgraphSource,
} from './subgraph-source';

/** An answer of a subgraph above this is refused: it would cost several times as much memory here. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Connections to one subgraph; more requests wait for a free one, until their deadline. */
const CONNECTIONS = 128;

/**
 * A subgraph over HTTP, by a pool of kept-alive connections. Redirects are not followed.
 *
 * @param options.url where it takes GraphQL by POST
 * @param options.maxAnswerBytes the largest answer read, 16 MB by default
 */
export function createHttpSource(options: {
  name: string;
  url: string;
  maxAnswerBytes?: number;
}): SubgraphSource {
  const { name } = options;
  const { origin, pathname, search } = new URL(options.url);
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    maxResponseSize: options.maxAnswerBytes ?? MAX_ANSWER_BYTES,
    headersTimeout: 0, // the deadline's signal bounds both
    bodyTimeout: 0,
  });

  return {
    name,
    async fetch(request) {
      const { facts, deadlineAt } = request;
      try {
        return await beforeDeadline(deadlineAt, async (signal) => {
          const response = await pool.request({
            path: pathname + search,
            method: 'POST',
            headers: {
              ...forwardedHeaders(facts),
              ...timeoutHeader(deadlineAt),
              'content-type': 'application/json',
              accept: 'application/json',
            },
            body: bodyOf(request),
            signal,
          });
          return readAnswer(name, await readJson(name, response));
        });
      } catch (error) {
        if (error instanceof SubgraphFailure) throw error;
        throw new SubgraphFailure(name, reasonOf(error), { cause: error });
      }
    },
    // Not `close()`: what is in flight when the gateway closes has been answered or given up.
    close: () => pool.destroy(),
  };
}

function bodyOf({ query, variables, operationName, document }: SubgraphRequest): string {
  if (document) return `${document.bodyHead}${JSON.stringify(variables)}}`;
  return JSON.stringify({ query, variables, ...(operationName ? { operationName } : {}) });
}

const JSON_TYPE = /^application\/(graphql-response\+)?json\b/i;

/** GraphQL servers answer errors with any status, so the content type decides, not the status. */
async function readJson(name: string, response: Dispatcher.ResponseData): Promise<unknown> {
  const type = String(response.headers['content-type'] ?? '');
  if (!JSON_TYPE.test(type)) {
    await response.body.dump();
    const reason = response.statusCode >= 300 ? 'status' : 'not-json';
    throw new SubgraphFailure(name, reason, { detail: `${response.statusCode} ${type}` });
  }
  const text = await response.body.text();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SubgraphFailure(name, 'not-json', { cause: error, detail: String(response.statusCode) });
  }
}

function reasonOf(error: unknown): FailureReason {
  if (error instanceof DeadlineError) return 'deadline';
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? 'too-large' : 'unreachable';
}
