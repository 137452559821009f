import { WIDE_FIELDS } from '../wide-graph';

/** A request that costs its sender little. */
export interface Attack {
  readonly name: string;
  /** Makes its body; each number makes another document, so that nothing is known from the one before. */
  body(seed: number): string;
  /** Sent to a subgraph's own port instead of the gateway. */
  readonly toSubgraph?: boolean;
}

const times = (n: number, make: (i: number) => string, by = ' '): string =>
  Array.from({ length: n }, (_, i) => make(i)).join(by);
const nested = (open: string, inner: string, close: string, depth: number): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const sent = (query: string, variables?: unknown): string =>
  JSON.stringify(variables === undefined ? { query } : { query, variables });

const DEEP = 60;
const LONG = 'x'.repeat(4_800_000);
const KEYS = 99_000;
const ECHO = 'query ($f: Filter, $all: [Filter!], $ids: [ID!]) { echo(f: $f, all: $all, ids: $ids) }';

const fields = (from: number, n: number): string => times(n, (i) => `f${(from + i) % WIDE_FIELDS}`);
const record = (n: number, make: (i: number) => unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, make(i)]));

/** By kinds: what is in a document, what is in variables, and what is around them. */
export const WIDE_ATTACKS: readonly Attack[] = [
  {
    name: 'a list literal in a list literal, of a scalar',
    body: (seed) => sent(`{ a${seed}: echo(any: ${nested('[', '1', ']', DEEP)}) }`),
  },
  {
    name: 'objects in lists in objects',
    body: (seed) => sent(`{ a${seed}: echo(f: ${nested('{and: [', '{n: 1}', ']}', DEEP)}) }`),
  },
  {
    name: 'objects in objects in lists',
    body: (seed) => sent(`{ a${seed}: echo(f: ${nested('{or: [{not: ', '{n: 1}', '}]}', DEEP / 2)}) }`),
  },
  {
    name: 'many shallow nested lists',
    body: (seed) =>
      sent(
        `{ ${times(40, (i) => `a${seed}_${i}: echo(any: [${times(12, () => nested('[', '1', ']', 10), ',')}])`)} }`,
      ),
  },
  {
    name: 'nested lists in a fragment, a default and a directive',
    body: (seed) =>
      sent(
        `query ($v: Anything = ${nested('[', '1', ']', DEEP)}, $k: Boolean = true) { a${seed}: echo(any: $v) ...F }
         fragment F on Query { b: echo(any: [$v, ${nested('[', '$v', ']', DEEP)}]) @include(if: $k) }`,
      ),
  },
  {
    name: 'a wide entity',
    body: (seed) => sent(`{ wide { a${seed}: f1 ${fields(seed, WIDE_FIELDS - 1)} } }`),
  },
  {
    name: 'a wide entity in itself',
    body: (seed) =>
      sent(`{ wide { a${seed}: f1 ${nested('next { f2 f3 f4 f5 ', fields(seed, 20), ' }', 8)} } }`),
  },
  {
    name: 'three hundred fields of a wide entity, by fragments',
    body: (seed) =>
      sent(
        `{ wide { b${seed}: f1 ...F next { ...F next { ...F next { ...F next { ...F } } } } } }
         fragment F on Wide { ${fields(seed, WIDE_FIELDS - 1)} }`,
      ),
  },
  {
    name: 'conditions with many outcomes',
    body: (seed) => {
      const names = Array.from({ length: 20 }, (_, i) => `c${i}`);
      const variables = Object.fromEntries(names.map((name, i) => [name, ((seed >> i) & 1) === 1]));
      return sent(
        `query (${names.map((name) => `$${name}: Boolean!`).join(' ')})
         { wide { a1: f1 ${names.map((name, i) => `f${i + 2} @include(if: $${name})`).join(' ')} next { ${fields(0, 20)} } } }`,
        variables,
      );
    },
  },
  {
    name: 'unknown keys beside a long text',
    body: () => sent(ECHO, { f: { ...record(60, () => 1), text: LONG } }),
  },
  { name: 'very many unknown keys', body: () => sent(ECHO, { f: record(KEYS, () => 1) }) },
  {
    name: 'unknown keys in each of many objects',
    body: () => sent(ECHO, { all: Array.from({ length: 20_000 }, () => ({ x: 1, y: 2 })) }),
  },
  { name: 'a long text for a number', body: () => sent('query ($n: Int) { echo(f: {n: $n}) }', { n: LONG }) },
  {
    name: 'a long text for an enum',
    body: () => sent('query ($k: Kind) { echo(f: {kind: $k}) }', { k: LONG }),
  },
  { name: 'a large object for a text', body: () => sent(ECHO, { ids: [record(KEYS, () => 'abcdefghij')] }) },
  { name: 'a very long key', body: () => sent(ECHO, { f: { [LONG]: 1 } }) },
  {
    name: 'variables nobody defines',
    body: (seed) =>
      sent(
        `{ a${seed}: ping }`,
        record(KEYS, () => 'abcdefghij'),
      ),
  },
  {
    name: 'many variables, all wrong',
    body: () =>
      sent(
        `query (${times(300, (i) => `$v${i}: Int!`)}) { ping }`,
        record(300, () => LONG.slice(0, 10_000)),
      ),
  },
  {
    name: 'many empty lists',
    body: () => `{"query":"{ping}","variables":{"f":[${'[],'.repeat(1_200_000)}[]]}}`,
  },
  {
    name: 'many empty lists beside the document',
    body: () => `{"query":"{ping}","more":[${'[],'.repeat(1_200_000)}[]]}`,
  },
  {
    name: 'many empty lists in extensions',
    body: () => `{"query":"{ping}","extensions":{"x":[${'{},'.repeat(1_200_000)}{}]}}`,
  },
  {
    name: 'lists in lists',
    body: () => `{"query":"{ping}","variables":{"f":${nested('[', '', ']', 2_000_000)}}}`,
  },
  {
    name: 'prototype keys',
    body: () => `{"query":"{ping}","variables":{${times(200_000, (i) => `"__proto__${i}":1`, ',')}}}`,
  },
  { name: 'a long operation name', body: () => JSON.stringify({ query: '{ ping }', operationName: LONG }) },
  {
    name: 'a long literal of the wrong kind',
    body: (seed) => sent(`{ ${times(40, (i) => `a${seed}_${i}: echo(f: {n: "${'y'.repeat(4_500)}"})`)} }`),
  },
  {
    name: 'unknown fields in literals',
    body: (seed) => sent(`{ a${seed}: echo(f: {${times(3_000, (i) => `u${i}: 1`)}}) }`),
  },
  { name: 'unknown fields', body: (seed) => sent(`{ ${times(2_500, (i) => `u${seed}_${i}`)} }`) },
  {
    name: 'unknown arguments',
    body: (seed) => sent(`{ a${seed}: echo(${times(2_500, (i) => `u${i}: 1`)}) }`),
  },
  {
    name: 'an introspection of everything',
    body: (seed) =>
      sent(
        `{ a${seed}: __schema { types { name fields { name args { name type { name ofType { name ofType { name } } } } } } } }`,
      ),
  },
  {
    name: 'a union by its types',
    body: (seed) => sent(`{ a${seed}: any { ${times(20, (i) => `... on Kind${i} { a b c d e f g h }`)} } }`),
  },
  {
    name: 'unknown keys, to a subgraph',
    toSubgraph: true,
    body: () => sent(ECHO, { f: { ...record(60, () => 1), text: LONG } }),
  },
  {
    name: 'very many unknown keys, to a subgraph',
    toSubgraph: true,
    body: () => sent(ECHO, { f: record(KEYS, () => 1) }),
  },
  {
    name: 'very many representations, to a subgraph',
    toSubgraph: true,
    body: () =>
      sent('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
        r: Array.from({ length: 90_000 }, () => ({ x: 1 })),
      }),
  },
  {
    name: 'many representations with all fields, to a subgraph',
    toSubgraph: true,
    body: () =>
      sent(
        `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Wide { id ${fields(0, WIDE_FIELDS)} } } }`,
        { r: Array.from({ length: 20_000 }, (_, id) => ({ __typename: 'Wide', id })) },
      ),
  },
  {
    name: 'a document that doubles, to a subgraph',
    toSubgraph: true,
    body: () =>
      sent(
        `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { ping ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { ping }`,
      ),
  },
  {
    name: 'many aliases, to a subgraph',
    toSubgraph: true,
    body: (seed) => sent(`{ ${times(9_000, (i) => `a${seed}_${i}: ping`)} }`),
  },
  {
    name: 'the same field again and again, to a subgraph',
    toSubgraph: true,
    body: () => sent(`{ ${'ping '.repeat(30_000)} }`),
  },
];
