import { startFaultySubgraph, type FaultySubgraph } from '../../testkit/faulty-subgraph';
import { startTinyGateway, type TinyGateway } from '../../testkit/tiny-gateway';

/*
 * Which clock ends the wait is known by the other one's being set for longer than a test may take. How late a busy machine
 * rings it decides nothing; it never rings early.
 */
const NEVER_MS = 600_000;
const TIMEOUT_MS = 700;
const DEADLINE_MS = 2_000;
/** A timer's millisecond may begin before the clock's. */
const EARLY_MS = 5;

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; took: number }> {
  const startedAt = performance.now();
  const answer = await work();
  return { answer, took: performance.now() - startedAt };
}

describe.each(['compiled', 'reference'])('a subgraph that hangs, executor %s', (executor) => {
  let crm: FaultySubgraph;
  let tiny: TinyGateway;

  const start = async (resilience: object, deadlineMs = NEVER_MS) => {
    crm = await startFaultySubgraph();
    tiny = await startTinyGateway('in-process', {
      executor,
      transports: { crm: { kind: 'http', url: crm.url } },
      deadlineMs,
      resilience,
    });
    await tiny.ask('{ echo(amount: "1") status }');
    crm.behave = () => undefined;
  };
  afterEach(async () => {
    await tiny.close();
    await crm.close();
  });

  const failure = {
    message: 'A part of the service did not answer in time. Try again shortly.',
    path: ['echo'],
    extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' },
  };

  it('costs a query its time-out, and the other fields are answered', async () => {
    await start({ timeoutMs: TIMEOUT_MS });
    const { answer, took } = await timed(() => tiny.ask('{ echo(amount: "1") status }'));
    expect(answer).toMatchObject({ data: { echo: null, status: 'fine' }, errors: [failure] });
    expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS - EARLY_MS);
  });

  it('has a time-out of its own when one is set', async () => {
    await start({ timeoutMs: NEVER_MS, timeoutsMs: { crm: TIMEOUT_MS } });
    const { answer, took } = await timed(() => tiny.ask('{ echo(amount: "1") status }'));
    expect(answer).toMatchObject({ data: { echo: null, status: 'fine' }, errors: [failure] });
    expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS - EARLY_MS);
  });

  it('costs a request its deadline at most', async () => {
    await start({ timeoutMs: NEVER_MS }, DEADLINE_MS);
    const { answer, took } = await timed(() => tiny.ask('{ echo(amount: "1") status }'));
    expect(answer).toMatchObject({ data: { echo: null, status: 'fine' }, errors: [failure] });
    expect(took).toBeGreaterThanOrEqual(DEADLINE_MS - EARLY_MS);
  });

  it('has until the deadline for a mutation: given up, nobody knows what it did', async () => {
    await start({ timeoutMs: TIMEOUT_MS }, DEADLINE_MS);
    const { answer, took } = await timed(() =>
      tiny.ask('mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }', {
        headers: tiny.as(),
      }),
    );
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect(took).toBeGreaterThanOrEqual(DEADLINE_MS - EARLY_MS);
  });
});

describe('a field that hangs in this process', () => {
  it('costs a query its time-out, and the other fields are answered', async () => {
    const tiny = await startTinyGateway('in-process', {
      deadlineMs: NEVER_MS,
      resilience: { timeoutMs: TIMEOUT_MS },
    });
    await tiny.ask('{ echo(amount: "1") status }');
    const { answer, took } = await timed(() => tiny.ask('{ hang status }'));
    expect(answer).toMatchObject({ data: { hang: null, status: 'fine' } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' } }]);
    expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS - EARLY_MS);
    await tiny.close();
  });
});
