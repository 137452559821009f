import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOtlpReceiver } from '../../testkit/otlp-receiver';
import { collectSpans } from '../../testkit/spans';
import { traceFrom, traceOf } from '../http/trace';
import { projectRoot } from '../process/paths';
import { tablesIn } from './sql-spans';
import { beginSpan, inSpan, isTracing, noteSpan, setTracer } from './tracing';

afterEach(() => setTracer(null));

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
    const sent = collectSpans(1);
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
    const sent = collectSpans(1);
    noteSpan('SELECT', { kind: 'client', startedAt: 0 });
    inSpan(
      'part',
      () => ({}),
      () => undefined,
    );
    expect(sent).toEqual([]);
  });

  it('are sent as their sender decided, and by the ratio where nobody did', () => {
    let sent = collectSpans(0);
    served(() => undefined);
    served(() => undefined, UNRECORDED);
    expect(sent).toEqual([]);
    served(() => undefined, RECORDED);
    expect(sent).toHaveLength(1);
    sent = collectSpans(1);
    served(() => undefined, UNRECORDED);
    expect(sent).toEqual([]);
    sent = collectSpans(0.3);
    for (let times = 0; times < 1_000; times += 1) served(() => undefined);
    expect(sent.length).toBeGreaterThan(200);
    expect(sent.length).toBeLessThan(400);
  });

  it('are not sent at any number because strangers say that they record', () => {
    const sent = collectSpans(0, 5);
    for (let times = 0; times < 100; times += 1) served(() => undefined, RECORDED);
    expect(sent.length).toBeLessThanOrEqual(10); // a second may have passed in between
  });

  it('of a failure on our side are sent in any case, all of this process; of a client’s mistake not', () => {
    const sent = collectSpans(0);
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
    const sent = collectSpans(0);
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
    expect(String(sent[0]?.attributes['long'])).toHaveLength(200);
  });

  it('go on in the trace that was stored with the work', () => {
    const sent = collectSpans(1);
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
  it('tells by OTLP who did what in which trace; a collector that is gone is logged once, one that hangs holds nothing up', async () => {
    const receiver = await startOtlpReceiver();
    const child = spawn(
      process.execPath,
      ['scripts/run.mjs', 'testkit/traced-child', `${receiver.url}/`, RECORDED],
      { cwd: projectRoot, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    try {
      const lines: string[] = [];
      createInterface(child.stdout).on('line', (line) => lines.push(line));
      const span = await receiver.find(({ name }) => name === 'job');
      expect(span).toMatchObject({
        ...{ service: 'unit', kind: 5, status: { code: 2 } },
        attributes: { a: 'x', b: 1, c: 1.5, d: true, 'error.type': 'ECONNRESET' },
        links: [{ traceId: RECORDED.slice(3, 35), spanId: RECORDED.slice(36, 52) }],
      });
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
      expect(receiver.headers[0]?.authorization).toBe('Bearer collector');
      receiver.answerWith(400);
      const refused = receiver.bodies.length + 3; // three that are refused, and one line
      while (receiver.bodies.length < refused) await sleep(10);
      receiver.answerWith(200);
      while (lines.length < 2) await sleep(10);
      expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
        'sending to the collector of traces fails',
        'sending to the collector of traces works again',
      ]);
      receiver.answerWith(null);
      const before = receiver.bodies.length;
      while (receiver.bodies.length === before) await sleep(10);
      child.stdin.end();
      const [code] = (await once(child, 'exit')) as [number | null];
      expect(code).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await receiver.close();
    }
  });
});
