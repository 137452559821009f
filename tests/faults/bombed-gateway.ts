/* A gateway in a process of its own. It tells its parent its address and, when asked, its CPU time; it ends with it. */
import { startTinyGateway } from '../../testkit/tiny-gateway';

async function main(): Promise<void> {
  const { gateway } = await startTinyGateway('in-process'); // without rates, which would refuse bombs for their number
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
  });
  process.send?.(`${await gateway.app.listen({ port: 0, host: '127.0.0.1' })}/graphql`);
}

void main();
