import { Pool, type Dispatcher } from 'undici';
import { inSpan, isTracing } from '../../../../service-kit/telemetry/tracing';
import { KommoError, type KommoErrorKind, type RefusedField } from './kommo-error';
import { noteKommoRequest } from './kommo-metrics';
import { parseKommoJson } from './json';
import { retryAfterMs } from './retry-after';

/*
 * One request to Kommo: pooled connections per host, time-outs, a cap on the answer, and every failure as a KommoError.
 * No retries and no tokens here: see client.ts. Redirects are never followed: they would carry a token elsewhere.
 */

interface KommoRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The whole address, built by us from settings and checked parts. */
  url: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** Milliseconds for the whole exchange. */
  timeoutMs?: number;
  /** Ends the exchange early, when the process stops. */
  signal?: AbortSignal | undefined;
}

export interface KommoResponse {
  /** Null for 204 and for an empty 202. */
  body: unknown;
  /** Kommo's clock, by the `Date` header, in unix seconds; ours when there is none that can be believed. */
  serverTime: number;
  /** Seconds by which an unbelievable `Date` header is off; 0 otherwise. */
  skew: number;
}

export interface KommoHttp {
  /** @throws KommoError */
  send(request: KommoRequest): Promise<KommoResponse>;
  /** Accounts that connections are kept for. */
  hosts(): number;
  close(): Promise<void>;
}

