import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports';
import { programOf } from './programs';

/** A series that a query answers. */
interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A real Prometheus that scrapes once a second. */
export interface Prometheus {
  query(expr: string): Promise<Series[]>;
  /**
   * Waits until all targets have answered so often since the call. What is asked afterwards is asked of a moment when all did: a busy
   * machine may be late to the next scrape, and nothing is known then.
   */
  scrapes(times: number): Promise<void>;
  stop(): Promise<void>;
}

/** Has promtool say what is unusual about an exposition. @returns nothing when all is as Prometheus would have it */
export function lintMetrics(text: string): string {
  try {
    execFileSync(programOf('PROMETHEUS'), ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
}

/** Starts one. @param targets `host:port` by the part's name */
export async function startPrometheus(targets: Readonly<Record<string, string>>): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'cashcraft-prometheus-'));
  const port = await freePort();
  const config = {
    global: { scrape_interval: '1s' },
    scrape_configs: [
      {
        job_name: 'cashcraft',
        static_configs: Object.entries(targets).map(([part, target]) => ({
          targets: [target],
          labels: { part },
        })),
      },
    ],
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config)); // JSON is YAML
  const child = spawn(
    join(dirname(programOf('PROMETHEUS')), 'prometheus'),
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  let moment: string | undefined;
  const queryAt = async (expr: string, time: string | undefined): Promise<Series[]> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: expr, ...(time === undefined ? {} : { time }) }),
    });
    const { data, error } = (await response.json()) as { data?: { result: Series[] }; error?: string };
    if (!data) throw new Error(`${expr}: ${error ?? ''}`);
    return data.result;
  };
  const query = (expr: string) => queryAt(expr, moment);
  const ANSWERS = 'sum by (part) (sum_over_time(up[1h]))';
  /** How often each has answered. */
  const answers = async (expr: string, time?: string) =>
    new Map(
      (await queryAt(expr, time).catch(() => [])).map(({ metric, value }) => [
        metric['part'],
        Number(value[1]),
      ]),
    );
  return {
    query,
    async scrapes(times) {
      const before = await answers(ANSWERS); // also of one that is late just now
      for (;;) {
        const time = String(Date.now() / 1000);
        const enough = [...(await answers(`${ANSWERS} and sum by (part) (up) == 1`, time))].filter(
          ([part, count]) => count >= (before.get(part) ?? 0) + times,
        );
        moment = time;
        if (enough.length === Object.keys(targets).length) return;
        await sleep(200);
      }
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
