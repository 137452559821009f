import cluster from 'node:cluster';
import type { Registry } from 'prom-client';
import { subgraphHealthCheck } from '../gateway/src/telemetry/subgraph-health';
import { registerHealth, type HealthCheck } from '../service-kit/http/health';
import { createHttpServer, listen } from '../service-kit/http/http';
import type { Lifetime } from '../service-kit/process/process';
import { startWorkers, type WorkerSet } from '../service-kit/process/worker-set';
import { answerPrimary, WorkerMetrics } from '../service-kit/telemetry/worker-metrics';
import { processRegistry, startProcessMetrics } from '../service-kit/telemetry/process-metrics';
import type { StartedWith } from './platform';

/*
 * `WORKERS=n`: so many gateways behind one port, and a spare. What operators ask is answered by the primary at METRICS_PORT, for all of them: a single
 * worker would tell of itself. A SIGHUP replaces them one after the other.
 */

/** Lets the primary ask this worker for its metrics; it tells the last by itself. @param own the gateway's registry */
export function showMetricsToPrimary(lifetime: Lifetime, own: Registry): void {
  if (!cluster.isWorker) return;
  startProcessMetrics();
  lifetime.add('metrics', answerPrimary([own, processRegistry]), (tellLast) => tellLast());
}

function workersCheck(workers: WorkerSet): HealthCheck {
  return {
    name: 'workers',
    critical: false,
    async check() {
      const [running, wanted] = [workers.running(), workers.wanted];
      if (running < wanted) throw new Error(`${running} of ${wanted} workers listen`);
      return { running, wanted, spare: workers.hasSpare() };
    },
  };
}

/** A terminal that closes sends SIGHUP too: that ends what was started in it. */
const hasTerminal = (): boolean => Boolean(process.stdin.isTTY || process.stdout.isTTY);

/** Starts the gateway's workers and, at METRICS_PORT, what tells of them. */
export async function startGatewayWorkers(
  lifetime: Lifetime,
  { settings, port, log }: StartedWith,
): Promise<void> {
  const { WORKERS: count, HOST, METRICS_PORT: metricsPort = 0, METRICS_HOST: host } = settings;
  const onLost = (error: Error) => lifetime.fail(error);
  const args = ['main/gateway', ...process.argv.slice(2)]; // of scripts/run.mjs, which took the first away
  const metrics = new WorkerMetrics(); // before the first of them
  const workers = lifetime.add('workers', await startWorkers({ count, args, onLost }, log), (open) =>
    open.close(),
  );
  const app = createHttpServer({ log });
  const gateway = { ...subgraphHealthCheck('gateway', `http://${HOST}:${port}`), critical: true };
  registerHealth(app, [gateway, workersCheck(workers)], log);
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
  lifetime.add('operations', app, (open) => open.close());
  await listen(app, { name: 'the metrics', host, port: metricsPort, variable: 'METRICS_PORT' });
  const replace = () =>
    void workers
      .restart()
      .catch((error: unknown) => log.error({ err: error }, 'workers could not be replaced'));
  if (!hasTerminal()) lifetime.onHangup(replace);
  log.info({ workers: count, port }, 'gateway listens');
}
