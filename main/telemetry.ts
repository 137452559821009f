import type { Lifetime } from '../service-kit/process/process';
import type { Logger } from '../service-kit/process/logger';
import type { Settings } from './settings';

/*
 * What a process tells others of itself. What tells it is loaded only where somebody is told.
 */

interface Read {
  readonly settings: Settings;
  readonly log: Logger;
}

/** Begins to tell, before anything that has something to tell is started. @param name of the process */
export async function startTelemetry(lifetime: Lifetime, name: string, read: Read): Promise<void> {
  await startTraces(lifetime, name, read);
  await startReports(lifetime, name, read);
  await startSlowLog(lifetime, read);
}

async function startSlowLog(lifetime: Lifetime, { settings, log }: Read): Promise<void> {
  if (settings.SLOW_QUERY_MS === 0) return;
  const { logSlowStatements } = await import('../service-kit/telemetry/slow-statements');
  lifetime.add('slow statements', logSlowStatements(settings.SLOW_QUERY_MS, log), (end) => end());
}

async function startReports(lifetime: Lifetime, name: string, { settings, log }: Read): Promise<void> {
  const { SENTRY_DSN: dsn, SENTRY_RELEASE: release, SENTRY_ENVIRONMENT: environment } = settings;
  if (!dsn) return;
  const { startFaultReports } = await import('../service-kit/telemetry/sentry');
  const stop = startFaultReports({ dsn, release, environment: environment ?? settings.NODE_ENV, name, log });
  lifetime.add('fault reports', stop, (end) => end());
}

async function startTraces(lifetime: Lifetime, name: string, { settings, log }: Read): Promise<void> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio } = settings;
  if (!endpoint) return;
  const { startTracing } = await import('../service-kit/telemetry/otlp');
  const stop = startTracing({
    endpoint,
    headers: headersFrom(settings.OTEL_EXPORTER_OTLP_HEADERS),
    ratio,
    resource: {
      'service.namespace': 'cashcraft',
      'service.name': name,
      'service.instance.id': String(process.pid),
      'deployment.environment.name': settings.NODE_ENV,
    },
    log,
  });
  lifetime.add('traces', stop, (end) => end());
}

/** `name=value,name=value`, values percent-encoded as OpenTelemetry has them. */
function headersFrom(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => (pair.trim() === '' ? [] : [pair.trim()]));
  return Object.fromEntries(
    pairs.map((pair) => [
      pair.slice(0, pair.indexOf('=')).toLowerCase(),
      decoded(pair.slice(pair.indexOf('=') + 1)),
    ]),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
