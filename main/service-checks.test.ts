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

it('looks at every queue that workers take jobs from, and at no other', () => {
  const own = Object.entries(runtime).flatMap(([name, value]) =>
    name.endsWith('_QUEUE') && typeof value === 'string' ? [value] : [],
  );
  expect(own.length).toBeGreaterThan(2);
  const queues = [...own, ...eventQueues(), ...working];
  expect(QUEUES.toSorted()).toEqual(queues.toSorted());
});
