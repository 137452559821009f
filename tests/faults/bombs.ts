/** A request that costs its sender little and would cost us much. */
export interface Bomb {
  readonly what: string;
  /** Makes its body; each number makes another document, so that nothing is known from the one before. */
  body(seed: number): string;
  /** What the refusal has to say. */
  readonly code: string;
  readonly words: RegExp;
}

const times = (n: number, make: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => make(i)).join(' ');
const query = (text: string): string => JSON.stringify({ query: text });

const VALIDATION = 'GRAPHQL_VALIDATION_FAILED';
const PARSING = 'GRAPHQL_PARSE_FAILED';

/** Of every kind that a limit is there for. */
export const BOMBS: readonly Bomb[] = [
  {
    what: 'aliases',
    body: (seed) => query(`{ ${times(3_000, (i) => `a${seed}_${i}: status`)} }`),
    code: VALIDATION,
    words: /has 3000 aliases and repeated fields; 50 is the limit/,
  },
  {
    what: 'a field again and again',
    body: (seed) => query(`{ x${seed}: status ${times(9_000, () => 'status')} }`),
    code: VALIDATION,
    words: /has 9000 aliases and repeated fields; 50 is the limit/,
  },
  {
    what: 'directives',
    body: (seed) => query(`{ x${seed}: status ${times(3_000, () => '@skip')} }`),
    code: VALIDATION,
    words: /3000 directives; 200 is the limit/,
  },
  {
    what: 'tokens',
    body: (seed) => query(`{ x${seed}: a ${times(90_000, () => 'a')} }`),
    code: PARSING,
    words: /more than 10000 tokens/,
  },
  {
    what: 'characters',
    body: (seed) => query(`{ x${seed}: status } #${'a'.repeat(1_000_000)}`),
    code: PARSING,
    words: /\d{7} characters; 200000 is the limit/,
  },
  {
    what: 'fields within fields',
    body: (seed) =>
      query(`{ x${seed}: leads { ${'estimates { lead { '.repeat(80)} id ${'} }'.repeat(80)} } }`),
    code: VALIDATION,
    words: /nests 162 fields deep; 15 is the limit/,
  },
  {
    what: 'brackets within brackets',
    body: (seed) => query(`{ x${seed}: leads(ids: ${'['.repeat(40_000)}${']'.repeat(40_000)}) { id } }`),
    code: 'BAD_REQUEST',
    words: /nests too deep/,
  },
  {
    what: 'fragments that double 40 times',
    body: (seed) => {
      const doubling = (i: number) =>
        `fragment F${i} on Query { x${seed}: status ...F${i + 1} ...F${i + 1} }`;
      return query(`{ ...F0 } ${times(40, doubling)} fragment F40 on Query { status }`);
    },
    code: VALIDATION,
    words: /2199023255551 fields at its top; 20 is the limit/,
  },
  {
    what: 'fragment spreads',
    body: (seed) => query(`{ ${times(3_000, () => `...F${seed}`)} } fragment F${seed} on Query { status }`),
    code: VALIDATION,
    words: /spreads fragments 3000 times; 100 is the limit/,
  },
  {
    what: 'operations',
    body: (seed) => query(times(700, (i) => `query Q${seed}_${i} { status }`)),
    code: VALIDATION,
    words: /700 operations; 50 is the limit/,
  },
  {
    what: 'huge variables',
    body: (seed) =>
      `{"query":"query ($ids: [ID!]) { x${seed}: status }","variables":{"ids":[${'1,'.repeat(100_001)}1]}}`,
    code: 'BAD_REQUEST',
    words: /more than 100000 values/,
  },
  {
    what: 'deep variables',
    body: (seed) =>
      `{"query":"query ($ids: [ID!]) { x${seed}: status }","variables":{"ids":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
    code: 'BAD_REQUEST',
    words: /nests too deep/,
  },
];
