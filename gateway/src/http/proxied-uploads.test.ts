import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHttpServer } from '../../../service-kit/http/http';
import { answerBeforeTheEnd, takesLong } from '../../../service-kit/http/long-requests';
import { silentLogger } from '../../../service-kit/process/logger';
import { registerProxyRoutes } from './proxy-routes';

let subgraph: FastifyInstance;
let gateway: FastifyInstance;
let url: string;
let gone: Promise<void>;
let begun: Promise<void>;

/** A subgraph that hashes what comes, and refuses at once what is called `refused`; behind a gateway that is in a hurry. */
beforeAll(async () => {
  subgraph = createHttpServer({ log: silentLogger() });
  let leave: () => void;
  let begin: () => void;
  gone = new Promise((resolve) => (leave = resolve));
  begun = new Promise((resolve) => (begin = resolve));
  await subgraph.register(async (scope) => {
    takesLong(scope);
    scope.put('/uploads/*', { config: { takesFile: true } }, async (request: FastifyRequest, reply) => {
      if (request.url.endsWith('left')) {
        request.raw.on('close', () => request.raw.complete || leave()); // one that is refused is cut, too
        begin();
      }
      if (request.url.endsWith('refused')) {
        answerBeforeTheEnd(request.raw);
        const shown = { 'retry-after': '5', refresh: '5', 'x-robots-tag': 'noindex' };
        return reply
          .code(413)
          .headers({ ...shown, 'set-cookie': 'a=b' })
          .send({ refused: true });
      }
      const hash = createHash('sha256');
      for await (const chunk of request.raw) hash.update(chunk as Buffer);
      return reply.code(201).send({ sha256: hash.digest('hex'), type: request.headers['content-type'] });
    });
  });
  const target = await subgraph.listen({ port: 0 });
  gateway = createHttpServer({ log: silentLogger(), limits: { readTimeoutMs: 500, bodyBytes: 1_000 } });
  registerProxyRoutes(
    gateway,
    [{ path: '/uploads/*', methods: ['PUT'], target, takesFiles: true }],
    silentLogger(),
  );
  url = await gateway.listen({ port: 0 });
});
afterAll(async () => {
  for (const { server } of [gateway, subgraph]) server.closeAllConnections(); // one that was cut may count as kept alive
  await gateway.close();
  await subgraph.close();
});

const put = (name: string, body: BodyInit) =>
  fetch(`${url}/uploads/${name}`, { method: 'PUT', body, headers: { 'content-type': 'text/csv' } });

it('passes a file of any size as it comes, longer than other requests may take', async () => {
  const bytes = randomBytes(12 * 1024 * 1024);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const answer = await put('large', bytes);
  expect([answer.status, await answer.json()]).toEqual([201, { sha256, type: 'text/csv' }]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.write('PUT /uploads/slow HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\na');
  setTimeout(() => socket.write('b'), 1_200); // the gateway waits half a second for others
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  expect(text).toMatch(/^HTTP\/1\.1 201 /);
});

it('tells the sender at once what the subgraph refuses, and the subgraph that the sender has gone', async () => {
  const answer = await put('refused', randomBytes(3 * 1024 * 1024));
  expect([answer.status, await answer.json()]).toEqual([413, { refused: true }]);
  const told = ['retry-after', 'refresh', 'x-robots-tag', 'set-cookie'].map((name) =>
    answer.headers.get(name),
  );
  expect(told).toEqual(['5', '5', 'noindex', null]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('PUT /uploads/left HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\nabc');
  await begun;
  socket.destroy();
  await gone;
});
