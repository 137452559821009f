import type { IncomingMessage } from 'node:http';
import { createHttpServer } from './http';
import { silentLogger } from '../process/logger';
import { clientAddress, type ProxyHeader, type TrustProxy } from './trust-proxy';

/* Each row is asked of both ways to the address: the server's `request.ip`, and the function for what goes around it. */

const PROXY = '10.0.0.9';
type Row = [trusted: TrustProxy, headers: Record<string, string>, address: string, header?: ProxyHeader];

const ROWS: Row[] = [
  // Nobody is trusted: whatever is said is ignored.
  [false, { 'x-forwarded-for': '1.2.3.4' }, PROXY],
  [false, { forwarded: 'for=1.2.3.4' }, PROXY],
  // One proxy: its word stands last, and what the client sent itself before it.
  [1, {}, PROXY],
  [1, { 'x-forwarded-for': '203.0.113.5' }, '203.0.113.5'],
  [1, { 'x-forwarded-for': '6.6.6.6, 203.0.113.5' }, '203.0.113.5'],
  [1, { 'x-forwarded-for': '203.0.113.5', forwarded: 'for=6.6.6.6' }, '203.0.113.5'],
  [1, { forwarded: 'for=203.0.113.5;proto=https' }, '203.0.113.5'],
  [1, { forwarded: 'for=6.6.6.6, for=203.0.113.5' }, '203.0.113.5'],
  [1, { forwarded: 'For="[2001:db8::1]:4711"' }, '2001:db8::1'],
  [1, { forwarded: 'for="a,b;for=6.6.6.6", by=x;for=203.0.113.5' }, '203.0.113.5'],
  [1, { forwarded: 'for=unknown' }, PROXY],
  [1, { forwarded: 'for=203.0.113.5', 'x-forwarded-for': '6.6.6.6' }, '203.0.113.5', 'forwarded'],
  [1, { 'x-forwarded-for': '6.6.6.6' }, PROXY, 'forwarded'],
  // Two of them.
  [2, { 'x-forwarded-for': '6.6.6.6, 203.0.113.5, 10.1.1.1' }, '203.0.113.5'],
  // By network: the client may have any number of entries before the first that is ours.
  [['10.0.0.0/8'], { 'x-forwarded-for': '6.6.6.6, 203.0.113.5, 10.1.1.1' }, '203.0.113.5'],
  [['192.168.0.0/16'], { 'x-forwarded-for': '203.0.113.5' }, PROXY],
  // With ports, and what is no address.
  [1, { 'x-forwarded-for': '203.0.113.5:51234' }, '203.0.113.5'],
  [1, { 'x-forwarded-for': '[2001:db8::1]:443' }, '2001:db8::1'],
  [1, { 'x-forwarded-for': 'nonsense' }, PROXY],
  [3, { 'x-forwarded-for': '6.6.6.6, nonsense, 203.0.113.5' }, '203.0.113.5'],
  [true, { 'x-forwarded-for': '203.0.113.5, 10.1.1.1' }, '203.0.113.5'],
];

// A row shorter than the parameters would have Jest wait for a call-back.
const WHOLE_ROWS = ROWS.map((row) => [row[0], row[1], row[2], row[3]] as const);

it.each(WHOLE_ROWS)('trusting %j, %j is from %s (%s)', async (trustProxy, headers, address, proxyHeader) => {
  const app = createHttpServer({ log: silentLogger(), trustProxy, proxyHeader });
  app.get('/ip', async ({ ip }) => ip);
  const answer = await app.inject({ url: '/ip', headers, remoteAddress: PROXY });
  await app.close();
  const raw = { headers: { ...headers }, socket: { remoteAddress: PROXY } } as unknown as IncomingMessage;
  expect([answer.body, clientAddress(trustProxy, proxyHeader)(raw)]).toEqual([address, address]);
});
