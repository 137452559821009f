import { z } from 'zod';
import { numberSetting, urlSetting } from '../service-kit/process/config';
import { isDsn } from '../service-kit/telemetry/dsn';

const HEADER = /^[\w!#$%&'*+.^`|~-]+=[^\r\n,]*$/;

/** The variables of traces, error reports and slow statements (docs/observability.md). */
export const telemetrySettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: urlSetting('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .refine((text) => text.split(',').every((pair) => HEADER.test(pair.trim())), {
      error: 'must be headers with their values, such as authorization=Bearer%20abc,x-tenant=1',
    })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: numberSetting({ least: 0, most: 1, whole: false }).default(1),
  SENTRY_DSN: z.string().refine(isDsn, { error: 'must be https://<key>@<host>/<project number>' }).optional(),
  SENTRY_ENVIRONMENT: z.string().optional(),
  SENTRY_RELEASE: z.string().optional(),
  SLOW_QUERY_MS: numberSetting({ least: 0, most: 2_000_000_000, whole: false }).default(1_000),
};
