import { connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { inTime } from '../../testkit/streams';
import { sendEventStream, type OpenEventStream } from './event-stream';
import { createHttpServer } from './http';
import { silentLogger } from '../process/logger';

const PATIENCE_MS = 90_000;
const DONE = { value: undefined, done: true } as const;

/** Results that a test gives out; how many were asked for, and whether nobody listens any more. */
class Results {
  asked = 0;
  readonly left: Promise<void>;
  #leave: () => void = () => undefined;
  readonly #produce: (count: number) => Promise<object | null>;

  /** @param produce the result of a number, from 1; null ends them */
  constructor(produce: (count: number) => Promise<object | null>) {
    this.#produce = produce;
    this.left = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  async next(): Promise<IteratorResult<object>> {
    this.asked += 1;
    const value = await this.#produce(this.asked);
    return value ? { value, done: false } : DONE;
  }

  async return(): Promise<void> {
    this.#leave();
  }
}

const never = () => new Promise<null>(() => undefined);

describe('a stream of server-sent events', () => {
  let app: FastifyInstance;
  let client: Socket;
  let opened: OpenEventStream;
  let raw: FastifyReply['raw'];

  /** Serves the results to one client. Twelve seconds between heartbeats and thirty of patience are scaled down. */
  async function open(results: Results, options: { heartbeatMs?: number; stallMs?: number }) {
    app = createHttpServer({ log: silentLogger() });
    const begun = new Promise<void>((resolve) => {
      app.get('/events', (_request, reply) => {
        ({ raw } = reply);
        opened = sendEventStream(reply, results, options);
        resolve();
      });
    });
    const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    client = connect(Number(port), '127.0.0.1');
    client.on('error', () => undefined);
    let text = '';
    client.on('data', (piece) => (text += piece.toString()));
    client.write('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await begun;
    return { text: () => text, count: (what: string) => text.split(what).length - 1 };
  }
  afterEach(async () => {
    client.destroy();
    await app.close();
  });

  const until = async (condition: () => boolean) => {
    for (const giveUpAt = Date.now() + PATIENCE_MS; !condition(); await sleep(10)) {
      if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
    }
  };

  it('sends comments while nothing happens, so that no proxy takes it for dead', async () => {
    const heard = await open(new Results(never), { heartbeatMs: 30 });
    await until(() => heard.count(':\n\n') >= 5);
    expect(heard.text()).not.toContain('event:');
  });

  it('sends each result, and says when there are no more', async () => {
    const results = new Results(async (count) => (count <= 2 ? { data: { count } } : null));
    const heard = await open(results, {});
    await inTime(opened.closed, PATIENCE_MS);
    await until(() => heard.text().includes('complete'));
    const events = [
      'next\ndata: {"data":{"count":1}}',
      'next\ndata: {"data":{"count":2}}',
      'complete\ndata:',
    ];
    const places = events.map((event) => heard.text().indexOf(`event: ${event}\n\n`));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('asks for no more than a client takes that does not read, and goes on when it does', async () => {
    const x = 'x'.repeat(100_000);
    const results = new Results(async (count) => ({ data: { count, x } }));
    await open(results, { heartbeatMs: 20 });
    client.pause();
    await until(() => results.asked > 1);
    let before = 0;
    do {
      before = results.asked;
      await sleep(300);
    } while (results.asked > before); // what the system's own buffers take
    expect(before).toBeLessThan(200); // 20 MB
    client.resume();
    await until(() => results.asked > before + 50);
  });

  it('cuts off a client that reads nothing for too long', async () => {
    const x = 'x'.repeat(100_000);
    const results = new Results(async () => ({ data: { x } }));
    await open(results, { heartbeatMs: 20, stallMs: 200 });
    client.pause();
    await inTime(results.left, PATIENCE_MS);
    await inTime(opened.closed, PATIENCE_MS);
  });

  it('cuts off a client that does not read the end', async () => {
    // Small results until the system's buffers are full: the end is then written, and stays here.
    const x = 'x'.repeat(2_000);
    const results = new Results(async () => {
      await setImmediate();
      return raw.writableLength > 4_000 ? null : { data: { x } };
    });
    await open(results, { heartbeatMs: 20, stallMs: 2_000 });
    client.pause();
    await until(() => raw.writableEnded);
    expect(raw.closed).toBe(false);
    await inTime(opened.closed, PATIENCE_MS);
  });

  it('notices that its client has left', async () => {
    const results = new Results(never);
    const heard = await open(results, {});
    await until(() => heard.count(':\n\n') > 0);
    client.destroy();
    await inTime(results.left, PATIENCE_MS);
    await inTime(opened.closed, PATIENCE_MS);
  });

  it('is cut off without saying that it is complete: the client shall come back', async () => {
    const heard = await open(new Results(never), { heartbeatMs: 20 });
    await until(() => heard.count(':\n\n') > 0);
    opened.cut();
    await inTime(opened.closed, PATIENCE_MS);
    expect(heard.text()).not.toContain('complete');
  });

  it('can be cut off while its client does not read, heartbeats or not', async () => {
    const x = 'x'.repeat(100_000);
    const results = new Results(async () => ({ data: { x } }));
    await open(results, { heartbeatMs: 20 });
    client.pause();
    await until(() => raw.writableNeedDrain); // the system's buffers are full
    opened.cut();
    await inTime(opened.closed, PATIENCE_MS);
    await inTime(results.left, PATIENCE_MS);
  });
});
