import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { createSpending } from '../../../service-kit/subgraph/spending';
import type { OperationRequest } from '../pipeline/stage';
import { mutationTurns } from './mutation-turns';

describe('mutations of one caller', () => {
  let tiny: TinyGateway;
  let running = 0;
  let most = 0;
  let total = 0;
  let letGo: () => void;
  let held: Promise<void>;

  beforeAll(async () => {
    const execute = async () => {
      total += 1;
      running += 1;
      most = Math.max(most, running);
      await held;
      running -= 1;
      return { data: { renameLead: { lead: null } } };
    };
    tiny = await startTinyGateway('in-process', { transports: { crm: { kind: 'in-process', execute } } });
  });
  beforeEach(() => {
    [running, most, total] = [0, 0, 0];
    held = new Promise((resolve) => (letGo = resolve));
  });
  afterAll(() => tiny.close());

  const rename = (headers: Record<string, string>) =>
    tiny.ask('mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }', { headers });
  const reach = async (count: number) => {
    while (total < count) await new Promise((resolve) => setImmediate(resolve));
  };

  it('wait for one another, and nobody else’s wait for them', async () => {
    const own = tiny.as();
    const all = Array.from({ length: 100 }, () => rename(own));
    await reach(16);
    const another = rename(tiny.as('manager'));
    await reach(17);
    letGo();
    for (const answer of [...(await Promise.all(all)), await another]) expect(answer.errors).toEqual([]);
    expect([most, total]).toEqual([17, 101]);
  });

  it('are refused beyond those that may wait, with the time to come back', async () => {
    const own = tiny.as();
    const all = Array.from({ length: 530 }, () => rename(own));
    await reach(16);
    const refused = all.slice(-14);
    for (const { status, headers, ...answer } of await Promise.all(refused)) {
      expect([status, headers['retry-after'], codes(answer as never)]).toEqual([429, '1', ['RATE_LIMITED']]);
    }
    letGo();
    expect((await Promise.all(all)).filter(({ status }) => status === 200)).toHaveLength(516);
    expect(most).toBe(16);
  });
});

describe('large mutations of one caller', () => {
  const begun: string[] = [];
  let letGo = () => undefined as void;
  let mutate: (
    name: string,
    points: number,
    more?: { userId?: string; deadlineAt?: number },
  ) => Promise<unknown>;

  beforeEach(() => {
    begun.length = 0;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const execute = mutationTurns(() => undefined)(async (request) => {
      begun.push(request.operation.name ?? '');
      await held;
      return { data: {} };
    });
    mutate = (name, points, { userId = 'ana', deadlineAt = Infinity } = {}) =>
      execute({
        operation: { type: 'mutation', name },
        context: { viewer: { userId }, facts: { spending: createSpending(20_000, points) }, deadlineAt },
      } as unknown as OperationRequest);
  });

  it('run one after another, and hold up none of the small ones', async () => {
    const all = [
      mutate('first', 1_000),
      mutate('second', 20_000),
      mutate('small', 999),
      mutate('other', 1_000, { userId: 'ben' }),
    ];
    while (begun.length < 3) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.toSorted()).toEqual(['first', 'other', 'small']);
    letGo();
    await Promise.all(all);
    expect(begun[3]).toBe('second');
  });

  it('are refused when their time is over before their turn comes, and are not done then', async () => {
    const first = mutate('first', 1_000);
    const late = mutate('late', 1_000, { deadlineAt: 0 });
    await expect(late).rejects.toMatchObject({
      message: expect.stringContaining('Nothing of it was done') as string,
      extensions: { code: 'RATE_LIMITED', http: { status: 429 } },
    });
    letGo();
    await first;
    await mutate('next', 1_000);
    expect(begun).toEqual(['first', 'next']);
  });
});
