import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../../service-kit/process/logger';
import { beforeDeadline } from '../pipeline/deadline';
import type { TelemetryAccess } from './telemetry-access';

/** One thing the gateway depends on. */
export interface HealthCheck {
  /** As operators see it: `postgres`, `redis`, `crm`. */
  name: string;
  /** @throws when the part doesn't work */
  check(): Promise<void>;
  /** Whether the gateway can't serve without it; true by default. Others show in the answer without a 503. */
  critical?: boolean;
}

interface PartHealth {
  status: 'ok' | 'failed';
  critical: boolean;
  milliseconds: number;
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
 * @param shown.details what else `/health` tells; nothing of it makes the gateway less ready
 * @param shown.maySee who gets more than the status
 */
export function registerHealth(
  app: FastifyInstance,
  checks: readonly HealthCheck[],
  log: Logger,
  { details, maySee }: { details: () => object; maySee: TelemetryAccess },
): void {
  let stopping = false;
  app.addHook('preClose', (done) => {
    stopping = true;
    done();
  });
  const examine = singleFlight(() => examineAll(checks, log));
  const report = async () => {
    const health = await examine();
    return stopping ? { ...health, status: 'unavailable' as const, stopping } : health;
  };

  const answer = (request: FastifyRequest, reply: FastifyReply, { status }: Health, all: object) =>
    reply.code(status === 'unavailable' ? 503 : 200).send(maySee(request) === 'yes' ? all : { status });

  app.get('/health', async (request, reply) => {
    const health = await report();
    const more = { ...health, ...details(), uptimeSeconds: Math.round(process.uptime()) };
    return answer(request, reply, health, more);
  });
  app.get('/health/ready', async (request, reply) => {
    const health = await report();
    return answer(request, reply, health, health);
  });
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/ping', async (_request, reply) => reply.type('text/plain').send('pong'));
}

async function examineAll(checks: readonly HealthCheck[], log: Logger): Promise<Health> {
  const parts = await Promise.all(
    checks.map(async (check) => [check.name, await examineOne(check, log)] as const),
  );
  const failed = parts.filter(([, part]) => part.status === 'failed');
  const isDown = failed.some(([, part]) => part.critical);
  const status = isDown ? 'unavailable' : failed.length > 0 ? 'degraded' : 'ok';
  return { status, checks: Object.fromEntries(parts) };
}

async function examineOne({ name, check, critical = true }: HealthCheck, log: Logger): Promise<PartHealth> {
  const startedAt = performance.now();
  let status: PartHealth['status'] = 'ok';
  try {
    await beforeDeadline(Date.now() + CHECK_TIMEOUT_MS, check);
  } catch (error) {
    status = 'failed';
    log.warn({ check: name, err: error }, 'health check failed');
  }
  return { status, critical, milliseconds: Math.round(performance.now() - startedAt) };
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
