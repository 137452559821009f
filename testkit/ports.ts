import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what Linux (32768) and macOS (49152) give to connections that go out: those may take a port before its server listens. */
const FIRST = 10_000;
const LAST = 32_000;

/** Test workers run side by side: each has ports of its own, for one that was given is not listened at before a while. */
const SHARES = 4;
const share = Number(process.env['JEST_WORKER_ID'] ?? 0) % SHARES;

const given = new Set<number>();

/** A port that was free a moment ago, for what must know its own address before it listens, or is to come back where it was. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST / SHARES, LAST / SHARES) * SHARES + share;
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
