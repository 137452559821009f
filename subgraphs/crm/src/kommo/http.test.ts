import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKommoHttp } from './http';

it('keeps no connections for accounts that nobody asks any more', async () => {
  const http = createKommoHttp(20);
  // Nothing listens there: an invented account costs as much as a real one.
  const ports = Array.from({ length: 50 }, (_none, index) => 1 + index);
  await Promise.all(
    ports.map((port) =>
      expect(http.send({ method: 'GET', url: `http://127.0.0.1:${port}/` })).rejects.toThrow(),
    ),
  );
  while (http.hosts() > 0) await sleep(5);
  await http.close();
});

it('tells a time-out from other failures', async () => {
  const silent = createServer((socket) => void socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const http = createKommoHttp();
  const { port } = silent.address() as AddressInfo;
  const ask = (at: number) => http.send({ method: 'GET', url: `http://127.0.0.1:${at}/`, timeoutMs: 20 });
  await expect(ask(port)).rejects.toMatchObject({ kind: 'unavailable', facts: { timedOut: true } });
  await expect(ask(1)).rejects.toMatchObject({ kind: 'unavailable', facts: { timedOut: false } });
  await http.close();
  silent.close();
});
