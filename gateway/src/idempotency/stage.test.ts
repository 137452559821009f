import { GraphQLError, buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { serviceUnavailable, notFound } from '../../../service-kit/errors/errors';
import { newId } from '../../../service-kit/data/ids';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { requestContext } from '../../../testkit/scripted-engine';
import { viewerWith } from '../../../testkit/tokens';
import { createOperation } from '../pipeline/operation';
import type { Execute } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import { createMemoryStore, type IdempotencyStore } from './store';
import { idempotency } from './stage';

const SDL = `
  directive @idempotent(keepAnswer: Boolean! = true) on FIELD_DEFINITION
  type Query { a: Int }
  type Mutation { add: Int @idempotent makeKey: String @idempotent(keepAnswer: false) }`;
const schema = buildSchema(SDL);
function operationOf(text: string) {
  const document = parse(text);
  const definition = document.definitions[0] as OperationDefinitionNode;
  return createOperation({ document, definition, schema, hash: text });
}
const ADD = operationOf('mutation { add }');

/** A stage in front of an engine that answers what it is told, in order. */
function stageOver(answers: (OperationAnswer | Error)[], store: IdempotencyStore = createMemoryStore()) {
  let runs = 0;
  const engine: Execute = async () => {
    const answer = answers[Math.min(runs++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const execute = idempotency(store)({ supergraph: { document: parse(SDL) } as never, schema })(engine);
  const heads: Map<string, string>[] = [];
  return {
    heads,
    runs: () => runs,
    ask(viewer: Viewer, key: string, operation = ADD) {
      const head = { headers: new Map<string, string>() };
      heads.push(head.headers);
      const context = { ...requestContext(), viewer, headers: { 'idempotency-key': key } };
      return execute({ operation, variables: {}, context, head });
    },
  };
}
const codeOf = (error: unknown) => (error as GraphQLError).extensions['code'];

afterEach(() => void jest.useRealTimers());

it('runs once, and answers the first answer with its lasting errors again', async () => {
  const first = { data: { add: null }, errors: [notFound('Thing')] };
  const stage = stageOver([first, { data: { add: 2 } }]);
  const viewer = viewerWith('owner');
  expect(await stage.ask(viewer, 'k')).toBe(first);
  const again = await stage.ask(viewer, 'k');
  expect([again.data, again.errors?.map(codeOf)]).toEqual([{ add: null }, ['NOT_FOUND']]);
  expect(stage.heads[1]?.get('idempotency-replayed')).toBe('true');
  expect(stage.runs()).toBe(1);
});

it.each([
  ['an answer with trouble that may pass', { data: { add: null }, errors: [serviceUnavailable()] }],
  ['an answer with a fault', { data: { add: null }, errors: [new GraphQLError('secret')] }],
  ['an answer of nothing executed', { errors: [notFound('Thing')] }],
  ['an answer above 1 MB', { data: { add: 'x'.repeat(1024 * 1024) } }],
  ['a refusal', new GraphQLError('Too many.', { extensions: { code: 'RATE_LIMITED' } })],
])('keeps no %s: the next request runs', async (_what, first) => {
  const stage = stageOver([first, { data: { add: 2 } }]);
  const viewer = viewerWith('owner');
  await stage.ask(viewer, 'k').catch(() => undefined);
  expect(await stage.ask(viewer, 'k')).toEqual({ data: { add: 2 } });
});

it.each(['mutation { makeKey }', 'mutation { add ...Key } fragment Key on Mutation { k: makeKey }'])(
  'keeps no answer with a secret, in no store: %s',
  async (text) => {
    const finish = jest.fn();
    const stage = stageOver([{ data: { makeKey: 'secret' } }], { ...createMemoryStore(), finish });
    const viewer = viewerWith('owner');
    const operation = operationOf(text);
    for (let times = 0; times < 2; times += 1) {
      expect((await stage.ask(viewer, 'k', operation)).data).toEqual({ makeKey: 'secret' });
    }
    expect(finish).not.toHaveBeenCalled();
    expect(stage.runs()).toBe(2);
  },
);

it('does not show the first answer to a person who has lost rights since', async () => {
  const stage = stageOver([{ data: { add: 1 } }]);
  const owner = viewerWith('owner');
  await stage.ask(owner, 'k');
  const demoted = { ...owner, role: 'viewer', permissions: viewerWith('viewer').permissions };
  const refused = await stage.ask(demoted, 'k').catch((error: unknown) => error);
  expect(codeOf(refused)).toBe('IDEMPOTENCY_KEY_REUSED');
  expect((refused as GraphQLError).extensions['http']).toMatchObject({ status: 422 });
  expect((await stage.ask({ ...owner, userId: newId() }, 'k')).data).toEqual({ add: 1 });
  expect(stage.runs()).toBe(2);
});

it('refuses a second request while the first runs, and takes over from one that gave no sign of life', async () => {
  jest.useFakeTimers({ now: 0 });
  const store = createMemoryStore();
  const owner = { orgId: newId(), userId: newId(), key: 'k' };
  const first = await store.claim(owner, 'f');
  expect(first.kind).toBe('run');
  expect((await store.claim(owner, 'f')).kind).toBe('in-progress');
  jest.setSystemTime(9_000);
  if (first.kind === 'run') await store.renew(owner, first.token);
  jest.setSystemTime(18_000);
  expect((await store.claim(owner, 'f')).kind).toBe('in-progress');
  jest.setSystemTime(20_000);
  const second = await store.claim(owner, 'f');
  expect(second.kind).toBe('run');
  if (first.kind === 'run') await store.finish(owner, first.token, { data: { late: 1 } });
  expect((await store.claim(owner, 'f')).kind).toBe('in-progress'); // the late one's answer is not taken
});

it('gives the answer when it can not be kept: what happened has happened', async () => {
  const store = { ...createMemoryStore(), finish: async () => Promise.reject(new Error('no database')) };
  expect(await stageOver([{ data: { add: 1 } }], store).ask(viewerWith('owner'), 'k')).toEqual({
    data: { add: 1 },
  });
});
