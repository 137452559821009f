import type { Worker as AnyWorker } from 'node:worker_threads';
import { parse } from 'graphql';
import { loadSupergraph } from '../supergraph/supergraph';
import { wideSupergraph } from '../../../testkit/wide-graph';
import { createPlanMaker } from './plan-maker';
import {
  createPlanThread,
  PLAN_LIMITS,
  type PlanCaller,
  type PlanLimits,
  type PlanThread,
} from './plan-thread';
import { smallPlans } from './small-plans';

const { gatewaySdl } = loadSupergraph(wideSupergraph(), 'wide', 'public');
const somebody: PlanCaller = { caller: 'somebody', isAbandoned: () => false };
const WIDE = `{ wide { ${Array.from({ length: 30 }, (_, i) => `f${i}`).join(' ')} next { f1 f2 } } }`;
const threads: PlanThread[] = [];

function thread(limits: Partial<PlanLimits> = {}): PlanThread {
  const made = createPlanThread(gatewaySdl, () => {}, { ...PLAN_LIMITS, ...limits });
  threads.push(made);
  return made;
}
afterEach(() => Promise.all(threads.splice(0).map((one) => one.close())));

it('plans in a thread what is planned here, as plain data', async () => {
  const maker = createPlanMaker(gatewaySdl, true);
  const { plan } = thread();
  expect(await plan(WIDE, somebody)).toMatchObject({
    node: JSON.parse(JSON.stringify(maker.make(parse(WIDE)).node)) as object,
  });
  expect(await plan('{ nothing }', somebody)).toEqual({
    fault: expect.stringContaining('nothing') as string,
  });
});

it('plans the same text once, for all who ask', async () => {
  const { plan } = thread();
  const [one, two] = await Promise.all([
    plan(WIDE, somebody),
    plan(WIDE, { ...somebody, caller: 'another' }),
  ]);
  expect(two).toBe(one);
  expect(await plan(WIDE, somebody)).toBe(one);
});

it('ends a plan that takes too long, refuses it from then on, and plans the next one anew', async () => {
  const slow = thread({ planMs: 1 });
  const refusal = { fault: 'planning it took too long' };
  expect(await slow.plan(WIDE, somebody)).toEqual(refusal);
  expect(await slow.plan(WIDE, somebody)).toEqual(refusal);
});

it('refuses what would wait too long, of one caller and of all, and lets others in', async () => {
  const { plan } = thread({ waiting: 4, waitingOfOne: 2 });
  const codes = await Promise.all(
    ['a', 'a', 'a', 'a', 'b'].map((caller, i) =>
      plan(`{ wide { x${i}: f1 f2 } }`, { ...somebody, caller }).then(
        () => 'planned',
        (error: { extensions: { code: string } }) => error.extensions.code,
      ),
    ),
  );
  expect(codes).toEqual(['planned', 'planned', 'planned', 'SERVICE_UNAVAILABLE', 'planned']);
});

it('replaces a thread that was ended from outside, and what it was planning is planned', async () => {
  // An imported namespace is a copy; this is the module itself.
  const workerThreads = jest.requireActual<{ Worker: typeof AnyWorker }>('node:worker_threads');
  const { Worker } = workerThreads;
  const started: AnyWorker[] = [];
  const spy = jest.spyOn(workerThreads, 'Worker').mockImplementation((...given) => {
    const worker = new Worker(...given);
    started.push(worker);
    return worker;
  });
  try {
    const { plan } = thread();
    const planned = plan(WIDE, somebody);
    await new Promise(setImmediate);
    await started[0]?.terminate();
    expect(await planned).toHaveProperty('node.kind');
    expect(started).toHaveLength(2);
  } finally {
    spy.mockRestore();
  }
});

it('does not begin what nobody waits for any more', async () => {
  const { plan } = thread();
  await expect(plan(WIDE, { ...somebody, isAbandoned: () => true })).rejects.toThrow(/Nobody waits/);
});

it('tells small plans from others by their fields and the ways to them', () => {
  const isSmall = smallPlans(parse(gatewaySdl));
  const small = ['{ ping }', '{ wide { id next { id } } }', '{ any { ... on Kind1 { a b } } }'];
  const large = [
    WIDE,
    '{ wide { f1 f2 } }',
    '{ any { ...F } } fragment F on Kind1 { a ...G } fragment G on Kind1 { ' + 'b '.repeat(50) + '}',
  ];
  expect(small.map((text) => isSmall(parse(text)))).toEqual(small.map(() => true));
  expect(large.map((text) => isSmall(parse(text)))).toEqual(large.map(() => false));
});
