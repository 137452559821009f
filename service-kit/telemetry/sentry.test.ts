import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError } from 'graphql';
import { createLogger, type Logger } from '../process/logger';
import { isDsn } from './dsn';
import { startFaultReports, withoutValues } from './sentry';

interface Event {
  release: string;
  environment: string;
  tags: Record<string, string>;
  contexts: { trace: { trace_id: string } };
  exception: {
    values: {
      type: string;
      value: string;
      stacktrace: { frames: { filename: string; in_app: boolean }[] };
    }[];
  };
}

const received: { url: string | undefined; text: string; event: Event }[] = [];
let isSilent = false;
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const text = Buffer.concat(pieces).toString();
    const { url } = request;
    received.push({
      url,
      text,
      event: JSON.parse(text.split('\n')[2] ?? '') as Event,
    });
    if (!isSilent) response.end('{}');
  });
});
let stop: () => Promise<void>;
let log: Logger;
let lines: string[];

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
beforeEach(() => {
  received.length = 0;
  isSilent = false;
  lines = [];
  log = createLogger({ name: 'crm', to: { write: (line) => void lines.push(line) } });
  const { port } = server.address() as AddressInfo;
  stop = startFaultReports({
    dsn: `http://publickey@127.0.0.1:${port}/sub/42`,
    release: 'v7',
    environment: 'staging',
    name: 'crm',
    log,
  });
});
afterEach(() => stop());

it('tells of a fault: where, in which operation and request, of which release', async () => {
  const cause = new TypeError('no such lead');
  const error = new GraphQLError('fault', { originalError: cause });
  const about = { requestId: 'request-1', traceId: 'a'.repeat(32), operation: 'Leads', orgId: 'org' };
  log.child({ subgraph: 'crm' }).error({ ...about, err: error }, 'fault masked');
  await stop();
  expect(received).toHaveLength(1);
  const [{ url, event } = {} as never] = received;
  expect(url).toMatch(/^\/sub\/api\/42\/envelope\/\?.*sentry_key=publickey/);
  expect(event).toMatchObject({
    release: 'v7',
    environment: 'staging',
    tags: { request_id: 'request-1', operation: 'Leads', subgraph: 'crm', logged: 'fault masked' },
    contexts: { trace: { trace_id: 'a'.repeat(32) } },
  });
  expect(event.exception.values.map(({ type }) => type)).toEqual(['TypeError', 'GraphQLError']);
  const last = event.exception.values[0]?.stacktrace.frames.at(-1);
  expect(last).toMatchObject({ filename: 'service-kit/telemetry/sentry.test.ts', in_app: true });
});

it('tells nothing of people or of what was asked', async () => {
  const error = Object.assign(
    new Error(
      `invalid input syntax for type uuid: "Jane Doe", jane@example.com, +7 912 345-67-89, 'glass bridge'`,
    ),
    { parameters: ['Jane Doe'], detail: 'Key (email)=(jane@example.com) already exists.' },
  );
  log.error({ err: error, variables: { password: 'glass bridge' }, input: { name: 'Jane' } }, 'fault masked');
  await stop();
  expect(received).toHaveLength(1);
  expect(received[0]?.text).not.toMatch(/jane|912 345|345-67|glass|bridge/i);
  expect(received[0]?.event.exception.values[0]?.value).toContain('invalid input syntax for type uuid: …');
});

it('is not told of what is no fault of ours', async () => {
  log.warn({ err: new Error('job is tried again') }, 'job is tried again');
  log.info({ err: new Error('x') }, 'refused');
  log.error({ reason: 'no error' }, 'a line without an error');
  await stop();
  expect(received).toEqual([]);
});

it('is told of the same a few times a minute, however often it happens', async () => {
  const fail = () => new Error('gone');
  for (let times = 0; times < 500; times += 1) log.error({ err: fail() }, 'fault masked');
  await stop();
  expect(received.length).toBeGreaterThan(0);
  expect(received.length).toBeLessThanOrEqual(10); // a minute may have ended in between
});

it('says nothing for long without holding anything up: what is logged goes on, and a stop too', async () => {
  isSilent = true;
  for (let times = 0; times < 300; times += 1) log.error({ err: new Error(`${times}`) }, `fault ${times}`);
  expect(lines).toHaveLength(300);
  await stop();
}, 90_000);

it.each<[string, boolean]>([
  ['https://k@o1.ingest.example.com/5', true],
  ['http://k:s@host:9000/path/5', true],
  ['', false],
  ['nonsense', false],
  ['https://host/5', false],
  ['https://k@host/', false],
  ['ftp://k@host/5', false],
  ['https://k@host/x', false],
])('%j is a DSN: %s', (dsn, is) => expect(isDsn(dsn)).toBe(is));

it.each([
  [
    'duplicate key value violates unique constraint "users_email"',
    'duplicate key value violates unique constraint …',
  ],
  ['Key (email)=(jane@x.org) exists', 'Key … exists'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED …:5432'],
  ['token eyJhbGciOiJIUzI1NiIsInR5cCI6 is bad', 'token … is bad'],
  ["unterminated 'quote of Jane", 'unterminated …'],
])('shortens %j', (given, told) => expect(withoutValues(given)).toBe(told));
