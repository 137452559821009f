/*
 * A gateway in a process of its own, over a subgraph in its parent that answers too much. Its parent sends queries by IPC
 * and reads the answer's text and how much memory it took at most.
 */
import { startTinyGateway } from '../../testkit/tiny-gateway';

const MB = 1024 * 1024;

async function main(url: string): Promise<void> {
  const tiny = await startTinyGateway('in-process', { transports: { crm: { kind: 'http', url } } });
  const ask = () => tiny.ask('{ echo(amount: "1") status }');
  for (let i = 0; i < 5; i += 1) await ask(); // compiled, connected
  process.on('message', () => {
    const before = process.memoryUsage.rss();
    let most = before;
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
    void ask().then(({ text }) => {
      clearInterval(look);
      most = Math.max(most, process.memoryUsage.rss());
      process.send?.({ text, megabytes: (most - before) / MB });
    });
  });
  process.send?.('ready');
}

void main(process.argv[2] as string);
