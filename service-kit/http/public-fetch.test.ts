import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicFetch, isPublicAddress } from './public-fetch';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '64:ff9b::a00:1',
  'fd00::1',
  'fe80::1',
  '2002:a00:1::',
  'localhost',
  '',
])('%j is no public address', (ip) => {
  expect(isPublicAddress(ip)).toBe(false);
});

it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])('%s is one', (ip) => {
  expect(isPublicAddress(ip)).toBe(true);
});

describe('a call', () => {
  let server: Server;
  let origin = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: '/here' });
      response.end(request.url === '/large' ? 'x'.repeat(5_000) : 'here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const by = (trustedOrigins: string[]) => createPublicFetch({ trustedOrigins, maxBytes: 1_000 });

  it('reaches what is trusted, follows no redirect, and reads no more than it may', async () => {
    const call = by([origin]);
    expect(await (await call(`${origin}/`)).text()).toBe('here');
    expect((await call(`${origin}/away`)).status).toBe(302);
    await expect(call(`${origin}/large`).then((answer) => answer.text())).rejects.toThrow();
  });

  it('reaches nothing else in our own network, by whatever name', async () => {
    const call = by([]);
    const { port } = new URL(origin);
    for (const url of [
      origin,
      `https://127.0.0.1:${port}`,
      `https://[::1]:${port}`,
      `https://0x7f000001:${port}`,
    ])
      await expect(call(url)).rejects.toThrow(/private network|Only https/);
    const named = await call(`https://localhost:${port}`).catch((error: Error) => error.cause);
    expect(String(named)).toContain('private network');
  });
});
