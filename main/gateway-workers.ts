import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { subgraphHealthCheck } from '../gateway/src/telemetry/subgraph-health';
import { registerHealth, type HealthCheck } from '../service-kit/http/health';
import { createHttpServer, listen } from '../service-kit/http/http';
import type { Lifetime } from '../service-kit/process/process';
import { startWorkers, type WorkerSet } from '../service-kit/process/worker-set';
import { processRegistry, startProcessMetrics } from '../service-kit/telemetry/process-metrics';
import type { StartedWith } from './platform';

/*
 * `WORKERS=n`: so many gateways behind one port. What operators ask is answered by the primary at METRICS_PORT, for all of them: a single
 * worker would tell of itself. A SIGHUP replaces them one after the other.
 */

/** Lets the primary ask this worker for its metrics. @param own the gateway's registry */
export function showMetricsToPrimary(own: Registry): void {
  if (!cluster.isWorker) return;
  startProcessMetrics();
  AggregatorRegistry.setRegistries([own, processRegistry]);
  new AggregatorRegistry(); // listens to the primary
}

function workersCheck(workers: WorkerSet): HealthCheck {
  return {
    name: 'workers',
    critical: false,
    async check() {
      const [running, wanted] = [workers.running(), workers.wanted];
      if (running < wanted) throw new Error(`${running} of ${wanted} workers listen`);
      return { running, wanted };
    },
  };
}

/** Starts the gateway's workers and, at METRICS_PORT, what tells of them. */
export async function startGatewayWorkers(
  lifetime: Lifetime,
  { settings, port, log }: StartedWith,
): Promise<void> {
  const { WORKERS: count, HOST, METRICS_PORT: metricsPort = 0, METRICS_HOST: host } = settings;
  const onLost = (error: Error) => lifetime.fail(error);
  const args = ['main/gateway', ...process.argv.slice(2)]; // of scripts/run.mjs, which took the first away
  const workers = lifetime.add('workers', await startWorkers({ count, args, onLost }, log), (open) =>
    open.close(),
  );
  const metrics = new AggregatorRegistry();
  const app = createHttpServer({ log });
  const gateway = { ...subgraphHealthCheck('gateway', `http://${HOST}:${port}`), critical: true };
  registerHealth(app, [gateway, workersCheck(workers)], log);
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.clusterMetrics()),
  );
  lifetime.add('operations', app, (open) => open.close());
  await listen(app, { name: 'the metrics', host, port: metricsPort, variable: 'METRICS_PORT' });
  const replace = () =>
    void workers
      .restart()
      .catch((error: unknown) => log.error({ err: error }, 'workers could not be replaced'));
  // A terminal that closes sends SIGHUP too: that ends what was started in it.
  if (!process.stdin.isTTY && !process.stdout.isTTY) lifetime.onHangup(replace);
  log.info({ workers: count, port }, 'gateway listens');
}
