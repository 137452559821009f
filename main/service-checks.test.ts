import { POLL_QUEUE, SYNC_QUEUE } from '../subgraphs/crm/src/runtime';
import { eventQueues } from './events';
import { QUEUES } from './service-checks';

it('looks at every queue that workers take jobs from, and at no other', () => {
  expect(QUEUES.toSorted()).toEqual([SYNC_QUEUE, POLL_QUEUE, ...eventQueues()].toSorted());
});
