/**
 * Fails a test file that leaves sockets, servers, timers that hold the process, or child processes behind.
 * A leaked handle in a test is a leak at shutdown in production.
 */
const LEAKS = ['TCPSERVERWRAP', 'TCPSOCKETWRAP', 'TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'Timeout'];

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (LEAKS.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const before = countHandles();

function leaked(): string[] {
  return [...countHandles()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind} ×${count - (before.get(kind) ?? 0)}`);
}

afterAll(async () => {
  // Sockets close a few ticks after `close()` resolves: give them up to two seconds.
  for (let waited = 0; waited < 40 && leaked().length > 0; waited += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  const left = leaked();
  if (left.length > 0) throw new Error(`This test file leaves handles open: ${left.join(', ')}`);
});
