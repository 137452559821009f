import type { Call } from '../http/call';
import { queryWithPage, textAt } from '../http/query-string';
import { NO_CONTENT, hal, type Reply } from '../http/reply';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

export interface PageRequest {
  page: number;
  limit: number;
}

function whole(text: string | undefined, fallback: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : fallback;
}

/** `page` and `limit` of a request: a limit above the most falls back to 50 without a word (kommo-api.md 2.2). */
export function pageOf(call: Call, most = MAX_LIMIT): PageRequest {
  const limit = whole(textAt(call.query, 'limit'), DEFAULT_LIMIT);
  const asked = limit < 1 || limit > most ? DEFAULT_LIMIT : limit;
  return {
    page: Math.max(1, whole(textAt(call.query, 'page'), 1)),
    limit: Math.min(asked, call.world.behaviour.listCap ?? asked),
  };
}

/** The address of something in the account, as Kommo writes it into bodies. */
function hrefOf(call: Pick<Call, 'account'>, path: string): string {
  return `https://${call.account.host}/api/v4${path}`;
}

/** `_links` with a self link to a path under `/api/v4`. */
export function selfLink(call: Pick<Call, 'account'>, path: string): { self: { href: string } } {
  return { self: { href: hrefOf(call, path) } };
}

function pageLinks(
  call: Call,
  { page, limit }: PageRequest,
  hasNext: boolean,
): Record<string, { href: string }> {
  const raw = textAt(call.query, 'limit') === undefined ? `${call.rawQuery}&limit=${limit}` : call.rawQuery;
  const base = `https://${call.account.host}${call.path}`;
  const link = (number: number) => ({ href: `${base}?${queryWithPage(raw, number)}` });
  return {
    self: link(page),
    ...(hasNext ? { next: link(page + 1) } : {}),
    ...(page > 1 ? { prev: link(page - 1) } : {}),
  };
}

export interface ListSource<T> {
  total: number;
  rowAt(position: number): T;
}

export interface ListOptions<T> {
  /** The name of the list under `_embedded`. */
  key: string;
  /** Makes the API body of a row. */
  body: (row: T, page: PageRequest) => unknown;
  /** Adds `_total_items` and `_page_count`, as some lists do. */
  totals?: boolean;
  most?: number;
}

/** One page of a list in Kommo's envelope; 204 when the page has no row (kommo-api.md 2.2). */
export function listReply<T>(call: Call, source: ListSource<T>, options: ListOptions<T>): Reply {
  const page = pageOf(call, options.most);
  const start = (page.page - 1) * page.limit;
  const end = Math.min(source.total, start + page.limit);
  if (start >= source.total) return NO_CONTENT;
  const rows: unknown[] = [];
  for (let position = start; position < end; position += 1)
    rows.push(options.body(source.rowAt(position), page));
  const fullLast =
    end === source.total && end - start === page.limit && call.world.behaviour.nextOnFullLastPage;
  return hal({
    ...(options.totals ? { _total_items: source.total } : {}),
    _page: page.page,
    ...(options.totals ? { _page_count: Math.ceil(source.total / page.limit) } : {}),
    _links: pageLinks(call, page, (end < source.total || fullLast) && !call.world.behaviour.withoutNext),
    _embedded: { [options.key]: rows },
  });
}

/** A list that is never cut into pages (pipelines, stages, loss reasons, webhooks); a cap makes it short of what it says it has. */
export function wholeListReply(call: Call, key: string, rows: readonly unknown[]): Reply {
  if (rows.length === 0) return NO_CONTENT;
  return hal({
    _total_items: rows.length,
    _links: { self: { href: `https://${call.account.host}${call.path}` } },
    _embedded: { [key]: rows.slice(0, call.world.behaviour.listCap ?? rows.length) },
  });
}

/** Makes a list source of an array. */
export function sourceOf<T>(rows: readonly T[]): ListSource<T> {
  return { total: rows.length, rowAt: (position) => rows[position] as T };
}

/** The names in `with=a,b`. Unknown ones are ignored. */
export function withOf(call: Call): ReadonlySet<string> {
  return new Set((textAt(call.query, 'with') ?? '').split(',').filter(Boolean));
}
