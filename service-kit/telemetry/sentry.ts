import {
  Client,
  createStackParser,
  createTransport,
  eventFromMessage,
  eventFromUnknownInput,
  Scope,
} from '@sentry/core';
import type {
  BaseTransportOptions,
  ClientOptions,
  Event,
  Exception,
  StackFrame,
  Transport,
} from '@sentry/core';
import { Pool } from 'undici';
import { reportFaultsTo, type Fault } from '../process/fault-reports';
import type { Logger } from '../process/logger';
import { projectRoot } from '../process/paths';
import { toldOnce } from '../process/told-once';
import { isDsn } from './dsn';
import { activeSpan } from './tracing';

/*
 * Tells Sentry, or whatever speaks its protocol, of faults: where in the code, in which operation, under which request id. Nothing of
 * what was asked: no variables, headers, people, and messages without what they quote. Loaded only where SENTRY_DSN is set.
 *
 * Of Sentry's packages only the core: its SDK for Node costs each request more than our gateway does (decision 26).
 */

export interface SentrySettings {
  /** `https://<key>@<host>/<project>`. */
  readonly dsn: string;
  readonly release: string | undefined;
  readonly environment: string;
  /** Of the process. */
  readonly name: string;
  readonly log: Logger;
}

/** Of faults that are one: a database that is gone makes thousands a second. */
const SAME_PER_MINUTE = 5;
const MOST_PER_MINUTE = 60;
const MOST_UNDER_WAY = 30;
const TIMEOUT_MS = 5_000;
/** How long an end waits for the rest to be sent. */
const LAST_MS = 2_000;
const MOST_CAUSES = 4;

type Options = ClientOptions<BaseTransportOptions>;

/** The client of Sentry's core, which leaves to others how an error becomes an event. */
class FaultClient extends Client<Options> {
  constructor(options: Options) {
    super(options);
  }

  override eventFromException(exception: unknown): PromiseLike<Event> {
    return Promise.resolve(eventFromUnknownInput(this, this.getOptions().stackParser, exception));
  }

  override eventFromMessage(message: string): PromiseLike<Event> {
    return Promise.resolve(eventFromMessage(this.getOptions().stackParser, message));
  }
}

/** Begins to tell of faults. @throws Error for a DSN that is none. @returns ends it, once what waits is sent */
export function startFaultReports({
  dsn,
  release,
  environment,
  name,
  log,
}: SentrySettings): () => Promise<void> {
  const { origin, transport } = transportTo(dsn, log);
  const client = new FaultClient({
    ...{ dsn, environment, transport, integrations: [], stackParser, attachStacktrace: false },
    ...(release === undefined ? {} : { release }),
    beforeSend: withoutPeople,
  });
  client.init();
  const mayPass = perMinute();
  reportFaultsTo((fault) => {
    if (!mayPass(fault)) return;
    client.captureEvent(eventOf(fault, name), {}, new Scope());
  });
  return async () => {
    reportFaultsTo(null);
    await client.close(LAST_MS);
    await origin.destroy();
  };
}

/** @throws Error for what is no DSN */
function transportTo(dsn: string, log: Logger) {
  if (!isDsn(dsn)) throw new Error('SENTRY_DSN: must be https://<key>@<host>/<project number>');
  const { protocol, host } = new URL(dsn);
  const origin = new Pool(`${protocol}//${host}`, { connections: 1, connect: { timeout: TIMEOUT_MS } });
  const transport = ({ url, headers = {}, recordDroppedEvent }: BaseTransportOptions): Transport => {
    const { pathname, search } = new URL(url);
    let body: string | Uint8Array = '';
    const tell = toldOnce({ name: 'telling Sentry of faults', round: () => sent() }, log);
    let answer = {};
    const sent = async () => {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await origin.request({
        method: 'POST',
        path: pathname + search,
        headers,
        body,
        signal,
      });
      await response.body.dump();
      const header = (wanted: string) => String(response.headers[wanted] ?? '') || null;
      answer = {
        statusCode: response.statusCode,
        headers: {
          'x-sentry-rate-limits': header('x-sentry-rate-limits'),
          'retry-after': header('retry-after'),
        },
      };
      if (response.statusCode >= 300) throw new Error(`It answers ${response.statusCode}.`);
    };
    // One after the other, so that what is told of them is in order.
    let last: Promise<unknown> = Promise.resolve();
    return createTransport({ recordDroppedEvent, bufferSize: MOST_UNDER_WAY }, (request) => {
      const next = last.then(async () => {
        body = request.body;
        answer = {};
        await tell();
        return answer;
      });
      last = next;
      return next;
    });
  };
  return { origin, transport };
}

