import type { Broadcast } from '../service-kit/changes/broadcast';
import { followWorkers } from '../service-kit/jobs/live-workers';
import { jobQueueOf } from '../service-kit/jobs/job-workers';
import { features as crm } from '../subgraphs/crm/src/features';
import * as runtime from '../subgraphs/crm/src/runtime';
import { features as estimates } from '../subgraphs/estimates/src/features';
import { features as identity } from '../subgraphs/identity/src/features';
import { eventQueues } from './events';
import { QUEUES } from './service-checks';

/** The parts whose features carry out jobs. */
const working = Object.entries({ identity, crm, estimates })
  .filter(([, features]) => features.some(({ jobs = [] }) => jobs.length > 0))
  .map(([name]) => jobQueueOf(name));

it('counts the worker processes that it hears, once it has listened for long enough, and anew after a gap', async () => {
  let time = 0;
  const heard: { message: (id: unknown) => void; gap: () => Promise<void> }[] = [];
  const broadcast: Broadcast = {
    publish: async () => undefined,
    close: async () => undefined,
    async subscribe(_channel, onMessage, onGap) {
      heard.push({ message: onMessage, gap: async () => onGap?.() });
      await onGap?.();
    },
  };
  const live = await followWorkers(broadcast, () => time);
  const [{ message: hear, gap } = { message: () => undefined, gap: async () => undefined }] = heard;
  expect(live.count()).toBe(Infinity);
  time = 9_000;
  hear('one');
  hear('two');
  time = 11_000;
  hear('one');
  expect(live.count()).toBe(2);
  time = 20_000; // two is stopped: it keeps its connections and is silent
  expect(live.count()).toBe(1);
  time = 30_000;
  expect(live.count()).toBe(0);
  await gap();
  expect(live.count()).toBe(Infinity);
});

it('looks at every queue that workers take jobs from, and at no other', () => {
  const own = Object.entries(runtime).flatMap(([name, value]) =>
    name.endsWith('_QUEUE') && typeof value === 'string' ? [value] : [],
  );
  expect(own.length).toBeGreaterThan(2);
  const queues = [...own, ...eventQueues(), ...working];
  expect(QUEUES.toSorted()).toEqual(queues.toSorted());
});
