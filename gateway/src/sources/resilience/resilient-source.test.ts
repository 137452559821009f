import { SubgraphFailure, type SubgraphAnswer, type SubgraphRequest } from '../subgraph-source';
import { BREAKER_DEFAULTS, CircuitBreaker } from './circuit-breaker';
import { resilient, RetryBudget } from './resilient-source';

const TIMEOUT_MS = 10_000;

/** A source that answers the outcomes in turn, the last one for ever. */
function createSource(
  outcomes: (SubgraphAnswer | Error)[],
  { budget = new RetryBudget(0.1, 10), timeoutMs = TIMEOUT_MS, isAlive = false } = {},
) {
  let calls = 0;
  let retries = 0;
  const breaker = new CircuitBreaker(
    BREAKER_DEFAULTS,
    () => undefined,
    async () => isAlive,
  );
  const source = resilient(
    {
      name: 'crm',
      close: async () => undefined,
      async fetch() {
        const outcome = outcomes[Math.min(calls, outcomes.length - 1)];
        calls += 1;
        if (outcome instanceof Error) throw outcome;
        return outcome as SubgraphAnswer;
      },
    },
    { breaker, budget, timeoutMs, onRetry: () => (retries += 1) },
  );
  return { source, breaker, calls: () => calls, retries: () => retries };
}

const request = (more: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  query: '{ a }',
  variables: {},
  operationType: 'query',
  facts: {} as never,
  deadlineAt: Date.now() + 60_000,
  ...more,
});
const unreachable = new SubgraphFailure('crm', 'unreachable');
const status = (code: number) => new SubgraphFailure('crm', 'status', { status: code });
const ANSWER = { data: { a: 1 } };

describe('a query that fails', () => {
  it.each([
    ['the connection', unreachable],
    ['a proxy that says 502', status(502)],
    ['a proxy that says 503', status(503)],
    ['a proxy that says 504', status(504)],
    ['JSON that says 503', new SubgraphFailure('crm', 'malformed', { status: 503 })],
  ])('for %s is asked again, and nobody knows', async (_what, failure) => {
    const { source, calls, retries } = createSource([failure, failure, ANSWER]);
    await expect(source.fetch(request())).resolves.toEqual(ANSWER);
    expect([calls(), retries()]).toEqual([3, 2]);
  });

  it('three times fails', async () => {
    const { source, calls } = createSource([unreachable]);
    await expect(source.fetch(request())).rejects.toBe(unreachable);
    expect(calls()).toBe(3);
  });

  it.each([
    ['the deadline', new SubgraphFailure('crm', 'deadline')],
    ['a status that will not pass', status(500)],
    ['an answer that is none', new SubgraphFailure('crm', 'not-json', { status: 200 })],
    ['an answer that is too large', new SubgraphFailure('crm', 'too-large', { status: 200 })],
    ['a client that left', new SubgraphFailure('crm', 'abandoned')],
    ['a bug', new TypeError('x is not a function')],
  ])('for %s is not asked again', async (_what, failure) => {
    const { source, calls } = createSource([failure]);
    await expect(source.fetch(request())).rejects.toBe(failure);
    expect(calls()).toBe(1);
  });

  it('just before the deadline is not asked again', async () => {
    const { source, calls } = createSource([unreachable]);
    await expect(source.fetch(request({ deadlineAt: Date.now() }))).rejects.toBe(unreachable);
    expect(calls()).toBe(1);
  });
});

describe('what may have had an effect', () => {
  it.each([['mutation'], [undefined]] as const)('(%s) is asked once', async (operationType) => {
    const { source, calls } = createSource([unreachable, ANSWER]);
    await expect(source.fetch(request({ operationType }))).rejects.toBe(unreachable);
    expect(calls()).toBe(1);
  });
});

describe('the budget of retries', () => {
  it('keeps an outage from being multiplied', async () => {
    // Many answers first, so that the breaker, which would end it sooner, stays closed.
    const outcomes = Array.from({ length: 200 }, (): SubgraphAnswer | Error => ANSWER);
    const { source, calls, breaker } = createSource([...outcomes, unreachable]);
    for (let i = 0; i < 200; i += 1) await source.fetch(request());
    const failing = Array.from({ length: 100 }, () => source.fetch(request()));
    expect((await Promise.allSettled(failing)).every(({ status: s }) => s === 'rejected')).toBe(true);
    expect(breaker.state).toBe('closed');
    expect(calls()).toBeLessThanOrEqual(300 + 20); // ten that were saved up, ten for a hundred calls
    expect(calls()).toBeGreaterThan(300);
  });

  it('grows with the calls', () => {
    const budget = new RetryBudget(0.25, 2);
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
    for (let i = 0; i < 3; i += 1) budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});

describe('the circuit breaker of a source', () => {
  const failAll = async (failure: Error, more: Partial<SubgraphRequest> = {}) => {
    const made = createSource([failure]);
    for (let i = 0; i < 30; i += 1) {
      await made.source.fetch(request({ operationType: 'mutation', ...more })).catch(() => undefined);
    }
    return made;
  };

  it('refuses at once when the subgraph is down: nothing is asked any more', async () => {
    const { source, breaker, calls } = await failAll(unreachable);
    expect(breaker.state).toBe('open');
    expect(calls()).toBe(10);
    await expect(source.fetch(request())).rejects.toMatchObject({ reason: 'circuit-open' });
    expect(calls()).toBe(10);
  });

  it.each([
    ['that asked for too much', new SubgraphFailure('crm', 'too-large', { status: 200 })],
    ['that came too late to have a chance', new SubgraphFailure('crm', 'deadline')],
    ['that a proxy refused', status(413)],
    ['beyond what we let wait', new SubgraphFailure('crm', 'overloaded')],
    ['that were broken off because their client left', new SubgraphFailure('crm', 'abandoned')],
    ['that met a bug of ours', new TypeError('x is not a function')],
  ])('does not hold requests %s against the subgraph', async (_what, failure) => {
    expect((await failAll(failure)).breaker.state).toBe('closed');
  });

  it.each([
    ['stays closed when it gives signs of life', true, 'closed'],
    ['opens when it gives none', false, 'open'],
  ])('over requests that had their time, all of them: %s', async (_what, isAlive, state) => {
    const { source, breaker } = createSource([new SubgraphFailure('crm', 'deadline')], {
      timeoutMs: 0,
      isAlive,
    });
    for (let i = 0; i < 30; i += 1) await source.fetch(request()).catch(() => undefined);
    expect(breaker.state).toBe(state);
  });

  it('takes an answer with errors for an answer', async () => {
    const { source, breaker, calls } = createSource([{ errors: [{ message: 'no' }] }]);
    for (let i = 0; i < 30; i += 1) await source.fetch(request());
    expect([breaker.state, calls()]).toEqual(['closed', 30]);
  });
});
