import { startOtlpReceiver, type OtlpReceiver } from '../../testkit/otlp-receiver';
import { traceFrom, traceOf } from '../http/trace';
import { createLogger, silentLogger, type Logger } from '../process/logger';
import { encodeSpans, startTracing } from './otlp';
import { createTracer, type EndedSpan } from './spans';
import { tablesIn } from './sql-spans';
import { TelemetrySender } from './telemetry-sender';
import { beginSpan, inSpan, isTracing, noteSpan, setTracer } from './tracing';

afterEach(() => setTracer(null));

/** Makes spans, and answers those that would be sent. */
function collect(ratio: number, sendersPerSecond?: number): EndedSpan[] {
  const sent: EndedSpan[] = [];
  const most = sendersPerSecond === undefined ? {} : { sendersPerSecond };
  setTracer(createTracer({ ratio, send: (spans) => sent.push(...spans), ...most }));
  return sent;
}

const served = <T>(work: () => T, traceparent?: string): T =>
  inSpan(
    'GET /',
    () => ({ kind: 'server', parent: traceOf(traceparent === undefined ? {} : { traceparent }) }),
    work,
  );
const RECORDED = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const UNRECORDED = `${RECORDED.slice(0, -1)}0`;

describe('spans', () => {
  it('are not made while nobody wants them: what they would say is not even asked', async () => {
    const start = () => {
      throw new Error('asked');
    };
    expect(isTracing()).toBe(false);
    expect(inSpan('a', start, (span) => span)).toBeUndefined();
    await expect(inSpan('a', start, async () => 'done')).resolves.toBe('done');
    noteSpan('a', { startedAt: 0 });
    expect(beginSpan('a', { kind: 'server' })).toBeUndefined();
  });

  it('are parts of one another, across awaits and of what came from outside', async () => {
    const sent = collect(1);
    await served(
      () =>
        inSpan(
          'outer',
          () => ({}),
          async () => {
            await Promise.resolve();
            noteSpan('inner', { kind: 'client', startedAt: performance.now() });
          },
        ),
      RECORDED,
    );
    const [inner, outer, server] = sent;
    expect([inner?.name, outer?.name, server?.name]).toEqual(['inner', 'outer', 'GET /']);
    expect(server).toMatchObject({ traceId: RECORDED.slice(3, 35), parentId: RECORDED.slice(36, 52) });
    expect([inner?.parentId, outer?.parentId]).toEqual([outer?.spanId, server?.spanId]);
  });

  it('begin a trace only where something comes in', () => {
    const sent = collect(1);
    noteSpan('SELECT', { kind: 'client', startedAt: 0 });
    inSpan(
      'part',
      () => ({}),
      () => undefined,
    );
    expect(sent).toEqual([]);
  });

  it('are sent as their sender decided, and by the ratio where nobody did', () => {
    let sent = collect(0);
    served(() => undefined);
    served(() => undefined, UNRECORDED);
    expect(sent).toEqual([]);
    served(() => undefined, RECORDED);
    expect(sent).toHaveLength(1);
    sent = collect(1);
    served(() => undefined, UNRECORDED);
    expect(sent).toEqual([]);
    sent = collect(0.3);
    for (let times = 0; times < 1_000; times += 1) served(() => undefined);
    expect(sent.length).toBeGreaterThan(200);
    expect(sent.length).toBeLessThan(400);
  });

  it('are not sent at any number because strangers say that they record', () => {
    const sent = collect(0, 5);
    for (let times = 0; times < 100; times += 1) served(() => undefined, RECORDED);
    expect(sent.length).toBeLessThanOrEqual(10); // a second may have passed in between
  });

  it('of a failure on our side are sent in any case, all of this process; of a client’s mistake not', () => {
    const sent = collect(0);
    const failWith = (error: object) => () => {
      inSpan(
        'before',
        () => ({}),
        () => undefined,
      );
      try {
        inSpan(
          'part',
          () => ({}),
          () => {
            throw error;
          },
        );
      } catch {
        // the answer tells of it
      }
    };
    for (const code of ['BAD_USER_INPUT', 'NOT_FOUND']) served(failWith({ extensions: { code } }));
    served(failWith({ code: '23505' }));
    expect(sent).toEqual([]);
    served(failWith(new TypeError('secret words')));
    expect(sent.map(({ name, failure }) => [name, failure])).toEqual([
      ['before', null],
      ['part', 'TypeError'],
      ['GET /', null],
    ]);
    expect(JSON.stringify(sent)).not.toContain('secret words');
  });

  it('have names and values with an end, and keep no more than some hundred until it is known whether they are sent', () => {
    const sent = collect(0);
    served(() => {
      for (let times = 0; times < 1_000; times += 1)
        inSpan(
          'x'.repeat(500),
          () => ({ attributes: { long: 'y'.repeat(5_000) } }),
          () => undefined,
        );
      inSpan(
        'fault',
        () => ({}),
        (span) => span?.fail('Error'),
      );
    });
    expect(sent.length).toBeLessThan(310);
    expect(sent[0]?.name).toHaveLength(120);
    expect(encodeSpans({}, sent.slice(0, 1)).length).toBeLessThan(1_000);
  });

  it('go on in the trace that was stored with the work', () => {
    const sent = collect(1);
    inSpan(
      'job',
      () => ({ kind: 'consumer', parent: traceFrom(RECORDED) }),
      () => undefined,
    );
    inSpan(
      'job',
      () => ({ kind: 'consumer', parent: traceFrom('nonsense') }),
      () => undefined,
    );
    expect(sent.map(({ parentId }) => parentId)).toEqual([RECORDED.slice(36, 52), null]);
  });
});

