import { LRUCache } from 'lru-cache';
import { noteSpan, type Span } from './tracing';

/*
 * Spans of statements: what is done to which tables. Neither the text nor a value: people's data stands in both.
 */

const MOST_TEXTS = 500;
/** So much of a statement is looked at; what is longer joins many tables anyway. */
const LOOKED_AT = 4_000;
const NAME = String.raw`("?[a-z_]\w*"?(?:\."?[a-z_]\w*"?)?)`;
/** `IS DISTINCT FROM`, `FOR UPDATE` and `DO UPDATE` name none, and `FROM f(…)` a function. */
const TABLE = new RegExp(
  String.raw`\b(?<!DISTINCT\s)(?:FROM|JOIN)\s+(?:ONLY\s+)?${NAME}(?![\w".]|\s*\()` +
    String.raw`|\b(?<!(?:FOR|DO)\s)(?:INTO|UPDATE)\s+(?:ONLY\s+)?${NAME}`,
  'gi',
);

const tables = new LRUCache<string, readonly string[]>({ max: MOST_TEXTS });

/** The tables that a statement names, in its order. */
export function tablesIn(text: string): readonly string[] {
  const known = tables.get(text);
  if (known) return known;
  const found = [...text.slice(0, LOOKED_AT).matchAll(TABLE)].map(([, from, into]) =>
    (from ?? into ?? '').replaceAll('"', ''),
  );
  const distinct = [...new Set(found)];
  tables.set(text, distinct);
  return distinct;
}

interface Sent {
  readonly verb: string;
  readonly statements: readonly { readonly text: string }[];
  readonly startedAt: number;
  readonly parent: Span;
}

/** Notes a round of statements that has ended. @param pool whose connection it was */
export function noteSqlSpan(
  pool: string,
  { verb, statements, startedAt, parent }: Sent,
  failed?: unknown,
): void {
  const all = [...new Set(statements.flatMap(({ text }) => tablesIn(text)))];
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': verb,
    'cashcraft.pool': pool,
    ...(all.length > 0 ? { 'db.collection.name': all.join(',') } : {}),
    ...(statements.length > 1 ? { 'db.operation.batch.size': statements.length } : {}),
  };
  const name = all[0] === undefined ? verb : `${verb} ${all[0]}`;
  noteSpan(name, { kind: 'client', parent, startedAt, attributes }, failed);
}
