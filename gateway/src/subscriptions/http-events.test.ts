import { getEventListeners, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '../../../service-kit/process/logger';
import { ANONYMOUS_FACTS } from '../../../testkit/anonymous-facts';
import { createHttpEvents } from './http-events';

const Usual = AbortController;
afterEach(() => {
  globalThis.AbortController = Usual;
});

it('keeps nothing of streams that were cut off and begun again', async () => {
  const made: AbortController[] = [];
  globalThis.AbortController = class extends Usual {
    constructor() {
      super();
      made.push(this);
    }
  };
  const server = createServer((_request, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: next\ndata: {"data":{"n":1}}\n\n', () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const { subscribe, close } = createHttpEvents({ name: 'x', url, log: silentLogger() });
  const request = { query: 'subscription { n }', variables: {}, facts: ANONYMOUS_FACTS };
  const events = await subscribe({ ...request, deadlineAt: Date.now() + 60_000 });
  if (!(Symbol.asyncIterator in events)) throw new Error('no events came');
  for (let count = 0; count < 5; count += 1) {
    expect(await events.next()).toEqual({ value: { data: { n: 1 } }, done: false });
  }
  const [ofTheSubscription] = made;
  expect(made.length).toBeGreaterThan(4);
  // That of the wait between two streams.
  expect(getEventListeners(ofTheSubscription?.signal as AbortSignal, 'abort').length).toBeLessThan(2);
  await events.return();
  await close();
  server.close();
});
