import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import type { Logger } from '../process/logger';
import { sendMetrics } from '../telemetry/metrics-route';
import { gaugeIn } from '../telemetry/process-metrics';

/** One thing a process depends on. */
export interface HealthCheck {
  /** As operators see it: `postgres`, `redis`, `crm`. */
  name: string;
  /** @returns what `/health` tells of it besides. @throws when the part doesn't work */
  check(): Promise<object | void>;
  /** Whether the process can't serve without it; true by default. Others make it degraded, without a 503. */
  critical?: boolean;
  /** Of parts that can each be done without: when all of a group have failed, the process can't serve. */
  group?: string;
}

interface PartHealth {
  status: 'ok' | 'failed';
  critical: boolean;
  milliseconds: number;
  [detail: string]: unknown;
}

interface Health {
  status: 'ok' | 'degraded' | 'unavailable';
  checks: Record<string, PartHealth>;
}

const CHECK_TIMEOUT_MS = 2_000;

/**
 * `/health` (a summary), `/health/live` (the process answers), `/health/ready` (it can serve: 503 when a critical part
 * failed or the process is stopping; the answer says which), `/ping`. Why a part failed is in the log only.
 *
 * @param registry shows each part's state, too: `health_check_up`
 * @param details what else `/health` tells; nothing of it makes the gateway less ready
 * @param maySee who gets more than the status
 */
export function registerHealth(
  app: FastifyInstance,
  checks: readonly HealthCheck[],
  log: Logger,
  {
    details = () => ({}),
    maySee = () => true,
    registry,
  }: {
    details?: () => object;
    maySee?: (request: FastifyRequest) => boolean;
    registry?: Registry;
  } = {},
): void {
  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  const tell = onceForEachState(log);
  const examine = singleFlight(() => examineAll(checks, tell));
  if (registry) showChecks(registry, examine);
  const report = async () => {
    const health = await examine();
    return stopping ? { ...health, status: 'unavailable' as const, stopping } : health;
  };

  const answer = (request: FastifyRequest, reply: FastifyReply, health: Health, more: object) =>
    reply
      .code(health.status === 'unavailable' ? 503 : 200)
      .send(maySee(request) ? { ...health, ...more } : { status: health.status });

  app.get('/health', async (request, reply) => {
    const health = await report();
    return answer(request, reply, health, { ...details(), uptimeSeconds: Math.round(process.uptime()) });
  });
  app.get('/health/ready', async (request, reply) => answer(request, reply, await report(), {}));
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/ping', async (_request, reply) => reply.type('text/plain').send('pong'));
}

/** Examines the parts when Prometheus asks, as a probe does. */
function showChecks(registry: Registry, examine: () => Promise<Health>): void {
  const help = 'Whether a part that this process depends on works; critical says whether it can do without.';
  gaugeIn(
    registry,
    'health_check_up',
    help,
    ['check', 'critical'],
    async () => {
      const { checks } = await examine();
      return Object.entries(checks).map(([check, { status, critical }]) => ({
        labels: { check, critical: String(critical) },
        value: status === 'ok' ? 1 : 0,
      }));
    },
    'min',
  );
}

/** Told of each examined part; the reason when it failed. */
type Tell = (name: string, failure: { error: unknown } | null) => void;

/** Logs when a part fails and when it works again, not at each probe in between. */
function onceForEachState(log: Logger): Tell {
  const failed = new Set<string>();
  return (name, failure) => {
    if (failure && !failed.has(name)) log.warn({ check: name, err: failure.error }, 'health check failed');
    if (!failure && failed.has(name)) log.info({ check: name }, 'health check passes again');
    if (failure) failed.add(name);
    else failed.delete(name);
  };
}

async function examineAll(checks: readonly HealthCheck[], tell: Tell): Promise<Health> {
  const parts = await Promise.all(
    checks.map(async (check) => ({ check, part: await examineOne(check, tell) })),
  );
  const failed = parts.filter(({ part }) => part.status === 'failed');
  const isWholeGroup = (group: string | undefined) =>
    group !== undefined &&
    parts.filter(({ check }) => check.group === group).every(({ part }) => part.status === 'failed');
  const isDown = failed.some(({ check, part }) => part.critical || isWholeGroup(check.group));
  const status = isDown ? 'unavailable' : failed.length > 0 ? 'degraded' : 'ok';
  return { status, checks: Object.fromEntries(parts.map(({ check, part }) => [check.name, part])) };
}

async function examineOne({ name, check, critical = true }: HealthCheck, tell: Tell): Promise<PartHealth> {
  const startedAt = performance.now();
  let status: PartHealth['status'] = 'ok';
  let details: object = {};
  try {
    details = (await within(CHECK_TIMEOUT_MS, check())) ?? {};
    tell(name, null);
  } catch (error) {
    status = 'failed';
    tell(name, { error });
  }
  return { status, critical, milliseconds: Math.round(performance.now() - startedAt), ...details };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What every process but the gateway answers to its operators, on its own port: `/health*`, `/ping` and `/metrics`. That port
 * is for the machines beside it, not for the public.
 */
export function registerProbes(app: FastifyInstance, checks: readonly HealthCheck[], log: Logger): void {
  const registry = new Registry();
  registerHealth(app, checks, log, { registry });
  app.get('/metrics', (_request, reply) => sendMetrics(reply, registry));
}

/** Probes that come together share one examination: a flood of them costs the parts nothing more. */
function singleFlight<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
