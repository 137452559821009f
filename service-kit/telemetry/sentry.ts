import { randomBytes } from 'node:crypto';
import { reportFaultsTo, type Fault } from '../process/fault-reports';
import type { Logger } from '../process/logger';
import { projectRoot } from '../process/paths';
import { TelemetrySender } from './telemetry-sender';
import { activeSpan } from './tracing';

/*
 * Tells Sentry, or whatever speaks its protocol, of faults: where in the code, in which operation, under which request id. Nothing of
 * what was asked: no variables, headers, people, and messages without what they quote. Loaded only where SENTRY_DSN is set.
 *
 * The protocol: https://develop.sentry.dev/sdk/data-model/envelopes/
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
const MOST_WAITING = 100;
const MOST_FRAMES = 50;
const MOST_CAUSES = 4;

/** Begins to tell of faults. @throws Error for a DSN that is none. @returns ends it, once what waits is sent */
export function startFaultReports(settings: SentrySettings): () => Promise<void> {
  const { url, key } = readDsn(settings.dsn);
  const sender = new TelemetrySender<object>({
    name: 'the collector of faults',
    url,
    headers: {
      'content-type': 'application/x-sentry-envelope',
      'x-sentry-auth': `Sentry sentry_version=7, sentry_client=cashcraft/1, sentry_key=${key}`,
    },
    encode: ([event = {}]) => envelopeOf(event),
    log: settings.log,
    ...{ most: MOST_WAITING, batch: 1, gatherMs: 100 },
  });
  const mayPass = perMinute();
  reportFaultsTo((fault) => {
    if (mayPass(fault)) sender.add([eventOf(fault, settings)]);
  });
  return async () => {
    reportFaultsTo(null);
    await sender.close();
  };
}

/** @throws Error for what is no DSN */
export function readDsn(dsn: string): { url: string; key: string } {
  const parsed = URL.canParse(dsn) ? new URL(dsn) : null;
  const [, path = '', project] = /^(.*)\/(\d+)\/?$/.exec(parsed?.pathname ?? '') ?? [];
  if (!parsed || !/^https?:$/.test(parsed.protocol) || !parsed.username || !project)
    throw new Error('SENTRY_DSN: must be https://<key>@<host>/<project number>');
  return { url: `${parsed.protocol}//${parsed.host}${path}/api/${project}/envelope/`, key: parsed.username };
}

function envelopeOf(event: object): string {
  const head = { event_id: (event as { event_id?: string }).event_id, sent_at: new Date().toISOString() };
  return [head, { type: 'event', content_type: 'application/json' }, event]
    .map((part) => JSON.stringify(part))
    .join('\n');
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

function eventOf({ error, message, facts }: Fault, { name, release, environment }: SentrySettings): object {
  const span = activeSpan();
  const traceId = span?.traceId ?? (facts['traceId'] as string | undefined);
  const tags = Object.entries(TAGS).flatMap(([fact, tag]) => {
    const value = facts[fact];
    return typeof value === 'string' ? [[tag, value.slice(0, LONGEST_TAG)] as const] : [];
  });
  return {
    event_id: randomBytes(16).toString('hex'),
    timestamp: Date.now() / 1000,
    ...{ platform: 'node', level: 'error', logger: name, environment },
    ...(release ? { release } : {}),
    transaction:
      typeof facts['operation'] === 'string' ? facts['operation'].slice(0, LONGEST_TAG) : undefined,
    tags: { process: name, logged: message, ...Object.fromEntries(tags) },
    ...(traceId
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

const exceptionOf = (error: Error) => ({
  type: error.name,
  value: withoutValues(error.message),
  stacktrace: { frames: framesOf(error.stack ?? '') },
});

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

const FRAME = /^\s+at (?:(?:async )?(.*?) \()?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$/;

/** The last call at the end, as Sentry has them; files as they stand in the repository. */
function framesOf(stack: string): object[] {
  const frames = stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (!match) return [];
    const [, caller, path = '', row, column] = match;
    const isOurs = path.startsWith(projectRoot) && !path.includes('node_modules');
    const filename = path.startsWith(projectRoot) ? path.slice(projectRoot.length + 1) : basePath(path);
    return [
      { function: caller ?? '?', filename, lineno: Number(row), colno: Number(column), in_app: isOurs },
    ];
  });
  return frames.slice(0, MOST_FRAMES).toReversed();
}

/** Folders of the machine say nothing of the fault. */
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
