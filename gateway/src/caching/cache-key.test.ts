import fc from 'fast-check';
import { viewerWith } from '../../../testkit/tokens';
import type { Operation } from '../pipeline/operation';
import { canonicalJson } from '../../../service-kit/data/canonical-json';
import { cacheKeyOf } from './cache-key';

const viewer = viewerWith('owner');
const operation = { hash: 'h', name: 'N' } as Operation;
const parts = {
  graphHash: 'g',
  operation,
  variables: { id: '1' },
  viewer,
  policy: { maxAge: 1, isPrivate: false },
};
const personal = { maxAge: 1, isPrivate: true };

it('is the same for colleagues with the same permissions, whatever the order of variables', () => {
  const colleague = {
    ...viewerWith('owner', viewer.orgId),
    permissions: new Set([...viewer.permissions].reverse()),
  };
  const one = cacheKeyOf({ ...parts, variables: { a: 1, b: { c: 2, d: [3] } } });
  const two = cacheKeyOf({ ...parts, viewer: colleague, variables: { b: { d: [3], c: 2 }, a: 1 } });
  expect(one).toBe(two);
});

it('differs by everything an answer may depend on', () => {
  const keys = [
    cacheKeyOf(parts),
    cacheKeyOf({ ...parts, graphHash: 'g2' }),
    cacheKeyOf({ ...parts, operation: { ...operation, hash: 'h2' } }),
    cacheKeyOf({ ...parts, operation: { ...operation, name: 'M' } }),
    cacheKeyOf({ ...parts, operation: { ...operation, name: null } }),
    cacheKeyOf({ ...parts, variables: { id: 1 } }),
    cacheKeyOf({ ...parts, variables: { id: null } }),
    cacheKeyOf({ ...parts, variables: {} }),
    cacheKeyOf({ ...parts, viewer: viewerWith('owner') }),
    cacheKeyOf({ ...parts, viewer: { ...viewer, permissions: new Set(['estimates:read']) } }),
    cacheKeyOf({ ...parts, viewer: { ...viewer, role: 'admin' } }),
    cacheKeyOf({ ...parts, policy: personal }),
    cacheKeyOf({ ...parts, policy: personal, viewer: { ...viewer, userId: 'another' } }),
    cacheKeyOf({ ...parts, policy: personal, viewer: { ...viewer, sessionId: 'another' } }),
  ];
  expect(keys).not.toContain(null);
  expect(new Set(keys).size).toBe(keys.length);
});

it('is not made of variables that are long or not plain JSON', () => {
  expect(cacheKeyOf({ ...parts, variables: { text: 'x'.repeat(20_000) } })).toBeNull();
  for (const odd of [new Date(0), 1n, NaN, () => 1, Symbol('x'), new Map()])
    expect(cacheKeyOf({ ...parts, variables: { odd: [{ odd }] } })).toBeNull();
});

it('is equal for equal values only', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ noUnicodeString: false }),
      fc.jsonValue({ noUnicodeString: false }),
      (one, two) => {
        const read = (text: string | null) => JSON.parse(text ?? 'oops') as unknown;
        expect(read(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(one)));
        if (canonicalJson(one) === canonicalJson(two)) expect(one).toEqual(two);
      },
    ),
  );
});

it('tells a variable called __proto__ from none', () => {
  const hostile = JSON.parse('{"filter":{"__proto__":{"a":1}}}') as Record<string, unknown>;
  expect(canonicalJson(hostile)).toBe('{"filter":{"__proto__":{"a":1}}}');
});