describe('the tables of a statement', () => {
  it.each([
    [
      'SELECT "l"."id" FROM "crm"."leads" "l" LEFT JOIN crm.contacts c ON true WHERE l.name = $1',
      ['crm.leads', 'crm.contacts'],
    ],
    ['INSERT INTO jobs.jobs (org_id) VALUES ($1)', ['jobs.jobs']],
    ['UPDATE identity.users SET x = 1', ['identity.users']],
    [`SELECT * FROM unnest($1::text[]) AS e (id)`, []],
    ['SELECT 1 FROM crm.leads FOR UPDATE SKIP LOCKED', ['crm.leads']],
    ['INSERT INTO a VALUES (1) ON CONFLICT (b) DO UPDATE SET c = 1 WHERE d IS DISTINCT FROM e', ['a']],
    ["SELECT set_config('app.org_id', $1, true)", []],
  ])('of %s', (text, tables) => expect(tablesIn(text)).toEqual(tables));
});

describe('sending to a collector', () => {
  let receiver: OtlpReceiver;
  let lines: string[];
  let log: Logger;
  beforeEach(async () => {
    receiver = await startOtlpReceiver();
    lines = [];
    log = createLogger({ name: 'test', to: { write: (line) => void lines.push(line) } });
  });
  afterEach(() => receiver.close());
  const senderTo = (url: string, more: { most?: number; timeoutMs?: number } = {}) =>
    new TelemetrySender<string>({
      ...{ name: 'a collector', url, headers: {}, encode: () => '{"resourceSpans":[]}', log },
      ...{ gatherMs: 1, batch: 10, ...more },
    });

  it('tells by OTLP who did what in which trace, for how long and how it failed', async () => {
    const stop = startTracing({
      endpoint: `${receiver.url}/`,
      headers: { authorization: 'Bearer collector' },
      ratio: 1,
      resource: { 'service.name': 'unit' },
      log: silentLogger(),
    });
    const link = traceFrom(RECORDED);
    inSpan(
      'job',
      () => ({ kind: 'consumer', links: link ? [link] : [], attributes: { a: 'x', b: 1, c: 1.5, d: true } }),
      (span) => span?.fail('ECONNRESET'),
    );
    await stop();
    const [span] = receiver.spans;
    expect(span).toMatchObject({
      ...{ service: 'unit', name: 'job', kind: 5, status: { code: 2 } },
      attributes: { a: 'x', b: '1', c: 1.5, d: true, 'error.type': 'ECONNRESET' },
      links: [{ traceId: RECORDED.slice(3, 35), spanId: RECORDED.slice(36, 52) }],
    });
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
    const startedMs = Number(BigInt(span?.startTimeUnixNano ?? 0) / 1_000_000n);
    expect(Math.abs(Date.now() - startedMs)).toBeLessThan(60_000);
    expect(BigInt(span?.endTimeUnixNano ?? 0) >= BigInt(span?.startTimeUnixNano ?? 0)).toBe(true);
    expect(receiver.headers[0]?.authorization).toBe('Bearer collector');
    expect(isTracing()).toBe(false);
  });

  it('logs once that a collector is gone, and once that it is back', async () => {
    receiver.answerWith(503);
    const sender = senderTo(`${receiver.url}/v1/traces`);
    for (let times = 1; times <= 3; times += 1) {
      sender.add(['x']);
      while (receiver.bodies.length < times) await new Promise(setImmediate);
    }
    while (lines.length === 0) await new Promise(setImmediate);
    receiver.answerWith(200);
    while (lines.length < 2) {
      sender.add(['y']);
      await new Promise(setImmediate);
    }
    await sender.close();
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'sending to a collector fails',
      'sending to a collector works again',
    ]);
  });

  it('holds no more than its queue while a collector says nothing, and gives it up', async () => {
    receiver.answerWith(null);
    const sender = senderTo(`${receiver.url}/v1/traces`, { most: 20, timeoutMs: 50 });
    sender.add(Array.from({ length: 20 }, () => 'x'));
    while (receiver.bodies.length === 0) await new Promise(setImmediate);
    sender.add(Array.from({ length: 1_000 }, () => 'y'));
    expect(sender.dropped).toBe(990);
    while (lines.length === 0) await new Promise(setImmediate);
    expect(lines[0]).toContain('sending to a collector fails');
    await sender.close();
    sender.add(['z']);
    expect(sender.dropped).toBe(991);
  });
});
