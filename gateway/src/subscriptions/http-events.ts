import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import type { Logger } from '../../../service-kit/process/logger';
import { beforeDeadline, DeadlineError } from '../pipeline/deadline';
import { MAX_ANSWER_BYTES } from '../sources/answer-size';
import { forwardedHeaders } from '../sources/forwarded-headers';
import {
  readAnswer,
  SubgraphFailure,
  type SubgraphAnswer,
  type SubgraphEvents,
  type SubgraphRequest,
} from '../sources/subgraph-source';
import { NewestAnswers } from './newest-answers';
import { readEvents } from './server-sent-events';

/*
 * Subscriptions of a subgraph over HTTP, as server-sent events (graphql-sse's distinct connections). A stream that is cut
 * off, by a restart say, is begun again until it works: its first event is the present state, so nothing is missed, and
 * the client notices nothing but a pause.
 */

/** Ours send a comment every 12 s: what is silent for so long is dead. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
/** These pass by themselves; any other refusal is final. */
const PASSING_CODES = ['SERVICE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', 'RATE_LIMITED'];

export interface HttpEvents {
  /** As `SubgraphSource.subscribe`. */
  subscribe(request: SubgraphRequest): Promise<SubgraphEvents | SubgraphAnswer>;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** Opens subscriptions of one subgraph: a connection each, apart from those of queries. */
export function createHttpEvents(options: {
  name: string;
  url: string;
  maxEventBytes?: number | undefined;
  log: Logger;
}): HttpEvents {
  const { name, url, maxEventBytes = MAX_ANSWER_BYTES, log } = options;
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: SILENCE_MS });
  const { origin, pathname, search } = new URL(url);

  async function open(request: SubgraphRequest, deadlineAt: number, leave: AbortSignal): Promise<Opened> {
    const { query, variables, operationName, facts } = request;
    const abort = new AbortController();
    try {
      const { headers, body, statusCode } = await beforeDeadline(deadlineAt, () =>
        agent.request({
          origin,
          path: pathname + search,
          method: 'POST',
          headers: {
            ...forwardedHeaders(facts),
            'content-type': 'application/json',
            accept: 'text/event-stream, application/json;q=0.5',
          },
          body: JSON.stringify({ query, variables, ...(operationName ? { operationName } : {}) }),
          signal: AbortSignal.any([leave, abort.signal]), // nothing of it stays at `leave`, however often it is begun again
        }),
      );
      const type = String(headers['content-type'] ?? '');
      if (type.startsWith('text/event-stream') && statusCode === 200) return { body };
      return { refusal: await readRefusal(name, statusCode, type, body) };
    } catch (error) {
      abort.abort();
      if (error instanceof SubgraphFailure) throw error;
      throw new SubgraphFailure(name, error instanceof DeadlineError ? 'deadline' : 'unreachable', {
        cause: error,
      });
    }
  }

  async function subscribe(request: SubgraphRequest): Promise<SubgraphEvents | SubgraphAnswer> {
    const leave = new AbortController();
    const first = await open(request, request.deadlineAt, leave.signal);
    if ('refusal' in first) return first.refusal;
    const events = new NewestAnswers(() => leave.abort());
    const patience = request.deadlineAt - Date.now();
    const again = () => open(request, Date.now() + Math.max(patience, LAST_RETRY_MS), leave.signal);
    const report = (error: unknown) => log.warn({ subgraph: name, err: error }, 'subscription interrupted');
    void follow({ name, maxEventBytes, events, again, leave: leave.signal, report }, first.body);
    return events;
  }

  return { subscribe, close: () => agent.destroy() };
}

type Body = Dispatcher.ResponseData['body'];
type Opened = { body: Body } | { refusal: SubgraphAnswer };

/** A small answer instead of a stream. @throws SubgraphFailure for what is no GraphQL answer */
async function readRefusal(name: string, status: number, type: string, body: Body): Promise<SubgraphAnswer> {
  if (!/json/i.test(type)) {
    await body.dump();
    throw new SubgraphFailure(name, status >= 300 ? 'status' : 'not-json', { detail: `${status} ${type}` });
  }
  const answer = readAnswer(name, await body.json());
  if (!answer.errors) throw new SubgraphFailure(name, 'status', { detail: 'no stream came' });
  return { data: null, errors: answer.errors };
}

interface Following {
  name: string;
  maxEventBytes: number;
  events: NewestAnswers;
  again: () => Promise<Opened>;
  leave: AbortSignal;
  report: (error: unknown) => void;
}

/** Reads a stream, and what replaces it when it is cut off, until it is complete or nobody listens. Does not throw. */
async function follow(parts: Following, first: Body): Promise<void> {
  const { events, leave } = parts;
  let body: Body | null = first;
  while (body && !leave.aborted) {
    try {
      if (await pass(parts, body)) break;
    } catch (error) {
      if (!leave.aborted) parts.report(error);
      body.destroy();
    }
    body = await reopen(parts);
  }
  events.end();
}

/** @returns whether the stream came to its end, and was not cut off */
async function pass({ name, maxEventBytes, events }: Following, body: Body): Promise<boolean> {
  for await (const { event, data } of readEvents(body as AsyncIterable<Uint8Array>, maxEventBytes)) {
    if (event === 'complete') return true;
    if (event === 'next' || event === '') events.push(readAnswer(name, JSON.parse(data)));
  }
  return false;
}

/** @returns null when it is over: nobody listens, or the subgraph refuses */
async function reopen({ events, again, leave, report }: Following): Promise<Body | null> {
  for (let wait = FIRST_RETRY_MS; !leave.aborted; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
    // Half of it by chance, so that not all clients of a restarted subgraph come back at once.
    await sleep(wait / 2 + (Math.random() * wait) / 2, undefined, { signal: leave, ref: false }).catch(
      () => undefined,
    );
    if (leave.aborted) return null;
    try {
      const opened = await again();
      if ('body' in opened) return opened.body;
      const code = String(opened.refusal.errors?.[0]?.extensions?.['code']);
      if (PASSING_CODES.includes(code)) continue;
      events.push(opened.refusal);
      return null;
    } catch (error) {
      if (!leave.aborted && wait === LAST_RETRY_MS) report(error);
    }
  }
  return null;
}
