import { Pool, type Dispatcher } from 'undici';
import { KommoError, type KommoErrorKind } from './kommo-error';
import { parseKommoJson } from './json';

/*
 * One request to Kommo: pooled connections per host, time-outs, a cap on the answer, and every failure as a KommoError.
 * No retries and no tokens here: see client.ts. Redirects are never followed: they would carry a token elsewhere.
 */

export interface KommoRequest {
  method: 'GET' | 'POST' | 'PATCH';
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
  /** Kommo's clock, by the `Date` header, in unix seconds; ours when there is none. */
  serverTime: number;
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
 */
export function createKommoHttp(idleMs: number = IDLE_MS): KommoHttp {
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
      try {
        return await exchange(host.pool, request);
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

async function exchange(pool: Pool, request: KommoRequest): Promise<KommoResponse> {
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
    throw new KommoError('unavailable', { detail: failureName(error) }, { cause: error });
  }
  return understand(response, text);
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

function understand(response: Dispatcher.ResponseData, text: string): KommoResponse {
  const { statusCode: status, headers } = response;
  const serverTime = secondsOf(headers['date']);
  if (status === 204 || (status === 202 && text === '')) return { body: null, serverTime };
  if (status >= 200 && status < 300) {
    const body = parseKommoJson(text);
    if (body === undefined) throw new KommoError('malformed', { status, detail: 'the answer is not JSON' });
    return { body, serverTime };
  }
  throw refusalOf(status, text, headers);
}

function secondsOf(date: string | string[] | undefined): number {
  const parsed = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Math.floor((Number.isNaN(parsed) ? Date.now() : parsed) / 1000);
}

function kindOf(status: number, isJson: boolean): KommoErrorKind {
  if (status === 401) return 'unauthorized';
  if (status === 402) return 'payment';
  if (status === 403) return isJson ? 'forbidden' : 'blocked_html';
  if (status === 404 || status === 405) return 'not_found';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'unavailable';
  return status >= 400 ? 'invalid' : 'malformed';
}

function refusalOf(status: number, text: string, headers: Dispatcher.ResponseData['headers']): KommoError {
  const parsed = parseKommoJson(text);
  const isJson = typeof parsed === 'object' && parsed !== null;
  const problem = (isJson ? parsed : {}) as Record<string, unknown>;
  const textOf = (value: unknown) => (typeof value === 'string' ? value.slice(0, DETAIL_LENGTH) : undefined);
  return new KommoError(kindOf(status, isJson), {
    status,
    hint: textOf(problem['hint']),
    detail: textOf(problem['detail']),
    retryAfterMs: status === 429 ? retryAfter(problem['retry_after'], headers['retry-after']) : undefined,
    requestId: textOf(headers['x-request-id']),
  });
}

const DEFAULT_RETRY_AFTER_S = 1;

/** The body's `retry_after`, else the header, in milliseconds (kommo-api.md 2.6). */
function retryAfter(inBody: unknown, inHeader: string | string[] | undefined): number {
  const candidates = [inBody, typeof inHeader === 'string' ? Number(inHeader) : undefined];
  const seconds = candidates.find(
    (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  );
  return (seconds ?? DEFAULT_RETRY_AFTER_S) * 1000;
}
