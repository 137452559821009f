import { jobQueueOf } from '../service-kit/jobs/job-workers';
import { features as crm } from '../subgraphs/crm/src/features';
import { POLL_QUEUE, SYNC_QUEUE } from '../subgraphs/crm/src/runtime';
import { features as estimates } from '../subgraphs/estimates/src/features';
import { features as identity } from '../subgraphs/identity/src/features';
import { eventQueues } from './events';
import { QUEUES } from './service-checks';

/** The parts whose features carry out jobs. */
const working = Object.entries({ identity, crm, estimates })
  .filter(([, features]) => features.some(({ jobs = [] }) => jobs.length > 0))
  .map(([name]) => jobQueueOf(name));

it('looks at every queue that workers take jobs from, and at no other', () => {
  const queues = [SYNC_QUEUE, POLL_QUEUE, ...eventQueues(), ...working];
  expect(QUEUES.toSorted()).toEqual(queues.toSorted());
});
