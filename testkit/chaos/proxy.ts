import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/**
 * What a network does to a call: `open` carries it, `cut` refuses connections and breaks those that are there, `silent` carries nothing
 * and breaks nothing, `deaf` carries requests and breaks the connection when the answer comes.
 */
export type Weather = 'open' | 'cut' | 'silent' | 'deaf';

/** A TCP proxy in front of one port. */
export interface FaultyProxy {
  readonly url: string;
  set(weather: Weather): void;
  close(): Promise<void>;
}

/** Starts one. */
export async function startProxy(target: number): Promise<FaultyProxy> {
  let weather: Weather = 'open';
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    if (weather === 'cut') return void client.destroy();
    const upstream = keep(connect(target, '127.0.0.1'));
    const both = [client, upstream];
    client.on('data', (chunk) => void (weather !== 'silent' && upstream.write(chunk)));
    upstream.on('data', (chunk) => {
      if (weather === 'deaf') for (const socket of both) socket.destroy();
      else if (weather !== 'silent') client.write(chunk);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      // What was swallowed is lost: connections that fell silent are of no use any more.
      if (next === 'cut' || weather === 'silent') for (const socket of sockets) socket.destroy();
      weather = next;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