/** Of what a line says, what may be told; of texts so much. */
const TAGS = {
  requestId: 'request_id',
  operation: 'operation',
  subgraph: 'subgraph',
  reason: 'reason',
  kind: 'kind',
  consumer: 'consumer',
  type: 'event_type',
  queue: 'queue',
} as const;
const LONGEST_TAG = 100;

function eventOf({ error, message, facts }: Fault, name: string): Event {
  const span = activeSpan();
  const traceId = span?.traceId ?? facts['traceId'];
  const tags = Object.entries(TAGS).flatMap(([fact, tag]) => {
    const value = facts[fact];
    return typeof value === 'string' ? [[tag, value.slice(0, LONGEST_TAG)] as const] : [];
  });
  const { operation } = facts;
  return {
    ...{ platform: 'node', level: 'error', logger: name },
    ...(typeof operation === 'string' ? { transaction: operation.slice(0, LONGEST_TAG) } : {}),
    tags: { process: name, logged: message, ...Object.fromEntries(tags) },
    ...(typeof traceId === 'string'
      ? { contexts: { trace: { trace_id: traceId, span_id: span?.spanId ?? traceId.slice(16) } } }
      : {}),
    exception: { values: causesOf(error).toReversed().map(exceptionOf) },
  };
}

/** An error, what caused it, and so on. GraphQL's errors hold theirs under a name of their own. */
function causesOf(error: Error): Error[] {
  const found: Error[] = [];
  for (let next: unknown = error; next instanceof Error && found.length < MOST_CAUSES;) {
    if (found.includes(next)) break;
    found.push(next);
    next = (next as { originalError?: unknown }).originalError ?? next.cause;
  }
  return found;
}

const exceptionOf = ({ name, message, stack = '' }: Error): Exception => ({
  type: name,
  value: message,
  stacktrace: { frames: stackParser(stack) },
});

/** The last thing before an event leaves. */
function withoutPeople<E extends Event>(event: E): E {
  for (const exception of event.exception?.values ?? [])
    exception.value = withoutValues(exception.value ?? '');
  const {
    user: _user,
    request: _request,
    extra: _extra,
    breadcrumbs: _crumbs,
    server_name: _host,
    ...rest
  } = event;
  return rest as E;
}

/** Something in quotes, an address, an id, a token, a long number: messages quote what they were given. */
const VALUES =
  /"[^"]*"?|'[^']*'?|`[^`]*`?|«[^»]*»?|“[^”]*”?|\S+@\S+|\b[\w-]{20,}\b|\+?\d[\d ().-]{5,}|=\([^)]*\)/g;
const LONGEST_MESSAGE = 300;

/** A message with what it quotes left out. */
export const withoutValues = (message: string): string =>
  message
    .slice(0, 4 * LONGEST_MESSAGE)
    .replace(VALUES, '…')
    .slice(0, LONGEST_MESSAGE);

const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/;

/** Sentry's core has no parser of Node's stacks. Files are named as they stand in the repository: folders of the machine say nothing. */
const stackParser = createStackParser([
  90,
  (line): StackFrame | undefined => {
    const match = FRAME.exec(line);
    if (!match) return undefined;
    const [, caller, path = '', row, column] = match;
    const isHere = path.startsWith(projectRoot);
    return {
      function: caller ?? '?',
      filename: isHere ? path.slice(projectRoot.length + 1) : basePath(path),
      lineno: Number(row),
      colno: Number(column),
      in_app: isHere && !path.includes('node_modules'),
    };
  },
]);

const basePath = (path: string): string => path.replace(/^.*\/(?=node_modules\/)/, '').replace(/^\/.*\//, '');

function perMinute(): (fault: Fault) => boolean {
  let minute = 0;
  let all = 0;
  let same = new Map<string, number>();
  return ({ error, message }) => {
    const now = Math.floor(performance.now() / 60_000);
    if (now !== minute) [minute, all, same] = [now, 0, new Map()];
    const name = `${message} ${error.name} ${(error.stack ?? '').split('\n')[1] ?? ''}`;
    const count = (same.get(name) ?? 0) + 1;
    if (count > SAME_PER_MINUTE || all >= MOST_PER_MINUTE) return false;
    same.set(name, count);
    all += 1;
    return true;
  };
}
