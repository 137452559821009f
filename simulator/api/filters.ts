import type { CustomFieldValue } from '../accounts/rows';
import type { Call } from '../http/call';
import { at, textAt, textsOf, type QueryTree } from '../http/query-string';
import { problem, type Reply } from '../http/reply';
import type { Entity, Range, Selection } from '../store/collection';

type Value = number | string | boolean | null;

/** What one list can be filtered and ordered by (kommo-api.md 2.4). */
export interface FilterRules<T extends Entity> {
  /** Filter keys that compare one value of the row with values or a range. */
  values: Readonly<Record<string, (row: T) => Value>>;
  /** Indexed time columns. `plain` says what `filter[key]=N` means: equality or "from then on". */
  times: Readonly<Record<string, 'equal' | 'after'>>;
  orders: readonly string[];
  /** Filters with a form of their own: return a predicate, or undefined when the filter is absent. */
  special?: Readonly<Record<string, (node: QueryTree | string) => (row: T) => boolean>>;
  /** The text `query=` looks through. */
  search?: (row: T) => string;
}

/** Thrown for a filter that cannot be understood; becomes a 400. */
export class FilterRefusal extends Error {
  readonly reply: Reply;

  constructor(path: string) {
    super(`Filter ${path} is not valid`);
    this.reply = problem(400, `Request validation failed: ${path} is not valid`);
  }
}

/** A whole number of a filter; throws FilterRefusal for anything else. */
function numberIn(text: string, path: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new FilterRefusal(path);
  return Number(text);
}

function rangeOf(node: QueryTree, path: string): { from: number; to: number } | undefined {
  const [from, to] = [textAt(node, 'from'), textAt(node, 'to')];
  if (from === undefined && to === undefined) return undefined;
  return {
    from: from === undefined ? -Infinity : numberIn(from, `${path}[from]`),
    to: to === undefined ? Infinity : numberIn(to, `${path}[to]`),
  };
}

function timeRange(column: string, plain: 'equal' | 'after', node: QueryTree | string): Range {
  const path = `filter[${column}]`;
  const range = typeof node === 'object' ? rangeOf(node, path) : undefined;
  if (range) return { column, ...range };
  const moments = textsOf(node).map((text) => numberIn(text, path));
  const from = moments.length > 0 ? Math.min(...moments) : -Infinity;
  return { column, from, to: plain === 'equal' && moments.length > 0 ? Math.max(...moments) : Infinity };
}

function valueTest<T>(key: string, read: (row: T) => Value, node: QueryTree | string): (row: T) => boolean {
  const range = typeof node === 'object' ? rangeOf(node, `filter[${key}]`) : undefined;
  if (range) {
    return (row) => {
      const value = read(row);
      return typeof value === 'number' && value >= range.from && value <= range.to;
    };
  }
  const wanted = new Set(textsOf(node));
  return (row) => {
    const value = read(row);
    if (typeof value === 'boolean') return wanted.has(value ? '1' : '0') || wanted.has(String(value));
    return value !== null && wanted.has(String(value));
  };
}

/** `filter[statuses][0][pipeline_id]=…&[status_id]=…`: any of the pairs. */
export function stageTest(
  node: QueryTree | string,
): (stage: { pipeline_id: number; status_id: number }) => boolean {
  const pairs = Object.values(typeof node === 'object' ? node : {}).map((pair) => ({
    pipeline: typeof pair === 'object' ? textAt(pair, 'pipeline_id') : undefined,
    status: typeof pair === 'object' ? textAt(pair, 'status_id') : undefined,
  }));
  return (stage) =>
    pairs.some(
      ({ pipeline, status }) =>
        (pipeline === undefined || pipeline === String(stage.pipeline_id)) &&
        (status === undefined || status === String(stage.status_id)),
    );
}

/** `filter[custom_fields_values][{field_id}][]=v` or `[from]/[to]`: each named field must fit. */
export function fieldsTest(
  node: QueryTree | string,
): (row: { custom_fields_values: CustomFieldValue[] | null }) => boolean {
  const tests = Object.entries(typeof node === 'object' ? node : {}).map(([fieldId, wanted]) => {
    const range =
      typeof wanted === 'object' ? rangeOf(wanted, `filter[custom_fields_values][${fieldId}]`) : undefined;
    const texts = new Set(textsOf(wanted));
    const fits = (value: Record<string, unknown>): boolean => {
      if (range) return Number(value.value) >= range.from && Number(value.value) <= range.to;
      return texts.has(String(value.value)) || texts.has(String(value.enum_id));
    };
    return (row: { custom_fields_values: CustomFieldValue[] | null }): boolean =>
      (row.custom_fields_values ?? []).some(
        (field) => String(field.field_id) === fieldId && field.values.some(fits),
      );
  });
  return (row) => tests.every((test) => test(row));
}

/** A `query=` test: a number is looked up by its digits (phones in any form), other text without regard to case. */
export function queryTest(text: string): (haystack: string) => boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length >= 5 && /^[\d\s().+-]+$/.test(text)) {
    return (haystack) => haystack.split('\n').some((line) => line.replace(/\D/g, '').includes(digits));
  }
  const needle = text.toLocaleLowerCase('en');
  return (haystack) => haystack.toLocaleLowerCase('en').includes(needle);
}

function orderOf(call: Call, orders: readonly string[]): { order: string; descending: boolean } {
  const wanted = at(call.query, 'order');
  for (const [key, direction] of Object.entries(typeof wanted === 'object' ? wanted : {})) {
    if (orders.includes(key)) return { order: key, descending: direction === 'desc' };
  }
  return { order: 'id', descending: false };
}

/** Reads filter, order and query of a request. Throws FilterRefusal (400) for what cannot be understood. */
export function selectionOf<T extends Entity>(call: Call, rules: FilterRules<T>): Selection<T> {
  const node = at(call.query, 'filter');
  const ranges: Range[] = [];
  const tests: ((row: T) => boolean)[] = [];
  let ids: number[] | undefined;
  for (const [key, wanted] of Object.entries(typeof node === 'object' ? node : {})) {
    const special = rules.special?.[key];
    const read = rules.values[key];
    const plain = rules.times[key];
    if (special) tests.push(special(wanted));
    else if (key === 'id') ids = textsOf(wanted).map((text) => numberIn(text, 'filter[id]'));
    else if (plain) ranges.push(timeRange(key, plain, wanted));
    else if (read) tests.push(valueTest(key, read, wanted));
    else if (call.world.behaviour.unknownFilter === 'refuse') throw new FilterRefusal(`filter[${key}]`);
  }
  const text = textAt(call.query, 'query');
  if (text && rules.search) {
    const { search } = rules;
    const fits = queryTest(text);
    tests.push((row) => fits(search(row)));
  }
  return {
    state: 'live',
    ...orderOf(call, rules.orders),
    ranges,
    ids,
    matches: tests.length === 0 ? undefined : (row) => tests.every((test) => test(row)),
    cacheKey: JSON.stringify([node ?? null, text ?? null]),
  };
}
