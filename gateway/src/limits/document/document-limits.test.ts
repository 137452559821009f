import { buildSchema, parse, validate } from 'graphql';
import { DOCUMENT_LIMITS, refusalOfText, type DocumentLimits, documentRule } from './document-limits';

const NO_LIMITS = Object.fromEntries(
  Object.keys(DOCUMENT_LIMITS).map((name) => [name, Infinity]),
) as unknown as DocumentLimits;
const check = (text: string, limits: Partial<DocumentLimits>) =>
  refusalOfText(text, { ...NO_LIMITS, ...limits })?.message ?? null;
const times = (n: number, make: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => make(i)).join(' ');
const nested = (field: string, depth: number) =>
  `${`${field} { `.repeat(depth - 1)}leaf${' }'.repeat(depth - 1)}`;
/** Forty fragments, each of which spreads the next one twice. */
const doubling = (around: (next: string) => string) =>
  times(40, (i) => `fragment F${i} on Query { ${i === 39 ? 'leaf' : around(`...F${i + 1}`)} }`);

describe('the depth limit', () => {
  it('lets the limit through and refuses one more', () => {
    expect(check(`{ ${nested('a', 5)} }`, { depth: 5 })).toBeNull();
    expect(check(`{ ${nested('a', 6)} }`, { depth: 5 })).toBe(
      'This operation nests 6 fields deep; 5 is the limit. Ask in two operations.',
    );
  });

  it('counts through named and inline fragments, which are no level themselves', () => {
    const query = '{ a { ... on Query { ...F } } } fragment F on Query { b { ... { leaf } } }';
    expect(check(query, { depth: 3 })).toBeNull();
    expect(check(query, { depth: 2 })).not.toBeNull();
  });

  it('ends on fragments that spread each other', () => {
    const query = '{ ...F } fragment F on Query { a { ...G } } fragment G on Query { b { ...F } }';
    expect(check(query, { depth: 5 })).toBeNull(); // graphql-js refuses the cycle itself
  });

  it('measures each fragment once: doubling spreads take no doubling time', () => {
    // 2^40 steps would never end.
    expect(check(`{ ...F0 } ${doubling((next) => `a { ${next} } b { ${next} }`)}`, { depth: 15 })).toContain(
      'nests 40 fields deep',
    );
  });
});

describe('the height limit', () => {
  it('counts each field of each spread', () => {
    const query = '{ a { ...F } b { ...F } } fragment F on Query { leaf x: leaf ... { y: leaf } }';
    expect(check(query, { height: 8 })).toBeNull();
    expect(check(query, { height: 7 })).toBe(
      'This operation asks for 8 fields when its fragments are spread; 7 is the limit. Ask for less at once.',
    );
  });

  it('sees through fragments that double forty times, with and without fields of their own', () => {
    for (const around of [
      (next: string) => `${next} ${next}`,
      (next: string) => `a { ${next} } b { ${next} }`,
    ]) {
      const text = `{ ...F0 } ${doubling(around)}`;
      expect(check(text, { height: 1_000 })).toContain('asks for more than a billion fields');
    }
  });
});

describe('the limit of aliases', () => {
  const limits = { aliases: 3 };
  it.each([
    ['aliases', '{ a: leaf b: leaf c: leaf }', '{ a: leaf b: leaf c: leaf d: leaf }'],
    ['a field again and again', '{ leaf leaf leaf leaf }', '{ leaf leaf leaf leaf leaf }'],
    [
      'both, through inline fragments',
      '{ leaf ... { leaf x: leaf } leaf }',
      '{ leaf ... { leaf x: leaf ... { leaf } } leaf }',
    ],
    [
      'those in fragments',
      '{ ...F } fragment F on Query { a: leaf b: leaf c: leaf }',
      '{ d: leaf ...F } fragment F on Query { a: leaf b: leaf c: leaf }',
    ],
  ])('counts %s', (_what, fits, tooMany) => {
    expect(check(fits, limits)).toBeNull();
    expect(check(tooMany, limits)).toBe(
      'This document has 4 aliases and repeated fields; 3 is the limit. Ask in several operations.',
    );
  });

  it('counts a field, and an alias, once on all types of a union, and again on the same type', () => {
    const on = (type: string, fields: string) => `... on ${type} { ${fields} }`;
    const types = Array.from({ length: 20 }, (_, i) => `T${i}`);
    const query = `{ any { ${types.map((type) => on(type, 'a b c x: d')).join(' ')} } }`;
    expect(check(query, { aliases: 1 })).toBeNull();
    expect(check(query, { aliases: 0 })).toContain('has 1 aliases');
    expect(check(`{ any { ${on('T', 'a')} ${on('T', 'a')} } }`, { aliases: 0 })).toContain('has 1 aliases');
  });

  it('counts a field on very many types, which are looked at in pairs', () => {
    const query = `{ any { ${Array.from({ length: 300 }, (_, i) => `... on T${i} { a }`).join(' ')} } }`;
    expect(check(query, { aliases: 50 })).toContain('has 200 aliases');
  });

  it('does not count the same field in different selections', () => {
    expect(check('{ leaf a { leaf b { leaf } } c { leaf } }', { aliases: 0 })).toBeNull();
  });
});

describe('the other limits of documents', () => {
  it.each<[keyof DocumentLimits, number, string, string]>([
    ['rootFields', 2, '{ a { leaf leaf2 } b }', '{ a ...F } fragment F on Query { b ... { c } }'],
    [
      'fragmentSpreads',
      1,
      '{ ...F } fragment F on Query { a }',
      '{ ...F ... { ...F } } fragment F on Query { a }',
    ],
    ['directives', 2, '{ a @x b @y }', 'query ($v: Int @y) @x { a { ... @z { b } } }'],
    ['directivesPerPlace', 1, '{ a @x b @x }', '{ a { b @x @x } }'],
    ['operations', 1, '{ a }', 'query A { a } query B { a }'],
    ['characters', 10, '{ abcdef }', '{ abcdefg }'],
    ['tokens', 4, '{ a b }', '{ a b c }'],
  ])('%s: %i', (limit, max, fits, tooMuch) => {
    expect(check(fits, { [limit]: max })).toBeNull();
    const refusal = refusalOfText(tooMuch, { ...NO_LIMITS, [limit]: max });
    expect(refusal?.limit).toBe(limit);
    expect(refusal?.message).toMatch(new RegExp(`\\b${max} (is the limit|tokens)`));
  });

  it('leave what is not GraphQL to the parser, which says where it is wrong', () => {
    expect(refusalOfText('{ a', DOCUMENT_LIMITS)).toBeNull();
    expect(refusalOfText('', DOCUMENT_LIMITS)).toBeNull();
  });

  it('hold for documents that come by another way too, as a validation rule', () => {
    const schema = buildSchema('type Query { leaf: Int }');
    const rule = documentRule({ ...NO_LIMITS, aliases: 1 });
    expect(validate(schema, parse('{ a: leaf }'), [rule])).toEqual([]);
    expect(validate(schema, parse('{ a: leaf b: leaf }'), [rule])).toHaveLength(1);
  });
});
