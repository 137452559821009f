import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { PATIENCE_MS, type Governor, type Lane } from './governor';
import type { AccountPace } from './account-pace';
import { noteKommoTurn } from './kommo-metrics';
import type { KommoHttp, KommoResponse } from './http';
import { KommoError } from './kommo-error';
import { accountAddress, type KommoSettings } from './settings';

/*
 * Talks to one connected account: paced, retried, with a token that is renewed when it must be.
 *
 *   429            wait as long as Kommo says, ask again
 *   5xx, broken    ask again a few times with growing pauses (only reads are repeated)
 *   time-out       the same where somebody waits; in the background the work is left at once, for others to have its place
 *   401            ask again; a second one: renew the token and ask again; a third: it has to be connected again
 *   403 as HTML    Kommo has blocked us: stop, pause the account in all processes, never blame the token
 */

/** A token that is good now, and the host it is for. */
export interface Access {
  accessToken: string;
  subdomain: string;
  /** Grows with each renewal. */
  version: number;
  accountId: string;
}

/** Where an account lives: at a new address, which is used from then on; where it did; or Kommo does not say. */
export type Relocation = 'moved' | 'same' | 'unknown';

/** Where access comes from: see connections/token-keeper.ts. */
export interface AccessSource {
  /** @throws KommoError unauthorized when the connection has to be connected again */
  current(): Promise<Access>;
  /** Gives another access than the one that was refused. @throws KommoError unauthorized | unavailable */
  renew(refused: Access): Promise<Access>;
  /** Told when a renewed token was refused as well. */
  giveUp(refused: Access): Promise<void>;
  /** Told when Kommo has blocked us: no process asks for this connection for a while. */
  noteBlock(): Promise<void>;
  /** Looks up where the account lives now. @throws KommoError when Kommo can't be asked */
  relocate(): Promise<Relocation>;
}

interface GetOptions {
  lane: Lane;
  signal?: AbortSignal | undefined;
}

export type Query = Readonly<Record<string, string | number | readonly (string | number)[]>>;

/** A page of a list; `rows` is empty where Kommo answers 204. */
export interface ListPage {
  rows: unknown[];
  /** Whether Kommo names a next page. Its address is never followed: we count pages ourselves. */
  hasNext: boolean;
  /** How many rows there are in all pages; null where Kommo does not say, as of most lists. */
  total: number | null;
  serverTime: number;
  skew: number;
}

export interface KommoClient {
  /** GETs a path under `/api/v4`. @throws KommoError */
  get(path: string, query: Query, options: GetOptions): Promise<KommoResponse>;
  /**
   * Writes to a path under `/api/v4`. Asked again after a 429 and a renewed token only: whether a write that failed otherwise was
   * done has to be looked up (kommo-api.md 2.6). @throws KommoError
   */
  write(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    options: GetOptions,
  ): Promise<KommoResponse>;
  /** GETs one page (from 1) of a list. @throws KommoError */
  page(path: string, key: string, query: Query, options: GetOptions): Promise<ListPage>;
}

/** How long a blocked connection is left alone. */
export const BLOCK_PAUSE_MS = 15 * 60_000;

const TRIES = 4;
const FIRST_BACKOFF_MS = 300;
/** A 429 is not the request's fault, so it counts apart; this many in a row mean something else is wrong. */
const MAX_WAITS = 10;

interface ClientParts {
  http: KommoHttp;
  settings: KommoSettings;
  governor: Governor;
  pace: AccountPace;
  access: AccessSource;
}

export function createKommoClient(parts: ClientParts): KommoClient {
  const get: KommoClient['get'] = (path, query, options) =>
    new Asking(parts, { method: 'GET', path: `${path}${queryText(query)}` }, options).answer();
  return {
    get,
    write: (method, path, body, options) => new Asking(parts, { method, path, body }, options).answer(),
    async page(path, key, query, options) {
      const { body, serverTime, skew } = await get(path, query, options);
      return { ...readEnvelope(body, key), serverTime, skew };
    },
  };
}

interface Asked {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  path: string;
  body?: unknown;
}

/** One request with all its repetitions. */
class Asking {
  private failures = 0;
  private waits = 0;
  private renewed = false;
  private doubted = false;

  constructor(
    private readonly parts: ClientParts,
    private readonly asked: Asked,
    private readonly options: GetOptions,
  ) {}

