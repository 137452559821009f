import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { operationOf } from '../pipeline/operation';
import { createOperationCache } from './operation-cache';

const schema = buildSchema('type Query { a: Int b: Int }');

function operation(text: string) {
  const document = parse(text);
  return operationOf({
    document,
    definition: document.definitions[0] as OperationDefinitionNode,
    schema,
    hash: text,
  });
}

it('makes a kept operation before its first request, for the usual outcome of its conditions, and for others once', () => {
  const made: unknown[] = [];
  const cache = createOperationCache((_operation, variables) => ({ number: made.push({ ...variables }) }));
  const kept = operation(
    'query ($on: Boolean = true, $off: Boolean!) { a @include(if: $on) b @skip(if: $off) }',
  );
  void cache.keep(kept);
  void cache.keep(kept);
  expect(made).toEqual([{ on: true, off: false }]);
  expect(cache.find(kept, { on: true, off: false })).toEqual({ number: 1 });
  expect(cache.find(kept, { on: false, off: false })).toEqual({ number: 2 });
  expect(cache.find(kept, { on: false, off: false })).toEqual({ number: 2 });
});

it('forgets what is not used for long, but nothing that is kept', () => {
  let made = 0;
  const cache = createOperationCache(() => ({ number: (made += 1) }));
  const kept = operation('{ a }');
  const other = operation('{ b }');
  void cache.keep(kept);
  void cache.find(other, {});
  for (let number = 0; number < 1_000; number += 1) void cache.find(operation(`query Q${number} { a }`), {});
  made = 5_000;
  expect(cache.find(kept, {})).toEqual({ number: 1 });
  expect(cache.find(other, {})).toEqual({ number: 5_001 });
});

it('keeps few operations of large documents', () => {
  let made = 0;
  const cache = createOperationCache(() => ({ number: (made += 1) }));
  const large = Array.from({ length: 60 }, (_none, number) =>
    operation(`query Large${number} { a } # ${'x'.repeat(20_000)}`),
  );
  for (const one of large) void cache.find(one, {});
  for (const one of large.slice(-40)) void cache.find(one, {});
  expect(made).toBe(60);
  void cache.find(large[0] as (typeof large)[0], {});
  expect(made).toBe(61);
});

it('makes once what many ask for at a time, and asks again for what failed', async () => {
  let made = 0;
  const cache = createOperationCache(async () => {
    made += 1;
    if (made === 1) throw new Error('not now');
    return { number: made };
  });
  const one = operation('{ a }');
  const failed = await Promise.allSettled([cache.find(one, {}), cache.find(one, {})]);
  expect([made, ...failed.map(({ status }) => status)]).toEqual([1, 'rejected', 'rejected']);
  expect(await Promise.all([cache.find(one, {}), cache.find(one, {})])).toEqual([
    { number: 2 },
    { number: 2 },
  ]);
});
