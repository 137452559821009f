import cluster, { type Worker } from 'node:cluster';
import { Counter, Registry } from 'prom-client';
import { WorkerMetrics } from './worker-metrics';

/** Tells of so many requests, as a worker does before it ends. */
async function tell(worker: Worker, requests: number): Promise<void> {
  const registry = new Registry();
  new Counter({ name: 'requests_total', help: 'x', registers: [registry] }).inc(requests);
  const metrics = [await registry.getMetricsAsJSON()];
  cluster.emit('message', worker, { type: 'cashcraft:metrics', id: null, metrics });
}
const workerOf = (id: number) => ({ id, isConnected: () => false }) as Worker;

afterEach(() => {
  cluster.removeAllListeners();
});

it('keeps what workers have counted that end at the same moment, and shows no less meanwhile', async () => {
  const metrics = new WorkerMetrics();
  const workers = [1, 2, 3].map(workerOf);
  for (const worker of workers) await tell(worker, 10 * worker.id);
  for (const worker of workers.slice(0, 2)) cluster.emit('exit', worker);
  for (let looks = 0; looks < 20; looks += 1) expect(await metrics.text()).toContain('requests_total 60');
});
