import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, GraphQLError, parse, type OperationDefinitionNode } from 'graphql';
import { Counter, Registry } from 'prom-client';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { viewerWith } from '../../../testkit/tokens';
import { createOperation, type Operation } from '../pipeline/operation';
import type { OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import type { Supergraph } from '../supergraph/supergraph';
import { type EntryStore, createMemoryStore } from './entry-store';
import { responseCache } from './response-cache';

const SDL = `
  directive @cacheControl(maxAge: Int, scope: Scope) on FIELD_DEFINITION | OBJECT
  enum Scope { PUBLIC PRIVATE }
  type Query { name(id: Int): String @cacheControl(maxAge: 60) mine: String @cacheControl(maxAge: 60, scope: PRIVATE) now: Int }
  type Mutation { rename: String @cacheControl(maxAge: 60) }
`;
const schema = buildSchema(SDL);
const owner = viewerWith('owner');

function operationOf(query: string): Operation {
  const document = parse(query);
  const definition = document.definitions[0] as OperationDefinitionNode;
  return createOperation({ document, definition, schema, hash: query });
}
const NAME = operationOf('query Name($id: Int) { name(id: $id) }');
const MINE = operationOf('{ mine }');

interface Asked {
  answer: Promise<OperationAnswer>;
  headers: Map<string, string>;
}

/** The stage over an engine that answers when the test says so. */
function createWorld(store: EntryStore = createMemoryStore(1_000_000)) {
  const world = {
    version: '1' as string | null,
    /** Executions that wait for their answer. */
    waiting: [] as {
      request: OperationRequest;
      resolve: (a: OperationAnswer) => void;
      reject: (e: unknown) => void;
    }[],
    executed: 0,
  };
  const registry = new Registry();
  const outcomes = new Counter({
    name: 'o',
    help: 'o',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  });
  const stage = responseCache({
    versions: { current: async () => world.version, close: async () => undefined },
    store,
    outcomes,
    operationLabel: (name) => name ?? 'anonymous',
  })({ supergraph: { sdl: SDL, document: parse(SDL) } as Supergraph, schema });
  const execute = stage((request) => {
    world.executed += 1;
    return new Promise((resolve, reject) => void world.waiting.push({ request, resolve, reject }));
  });
  function ask(
    operation: Operation,
    { viewer = owner, token = 'a', deadlineMs = 30_000, variables = {} }: Partial<Options> = {},
  ): Asked {
    const headers = new Map<string, string>();
    const context = { viewer, facts: { token }, deadlineAt: Date.now() + deadlineMs, headers: {} };
    return { headers, answer: execute({ operation, variables, context, head: { headers } } as never) };
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  async function once(operation: Operation, data: Record<string, unknown>, options?: Partial<Options>) {
    const asked = ask(operation, options);
    await settle();
    for (const { resolve } of world.waiting.splice(0)) resolve({ data });
    return { answer: await asked.answer, cache: asked.headers.get('x-cache') };
  }
  return { world, ask, once, settle, outcomes };
}
interface Options {
  viewer: Viewer | null;
  token: string;
  deadlineMs: number;
  variables: Record<string, unknown>;
}

describe('an answer', () => {
  it('is given again while the version stays, and not after', async () => {
    const { world, once } = createWorld();
    expect(await once(NAME, { name: 'A' })).toEqual({ answer: { data: { name: 'A' } }, cache: 'MISS' });
    expect(await once(NAME, { name: 'B' })).toEqual({ answer: { data: { name: 'A' } }, cache: 'HIT' });
    world.version = '2';
    expect(await once(NAME, { name: 'B' })).toEqual({ answer: { data: { name: 'B' } }, cache: 'MISS' });
    expect(world.executed).toBe(2);
  });

  it('is kept under the version read before its execution, so that a change meanwhile outdates it', async () => {
    const { world, ask, once, settle } = createWorld();
    const slow = ask(NAME);
    await settle();
    world.version = '2';
    world.waiting.splice(0)[0]?.resolve({ data: { name: 'old' } });
    await slow.answer;
    expect((await once(NAME, { name: 'new' })).answer.data).toEqual({ name: 'new' });
  });

  it('ends with its age', async () => {
    const { once } = createWorld();
    await once(NAME, { name: 'A' });
    const now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now + 61_000);
    expect((await once(NAME, { name: 'B' })).cache).toBe('MISS');
    jest.restoreAllMocks();
  });

  it('is not kept with errors, without data, or with extensions', async () => {
    for (const answer of [
      { data: { name: 'A' }, errors: [new GraphQLError('x')] },
      { data: null },
      { data: { name: 'A' }, extensions: { a: 1 } },
      { errors: [new GraphQLError('x')] },
    ]) {
      const { world, ask, once, settle } = createWorld();
      const asked = ask(NAME);
      await settle();
      world.waiting.splice(0)[0]?.resolve(answer);
      expect(await asked.answer).toEqual(answer);
      expect((await once(NAME, { name: 'B' })).cache).toBe('MISS');
    }
  });

  it('is executed without a look at the cache when the version is not known', async () => {
    const { world, once } = createWorld();
    await once(NAME, { name: 'A' });
    world.version = null;
    expect(await once(NAME, { name: 'B' })).toEqual({ answer: { data: { name: 'B' } }, cache: 'BYPASS' });
    world.version = '1';
    expect((await once(NAME, { name: 'C' })).answer.data).toEqual({ name: 'A' });
  });

  it('is not kept for mutations, unhinted fields and strangers', async () => {
    const { once } = createWorld();
    for (const [query, viewer] of [
      ['mutation { rename }', owner],
      ['{ now }', owner],
      ['{ name }', null],
    ] as const) {
      const operation = operationOf(query);
      await once(operation, { a: 1 }, { viewer });
      expect(await once(operation, { a: 2 }, { viewer })).toEqual({
        answer: { data: { a: 2 } },
        cache: undefined,
      });
    }
  });

  it('is everybody’s with the same permissions in the organisation, but for what is one person’s', async () => {
    const { once } = createWorld();
    const colleague = { ...owner, userId: 'another', sessionId: 'another' };
    await once(NAME, { name: 'A' });
    await once(MINE, { mine: 'A' });
    expect((await once(NAME, { name: 'B' }, { viewer: colleague })).cache).toBe('HIT');
    expect((await once(MINE, { mine: 'B' }, { viewer: colleague })).answer.data).toEqual({ mine: 'B' });
    expect((await once(NAME, { name: 'C' }, { viewer: viewerWith('owner') })).answer.data).toEqual({
      name: 'C',
    });
    expect(
      (await once(NAME, { name: 'D' }, { viewer: viewerWith('viewer', owner.orgId) })).answer.data,
    ).toEqual({
      name: 'D',
    });
  });

  it('is counted by operation and outcome', async () => {
    const { once, outcomes } = createWorld();
    for (const name of ['A', 'B', 'C']) await once(NAME, { name });
    const { values } = await outcomes.get();
    expect(values.map(({ labels, value }) => [labels.operation, labels.outcome, value])).toEqual([
      ['Name', 'miss', 1],
      ['Name', 'hit', 2],
    ]);
  });
});

describe('equal queries at the same time', () => {
  it('share one execution, and its errors', async () => {
    const { world, ask, settle } = createWorld();
    const all = [ask(NAME), ask(NAME), ask(NAME)];
    await settle();
    expect(world.executed).toBe(1);
    const answer = {
      data: { name: null },
      errors: [new GraphQLError('Not found.', { extensions: { code: 'NOT_FOUND' } })],
    };
    world.waiting[0]?.resolve(answer);
    expect(await Promise.all(all.map((asked) => asked.answer))).toEqual([answer, answer, answer]);
    expect(all.map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'SHARED', 'SHARED']);
  });

  it('do not join one that began before a change', async () => {
    const { world, ask, settle } = createWorld();
    const before = ask(NAME);
    await settle();
    world.version = '2';
    const after = ask(NAME);
    await settle();
    expect(world.executed).toBe(2);
    world.waiting[1]?.resolve({ data: { name: 'new' } });
    world.waiting[0]?.resolve({ data: { name: 'old' } });
    expect((await after.answer).data).toEqual({ name: 'new' });
    expect((await before.answer).data).toEqual({ name: 'old' });
  });

  it('do not join those of other variables, organisations or permissions', async () => {
    const { world, ask, settle } = createWorld();
    for (const options of [
      {},
      { variables: { id: 1 } },
      { viewer: viewerWith('owner') },
      { viewer: viewerWith('viewer', owner.orgId) },
    ])
      void ask(NAME, options);
    await settle();
    expect(world.executed).toBe(4);
  });

  it('don’t suffer from an expired token of who began, nor from its fault', async () => {
    const { world, ask, settle } = createWorld();
    const [first, second, third] = [ask(NAME), ask(NAME, { token: 'b' }), ask(NAME)];
    first.answer.catch(() => undefined);
    await settle();
    const expired = new GraphQLError('Expired.', { extensions: { code: 'UNAUTHENTICATED' } });
    world.waiting.splice(0)[0]?.reject(expired);
    await expect(first.answer).rejects.toBe(expired);
    await expect(third.answer).rejects.toBe(expired); // the same token
    await settle();
    world.waiting.splice(0)[0]?.resolve({ data: { name: 'A' } });
    expect((await second.answer).data).toEqual({ name: 'A' });
  });

  it('keep their own deadlines: one waits no longer than it may, and is not cut off by another’s', async () => {
    const { world, ask, settle } = createWorld();
    const hasty = ask(NAME, { deadlineMs: 500 });
    await settle();
    const patient = ask(NAME);
    await settle();
    expect(world.executed).toBe(1);
    await sleep(550); // the hasty one's time is over
    const late = new GraphQLError('Late.', { extensions: { code: 'SERVICE_UNAVAILABLE' } });
    world.waiting.splice(0)[0]?.resolve({ data: null, errors: [late] });
    expect((await hasty.answer).errors).toEqual([late]);
    await settle();
    world.waiting.splice(0)[0]?.resolve({ data: { name: 'A' } });
    expect((await patient.answer).data).toEqual({ name: 'A' });

    const slow = ask(MINE);
    await settle();
    const impatient = ask(MINE, { deadlineMs: 30 });
    while (world.executed < 4) await sleep(5); // past its deadline it gets from the engine what everybody gets who is late
    for (const { resolve } of world.waiting.splice(0)) resolve({ data: { mine: 'A' } });
    await Promise.all([slow.answer, impatient.answer]);
  });
});

describe('memory', () => {
  it('holds so many bytes and forgets what was used longest ago', () => {
    const store = createMemoryStore(100_000);
    const entry = { version: '1', madeAt: 0, expiresAt: Infinity, data: { text: 'x'.repeat(5_000) } };
    for (let count = 0; count < 50; count += 1) store.set(`k${count}`, entry);
    expect(store.size().bytes).toBeLessThanOrEqual(100_000);
    expect(store.size().entries).toBeGreaterThan(2);
    expect(store.get('k0')).toBeNull();
    expect(store.get('k49')).not.toBeNull();
  });

  it('does not take what is too large', () => {
    const store = createMemoryStore(50_000_000);
    const data = { text: 'x'.repeat(1_100_000) };
    store.set('big', { version: '1', madeAt: 0, expiresAt: Infinity, data });
    expect(store.get('big')).toBeNull();
  });
});
