import { setTimeout as sleep } from 'node:timers/promises';
import { exchange, requestBytes, type RawAnswer } from '../../../testkit/raw-http';
import { inTime } from '../../../testkit/streams';
import { startTwoLanes, type TwoLanes } from '../../../testkit/two-lanes';
import type { Gateway } from '../gateway';

/* A gateway that stops: what was accepted is answered, and nobody is left waiting. */

let lanes: TwoLanes;
beforeEach(async () => {
  lanes = await startTwoLanes({ stopTimeoutMs: 5_000 });
});
afterEach(() => lanes.close());

const connectionOf = ({ headers }: RawAnswer): string | undefined => new Map(headers).get('connection');

/** Asks over a connection that would be kept. */
const ask = (url: string, body: object, ...more: (Buffer | number)[]) =>
  exchange(url, [requestBytes(lanes.asOwner(), JSON.stringify(body)), ...more]);

const both = (): [string, string, Gateway][] => [
  ['fast', lanes.urls.fast, lanes.tiny.gateway],
  ['slow', lanes.urls.slow, lanes.apolloLane],
];

it('answers what is in flight in the fast lane, and says that the connection ends, as in the other lane', async () => {
  const asked = both().map(([, url]) => ask(url, { id: 'hang' }));
  while ((await lanes.taken('listed')) === 0) await sleep(10);
  await sleep(50);
  const closed = both().map(([, , gateway]) => gateway.close());
  await sleep(50);
  lanes.tiny.graph.release();
  for (const answers of await Promise.all(asked)) {
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(answers.map(connectionOf)).toEqual(['close']);
    expect(String(answers[0]?.body)).toBe('{"data":{"hang":"released"}}\n');
  }
  await inTime(Promise.all(closed), 2_000);
});

it('answers a request whose body is still coming', async () => {
  const bytes = requestBytes(lanes.asOwner(), '{"id":"status"}');
  const asked = both().map(([, url]) => exchange(url, [bytes.subarray(0, -5), 200, bytes.subarray(-5)]));
  await sleep(100);
  const closed = both().map(([, , gateway]) => gateway.close());
  for (const answers of await Promise.all(asked)) {
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(answers.map(connectionOf)).toEqual(['close']);
  }
  await inTime(Promise.all(closed), 2_000);
});

it('ends connections that wait for their next request', async () => {
  const asked = both().map(([, url]) => ask(url, { id: 'status' }));
  await sleep(100);
  await inTime(Promise.all(both().map(([, , gateway]) => gateway.close())), 2_000);
  for (const answers of await Promise.all(asked)) expect(answers.map(connectionOf)).toEqual(['keep-alive']);
});
