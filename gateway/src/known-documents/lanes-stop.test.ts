import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { exchange, requestBytes, type RawAnswer } from '../../../testkit/raw-http';
import { startTwoLanes, type TwoLanes } from '../../../testkit/two-lanes';
import type { Gateway } from '../gateway';

/* A gateway that stops: what was accepted is answered, and nobody is left waiting. */

let lanes: TwoLanes;
beforeEach(async () => {
  lanes = await startTwoLanes({ stopTimeoutMs: 600_000 }); // longer than a test may take: nothing is cut off;
});
afterEach(() => lanes.close());

const connectionOf = ({ headers }: RawAnswer): string | undefined => new Map(headers).get('connection');

/** Asks over a connection that would be kept. */
const ask = (url: string, body: object, ...more: (Buffer | number)[]) =>
  exchange(url, [requestBytes(lanes.asOwner(), JSON.stringify(body)), ...more]);

/** Waits until nobody listens there any more: the stop is under way. */
async function isClosed(url: string): Promise<void> {
  while (
    await request(`${url}/ping`).then(
      () => true,
      () => false,
    )
  )
    await sleep(10);
}

const both = (): [string, string, Gateway][] => [
  ['fast', lanes.urls.fast, lanes.tiny.gateway],
  ['slow', lanes.urls.slow, lanes.apolloLane],
];

it('answers what is in flight in the lane of known documents, and says that the connection ends, as in the other lane', async () => {
  const asked = both().map(([, url]) => ask(url, { id: 'hang' }));
  await lanes.tiny.graph.hanging(2);
  const closed = both().map(([, , gateway]) => gateway.close());
  await Promise.all(both().map(([, url]) => isClosed(url)));
  lanes.tiny.graph.release();
  for (const answers of await Promise.all(asked)) {
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(answers.map(connectionOf)).toEqual(['close']);
    expect(String(answers[0]?.body)).toBe('{"data":{"hang":"released"}}\n');
  }
  await Promise.all(closed);
});

it('answers a request whose body is still coming', async () => {
  const bytes = requestBytes(lanes.asOwner(), '{"id":"status"}');
  const begun = both().map(([, , gateway]) => once(gateway.app.server, 'request'));
  let goOn: () => void = () => undefined;
  const areClosing = new Promise<void>((resolve) => (goOn = resolve));
  const asked = both().map(([, url]) =>
    exchange(url, [bytes.subarray(0, -5), areClosing, bytes.subarray(-5)]),
  );
  await Promise.all(begun);
  const closed = both().map(([, , gateway]) => gateway.close());
  await Promise.all(both().map(([, url]) => isClosed(url)));
  goOn();
  for (const answers of await Promise.all(asked)) {
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(answers.map(connectionOf)).toEqual(['close']);
  }
  await Promise.all(closed);
});

it('ends connections that wait for their next request', async () => {
  const answered = both().map(async ([, , gateway]) => {
    const [, response] = (await once(gateway.app.server, 'request')) as [unknown, ServerResponse];
    await once(response, 'finish');
  });
  const asked = both().map(([, url]) => ask(url, { id: 'status' }));
  await Promise.all(answered);
  await Promise.all(both().map(([, , gateway]) => gateway.close()));
  for (const answers of await Promise.all(asked)) expect(answers.map(connectionOf)).toEqual(['keep-alive']);
});
