import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP connection to somewhere else that can be slow, and can break. */
export interface Line {
  /** The same address, by way of this line. */
  readonly url: string;
  /** Breaks every connection; new ones can be made. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Opens a line to the host and port of a URL.
 *
 * @param options.delayMs how long what a client sends is on its way; answers come at once
 * @param options.silentMs how long after its opening nothing that a client sends arrives: a server that starts slowly
 */
export async function openLine(
  to: string,
  options: { delayMs?: number; silentMs?: number } = {},
): Promise<Line> {
  const { hostname, port } = new URL(to);
  const { delayMs = 0, silentMs = 0 } = options;
  const silentUntil = performance.now() + silentMs;
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('error', () => undefined);
      end.once('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
    near.on('data', (piece) => {
      const waitMs = Math.max(delayMs, silentUntil - performance.now());
      setTimeout(() => far.writable && far.write(piece), waitMs);
    });
    far.on('data', (piece) => near.writable && near.write(piece));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
    url: url.href,
    cut,
    async close() {
      cut();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
