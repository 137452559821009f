import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { remoteKeys } from './jwks';

/** A key server with switches. */
interface KeyServer {
  url: string;
  requests: number;
  answer: { status: number; body: string };
}

let server: Server;
let source: KeyServer;

const published = (...kids: string[]): string =>
  JSON.stringify({
    keys: kids.map((kid) => ({
      ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
      kid,
    })),
  });

beforeEach(async () => {
  server = createServer((_request, response) => {
    source.requests += 1;
    response.writeHead(source.answer.status).end(source.answer.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  source = { url: `http://127.0.0.1:${port}`, requests: 0, answer: { status: 200, body: published('one') } };
});

afterEach(async () => {
  jest.restoreAllMocks();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const later = (ms: number): void => {
  const at = performance.now() + ms;
  jest.spyOn(performance, 'now').mockImplementation(() => at);
};
const unavailable = { extensions: { code: 'SERVICE_UNAVAILABLE' } };

it('asks once for many tokens of one key', async () => {
  const keys = remoteKeys(source.url);
  const found = await Promise.all(Array.from({ length: 20 }, () => keys.find('one')));
  expect(found.every((key) => key?.asymmetricKeyType === 'ec')).toBe(true);
  expect(source.requests).toBe(1);
});

it('finds a key that was made after the last reading', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  source.answer.body = published('two', 'one');
  later(3_000);
  expect(await keys.find('two')).not.toBeNull();
  expect(source.requests).toBe(2);
});

it('asks again for unknown keys every few seconds at most', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  const started = performance.now();
  const found = await Promise.all(Array.from({ length: 50 }, (_, index) => keys.find(`forged-${index}`)));
  expect(found.every((key) => key === null)).toBe(true);
  expect(source.requests).toBe(2);
  expect(performance.now() - started).toBeGreaterThan(1_500);
});

it('keeps the last good set while the source is down or talks nonsense', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  for (const answer of [
    { status: 503, body: 'down' },
    { status: 200, body: '<html>' },
    { status: 200, body: '{"keys":[]}' },
    { status: 200, body: 'x'.repeat(100_000) },
  ]) {
    source.answer = answer;
    later(10 * 60_000 * (source.requests + 1));
    expect(await keys.find('one')).not.toBeNull();
    await expect(keys.find('unknown')).rejects.toMatchObject(unavailable);
  }
});

it('says that it is unavailable, rather than that a token is bad, before it has any key', async () => {
  const keys = remoteKeys('http://127.0.0.1:1/none');
  await expect(keys.find('one')).rejects.toMatchObject(unavailable);
});

it('forgets a key that is no longer published', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  source.answer.body = published('two');
  later(6 * 60_000);
  await keys.find('one'); // still known; asks in the background
  await keys.find('two');
  expect(await remoteKeys(source.url).find('one')).toBeNull();
  later(12 * 60_000);
  expect(await keys.find('one')).toBeNull();
});

it('leaves keys of other kinds aside', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const { keys } = JSON.parse(published('one')) as { keys: object[] };
  source.answer.body = JSON.stringify({ keys: [{ ...rsa, kid: 'rsa' }, ...keys] });
  expect(await remoteKeys(source.url).find('rsa')).toBeNull();
});

it('trusts a retired key no more, before the source shows it', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  expect(keys.isTrusted?.('one')).toBe(true);
  await keys.refresh?.(['one']);
  expect(source.requests).toBe(2);
  expect(keys.isTrusted?.('one')).toBe(false);
  expect(await keys.find('one')).toBeNull();
});

it('reads the set again when told, and drops what is gone from it', async () => {
  const keys = remoteKeys(source.url);
  await keys.find('one');
  source.answer.body = published('two');
  await keys.refresh?.([]);
  expect(keys.isTrusted?.('one')).toBe(false);
  expect(keys.isTrusted?.('two')).toBe(true);
});