  async answer(): Promise<KommoResponse> {
    const { governor, access: source } = this.parts;
    const { lane, signal } = this.options;
    let access = await source.current();
    for (;;) {
      const askedAt = performance.now();
      await governor.turn(lane, signal);
      await this.parts.pace.turn(access.accountId, signal); // where any process has been blocked, it throws
      noteKommoTurn(lane, askedAt);
      try {
        return await this.send(access);
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof KommoError)) throw error;
        access = await this.recover(error, access);
      }
    }
  }

  private send(access: Access): Promise<KommoResponse> {
    const { http, settings } = this.parts;
    const { method, path, body } = this.asked;
    return http.send({
      method,
      url: `${accountAddress(settings, access.subdomain)}/api/v4${path}`,
      body,
      headers: { authorization: `Bearer ${access.accessToken}` },
      signal: this.options.signal,
    });
  }

  /** Prepares another try and answers the access for it, or throws when there shall be none. */
  private async recover(error: KommoError, access: Access): Promise<Access> {
    const { governor, access: source } = this.parts;
    switch (error.kind) {
      case 'unauthorized':
        // One alone may be a stray: nothing is concluded from it.
        if (!this.doubted) {
          this.doubted = true;
          return access;
        }
        if (this.renewed) {
          await source.giveUp(access);
          throw error;
        }
        this.renewed = true;
        return source.renew(access);
      case 'rate_limited':
        if (error.facts.retryAfterMs === undefined || (this.waits += 1) > MAX_WAITS) throw error;
        governor.pause(error.facts.retryAfterMs);
        if (error.facts.retryAfterMs > PATIENCE_MS[this.options.lane]) throw error;
        return access;
      case 'unavailable':
      case 'malformed':
        if (this.asked.method !== 'GET' || (this.failures += 1) >= TRIES || this.holdsOthersUp(error))
          throw error;
        await this.backOff();
        return access;
      case 'blocked_html':
        governor.pause(BLOCK_PAUSE_MS);
        await this.parts.pace.block(access.accountId, BLOCK_PAUSE_MS);
        await source.noteBlock();
        throw error;
      case 'closed':
      case 'forbidden':
      case 'payment':
      case 'not_found':
      case 'invalid':
      case 'incomplete':
      case 'other_account':
      case 'moved':
        throw error;
    }
  }

  /** An account that never answers would keep a place of the few there are for as long as all its tries take. */
  private holdsOthersUp({ facts }: KommoError): boolean {
    return this.options.lane === 'background' && facts.timedOut === true;
  }

  private async backOff(): Promise<void> {
    const { signal } = this.options;
    const pause = FIRST_BACKOFF_MS * 2 ** (this.failures - 1) * (0.75 + Math.random() / 2);
    await delay(pause, undefined, signal ? { signal } : {});
  }
}

/** `?a=1&b[]=2&b[]=3`; lists repeat their key. */
function queryText(query: Query): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) pairs.append(key, String(one));
    else pairs.append(key, String(value));
  }
  // Brackets stay as they are: 250 ids then fit into the 8 kB that a proxy takes.
  return pairs.size === 0 ? '' : `?${pairs.toString().replaceAll('%5B', '[').replaceAll('%5D', ']')}`;
}

const Envelope = z.object({
  _total_items: z.int().nonnegative().nullable().catch(null),
  _embedded: z.unknown(),
  _links: z.object({ next: z.object({ href: z.string() }).nullish().catch(null) }).catch({ next: null }),
});

/**
 * Reads `{ _links, _embedded: { [key]: rows } }`; null (204) is an empty page (kommo-api.md 2.2), and so is the empty list
 * that PHP makes of an `_embedded` without a key.
 */
function readEnvelope(body: unknown, key: string): Omit<ListPage, 'serverTime' | 'skew'> {
  if (body === null) return { rows: [], hasNext: false, total: null };
  const parsed = Envelope.safeParse(body);
  if (parsed.success) {
    const { _embedded: embedded, _links: links, _total_items: total } = parsed.data;
    const hasNext = links.next != null;
    if (Array.isArray(embedded) && embedded.length === 0) return { rows: [], hasNext, total };
    const rows = (embedded as Record<string, unknown> | null | undefined)?.[key];
    if (Array.isArray(rows)) return { rows, hasNext, total };
  }
  throw new KommoError('malformed', { detail: `the list of ${key} has another shape` });
}
