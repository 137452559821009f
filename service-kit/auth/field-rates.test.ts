import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, type ExecutionResult } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { gql } from 'graphql-tag';
import { viewerWith } from '../../testkit/tokens';
import { MemoryRateStore, RedisRateStore, type FieldRates } from './field-rates';
import { AuthMarkerError } from './rule-context';
import { shieldFromDirectives } from './rules';
import type { Viewer } from './viewer';

const HEADER = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
  directive @public on FIELD_DEFINITION
  directive @rateLimit(max: Int!, window: String!) on FIELD_DEFINITION
`;
const SDL = `${HEADER}
  type Query { dear: String @public @rateLimit(max: 3, window: "1m") free: String @public }
  type Mutation {
    send: String @authenticated @rateLimit(max: 3, window: "1m")
    other: String @authenticated @rateLimit(max: 3, window: "1m")
  }
`;

const OWNER = viewerWith('owner');

function build(rates: FieldRates, sdl = SDL) {
  const resolvers = {
    Query: { dear: () => 'dear', free: () => 'free' },
    Mutation: { send: () => 'sent', other: () => 'done' },
  };
  const schema = buildSubgraphSchema({ typeDefs: gql(sdl), resolvers: resolvers as never });
  const shielded = applyMiddleware(schema, shieldFromDirectives(schema, [], rates));
  return (source: string, viewer: Viewer | null = OWNER, ip = '192.0.2.1') =>
    graphql({ schema: shielded, source, contextValue: { viewerOrNull: viewer, facts: { ip } } });
}

const inMemory = (times = 1): FieldRates => ({ store: new MemoryRateStore(), times });
const refusals = (result: ExecutionResult): unknown[] =>
  (result.errors ?? []).map(({ extensions }) => extensions['code']);
const someone = (userId: string): Viewer => ({ ...viewerWith('owner'), userId });

describe('@rateLimit', () => {
  it('refuses the call after the last allowed one, and says when to come back', async () => {
    const ask = build(inMemory());
    for (let call = 0; call < 3; call += 1)
      expect(await ask('mutation { send }')).toEqual({ data: { send: 'sent' } });
    const { errors } = await ask('mutation { send }');
    expect(errors?.[0]?.message).toBe('This may be done 3 times in 1m. Try again in 60 s.');
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 60_000 });
  });

  it.each([
    ['a mutation', 'mutation { a: send b: send c: send d: send e: send }'],
    ['a query', '{ a: dear b: dear c: dear d: dear e: dear }'],
  ])('counts every alias of %s', async (_case, source) => {
    const result = await build(inMemory())(source);
    expect(Object.values(result.data ?? {}).filter(Boolean).length).toBeLessThanOrEqual(3);
    expect(refusals(result)).toContain('RATE_LIMITED');
  });

  it('counts each field and each person for itself', async () => {
    const ask = build(inMemory());
    await ask('mutation { a: send b: send c: send }', someone('1'));
    expect(refusals(await ask('mutation { send }', someone('1')))).toEqual(['RATE_LIMITED']);
    expect(refusals(await ask('mutation { other }', someone('1')))).toEqual([]);
    expect(refusals(await ask('mutation { send }', someone('2')))).toEqual([]);
  });

  it('counts who is not logged in by address', async () => {
    const ask = build(inMemory());
    for (let call = 0; call < 3; call += 1) await ask('{ dear }', null);
    expect(refusals(await ask('{ dear }', null))).toEqual(['RATE_LIMITED']);
    expect(refusals(await ask('{ dear }', null, '192.0.2.2'))).toEqual([]);
    expect(refusals(await ask('{ free }', null))).toEqual([]);
    // Whoever has IPv6 has 2^64 addresses: they count as one.
    for (let call = 0; call < 3; call += 1) await ask('{ dear }', null, `2001:db8::${call}`);
    expect(refusals(await ask('{ dear }', null, '2001:db8::ffff'))).toEqual(['RATE_LIMITED']);
    expect(refusals(await ask('{ dear }', null, '2001:db8:1::1'))).toEqual([]);
  });

  it('does not count who may not use the field', async () => {
    const ask = build(inMemory());
    for (let call = 0; call < 5; call += 1) {
      expect(refusals(await ask('mutation { send }', null))).toEqual(['UNAUTHENTICATED']);
    }
    expect(refusals(await ask('mutation { send }'))).toEqual([]);
  });

  it('keeps no refused calls: a caller who never stops takes no memory', async () => {
    const store = new MemoryRateStore();
    const ask = build({ store, times: 1 });
    for (let call = 0; call < 50; call += 1) await ask('mutation { send }', someone('1'));
    expect(store.getForIdentity({ contextIdentity: 'user 1', fieldIdentity: 'send' })).toHaveLength(3);
  });

  it('allows more where limits are multiplied', async () => {
    const ask = build(inMemory(10));
    for (let call = 0; call < 30; call += 1) expect(refusals(await ask('mutation { send }'))).toEqual([]);
    expect(refusals(await ask('mutation { send }'))).toEqual(['RATE_LIMITED']);
  });

  it.each([
    ['no calls', 'type Query { a: String @public @rateLimit(max: 0, window: "1m") }'],
    ['a window that is no time', 'type Query { a: String @public @rateLimit(max: 1, window: "soon") }'],
    [
      'a subscription',
      'type Query { b: String @public } type Subscription { a: String @public @rateLimit(max: 1, window: "1m") }',
    ],
  ])('refuses to start with %s', (_case, sdl) => {
    expect(() => build(inMemory(), HEADER + sdl)).toThrow(AuthMarkerError);
  });
});

it('a call waits once for a Redis that hangs, and is counted here', async () => {
  let commands = 0;
  const hangs = (): Promise<never> => {
    commands += 1;
    return Promise.reject(new Error('Command timed out'));
  };
  const store = new RedisRateStore({ status: 'ready', get: hangs, set: hangs }, '');
  const identity = { contextIdentity: 'user 1', fieldIdentity: 'send' };
  expect(await store.getForIdentity(identity)).toEqual([]);
  await store.setForIdentity(identity, [1]);
  expect(await store.getForIdentity(identity)).toEqual([1]);
  expect(commands).toBe(1);
});
