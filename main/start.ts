/*
 * `npm start`: the whole product in one process — gateway, three subgraphs, workers — on an embedded PostgreSQL, with the
 * Kommo simulator beside it in development.
 */
import { checkPortIsFree } from '../service-kit/process/ports';
import { startProduct } from './all-in-one';
import { runProcess } from './platform';
import { welcome } from './welcome';

const started = performance.now();

void runProcess('cashcraft', 4000, async (lifetime, read) => {
  const { HOST: host } = read.settings;
  await checkPortIsFree({ name: 'the gateway', host, port: read.port, variable: 'PORT' });
  const product = await startProduct(lifetime, read);
  welcome({ ...product, startedInMs: performance.now() - started });
});
