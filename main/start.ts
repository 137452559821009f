/*
 * `npm start`: the whole product in one process — gateway, three subgraphs, workers — on an embedded PostgreSQL, with the
 * Kommo simulator beside it in development.
 */
import { checkPortIsFree } from '../service-kit/process/ports';
import { startProduct } from './all-in-one';
import { usesSimulator } from './kommo';
import { runProcess, type StartedWith } from './platform';
import { welcome } from './welcome';

const started = performance.now();

void runProcess('cashcraft', 4000, async (lifetime, read) => {
  await checkPorts(read);
  const product = await startProduct(lifetime, read);
  const isDevelopment = read.settings.NODE_ENV === 'development';
  welcome({ ...product, isDevelopment, startedInMs: performance.now() - started });
});

/** Tries all ports before anything slow is started, and tells of all that are taken at once. */
async function checkPorts(read: StartedWith): Promise<void> {
  const { HOST, SIMULATOR_PORT, SIMULATOR_CONTROL_PORT } = read.settings;
  const simulator = { name: 'the Kommo simulator', host: '127.0.0.1' };
  const wanted = [
    { name: 'the gateway', host: HOST, port: read.port, variable: 'PORT' },
    ...(usesSimulator(read)
      ? [
          { ...simulator, port: SIMULATOR_PORT, variable: 'SIMULATOR_PORT' },
          { ...simulator, port: SIMULATOR_CONTROL_PORT, variable: 'SIMULATOR_CONTROL_PORT' },
        ]
      : []),
  ];
  const tried = await Promise.allSettled(wanted.map(checkPortIsFree));
  const taken = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  if (taken.length > 0) throw new Error(taken.map(({ message }) => message).join('\n'));
}
