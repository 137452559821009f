/* A process that is traced until its input ends: OpenTelemetry's exporter loads by `import()`, which Jest's modules can't. */
import { traceFrom } from '../service-kit/http/trace';
import { createLogger } from '../service-kit/process/logger';
import { startTracing } from '../service-kit/telemetry/otlp';
import { inSpan } from '../service-kit/telemetry/tracing';

const [endpoint = '', linked = ''] = process.argv.slice(2);
const stop = startTracing({
  endpoint,
  headers: { authorization: 'Bearer collector' },
  ratio: 1,
  resource: { 'service.name': 'unit' },
  log: createLogger({ name: 'traced' }),
  gatherMs: 10,
});
const link = traceFrom(linked);
inSpan(
  'job',
  () => ({ kind: 'consumer', links: link ? [link] : [], attributes: { a: 'x', b: 1, c: 1.5, d: true } }),
  (span) => span?.fail('ECONNRESET'),
);
const beat = setInterval(
  () =>
    inSpan(
      'beat',
      () => ({ kind: 'consumer' }),
      () => undefined,
    ),
  20,
);
process.stdin.resume().on('end', () => {
  clearInterval(beat);
  void stop().then(() => process.exit(0)); // as a process of ours ends
});