/** As Kommo's own client has them (kommo-api.md 1.6). */
const CONNECT_TIMEOUT_MS = 5_000;
const TIMEOUT_MS = 20_000;
export const OAUTH_TIMEOUT_MS = 15_000;
const CONNECTIONS_PER_HOST = 8;
const KEEP_ALIVE_MS = 10_000;
const IDLE_MS = 30_000;
/** A `Date` further off than this is not believed: changes would be missed until then. */
export const MOST_SKEW_S = 300;
/** 250 leads with many long fields stay well below. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const USER_AGENT = 'CashCraft/1.0 (Kommo connector)';
const DETAIL_LENGTH = 200;

/** The connections to one account. */
interface HostPool {
  readonly pool: Pool;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Makes the client; `close` ends its connections.
 *
 * @param idleMs how long the connections of an account are kept that nobody uses: subdomains come from outside, and each
 *   invented one would stay for ever
 * @param now our clock, milliseconds since 1970
 */
export function createKommoHttp(idleMs: number = IDLE_MS, now: () => number = Date.now): KommoHttp {
  const pools = new Map<string, HostPool>();
  const take = (origin: string): HostPool => {
    let host = pools.get(origin);
    if (!host) {
      const pool = new Pool(origin, {
        connections: CONNECTIONS_PER_HOST,
        connect: { timeout: CONNECT_TIMEOUT_MS },
        keepAliveTimeout: KEEP_ALIVE_MS,
      });
      host = { pool, users: 0, idle: undefined };
      pools.set(origin, host);
    }
    clearTimeout(host.idle);
    host.users += 1;
    return host;
  };
  const giveBack = (origin: string, host: HostPool): void => {
    host.users -= 1;
    if (host.users > 0) return;
    host.idle = setTimeout(() => {
      pools.delete(origin);
      void host.pool.destroy();
    }, idleMs).unref();
  };
  return {
    async send(request) {
      const { origin } = new URL(request.url);
      const host = take(origin);
      const startedAt = performance.now();
      try {
        const answer = await inSpan(
          isTracing() ? spanName(request) : '',
          () => ({ kind: 'client', attributes: { 'http.request.method': request.method } }),
          () => exchange(host.pool, request, now),
        );
        noteKommoRequest(request.method, 'ok', startedAt);
        return answer;
      } catch (error) {
        if (error instanceof KommoError) noteKommoRequest(request.method, error.kind, startedAt);
        throw error;
      } finally {
        giveBack(origin, host);
      }
    },
    hosts: () => pools.size,
    async close() {
      for (const { idle } of pools.values()) clearTimeout(idle);
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
      pools.clear();
    },
  };
}

/** A part of a path that names a thing is an id; one that names a kind is letters. */
const patternOf = (url: string): string =>
  new URL(url).pathname
    .replace(/^.*?(?=\/(?:api|oauth2)\/)/, '')
    .split('/')
    .map((part) => (/^(|v\d|oauth2|[a-z_]{1,40})$/.test(part) ? part : '{id}'))
    .join('/');

const spanName = ({ method, url }: KommoRequest): string => `kommo ${method} ${patternOf(url)}`;

async function exchange(pool: Pool, request: KommoRequest, now: () => number): Promise<KommoResponse> {
  const { pathname, search } = new URL(request.url);
  const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  let response: Dispatcher.ResponseData;
  let text: string;
  try {
    response = await pool.request({
      method: request.method,
      path: `${pathname}${search}`,
      headers: {
        accept: 'application/hal+json, application/json',
        'user-agent': USER_AGENT,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal,
    });
    text = await readText(response.body);
  } catch (error) {
    if (error instanceof KommoError) throw error;
    const detail = failureName(error);
    throw new KommoError('unavailable', { detail, timedOut: /timeout/i.test(detail) }, { cause: error });
  }
  return understand(response, text, now());
}

/** `UND_ERR_CONNECT_TIMEOUT`, `ECONNRESET`, `TimeoutError`: enough to tell what happened, with no address in it. */
function failureName(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'failed';
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new KommoError('malformed', { detail: 'the answer is too large' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function understand(response: Dispatcher.ResponseData, text: string, now: number): KommoResponse {
  const { statusCode: status, headers } = response;
  const clock = clockOf(headers['date'], now);
  if (status === 204 || (status === 202 && text === '')) return { body: null, ...clock };
  if (status >= 200 && status < 300) {
    const body = parseKommoJson(text);
    if (body === undefined) throw new KommoError('malformed', { status, detail: 'the answer is not JSON' });
    return { body, ...clock };
  }
  throw refusalOf(status, text, headers, now);
}

function clockOf(
  date: string | string[] | undefined,
  now: number,
): Pick<KommoResponse, 'serverTime' | 'skew'> {
  const ours = Math.floor(now / 1000);
  const parsed = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(parsed)) return { serverTime: ours, skew: 0 };
  const theirs = Math.floor(parsed / 1000);
  const skew = theirs - ours;
  return Math.abs(skew) > MOST_SKEW_S ? { serverTime: ours, skew } : { serverTime: theirs, skew: 0 };
}

function kindOf(status: number, isJson: boolean): KommoErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 402) return 'payment';
  if (status === 403) return isJson ? 'forbidden' : 'blocked_html';
  // A redirect is never followed: the account has moved, or something else answers.
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'unavailable';
  return status >= 400 ? 'invalid' : 'malformed';
}

const MOST_FIELDS = 50;

/** `validation-errors` of a 400: `[{ request_id, errors: [{ code, path, detail }] }]`; what is of another shape is left out. */
function refusedFields(rows: unknown): RefusedField[] {
  const given = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
  const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, DETAIL_LENGTH) : '');
  return given(rows)
    .flatMap((row) => given((row as { errors?: unknown } | null)?.errors))
    .flatMap((one) => (typeof one === 'object' && one !== null ? [one as Record<string, unknown>] : []))
    .slice(0, MOST_FIELDS)
    .map(({ code, path, detail }) => ({ code: textOf(code), path: textOf(path), detail: textOf(detail) }));
}

function refusalOf(
  status: number,
  text: string,
  headers: Dispatcher.ResponseData['headers'],
  now: number,
): KommoError {
  const parsed = parseKommoJson(text);
  const isJson = typeof parsed === 'object' && parsed !== null;
  const problem = (isJson ? parsed : {}) as Record<string, unknown>;
  const textOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, DETAIL_LENGTH) : undefined);
  return new KommoError(kindOf(status, isJson), {
    status,
    hint: textOf(problem['hint']),
    detail: textOf(problem['detail']),
    fields: status === 400 ? refusedFields(problem['validation-errors']) : undefined,
    retryAfterMs:
      status === 429 ? retryAfterMs(problem['retry_after'], headers['retry-after'], now) : undefined,
    requestId: textOf(headers['x-request-id']),
  });
}
