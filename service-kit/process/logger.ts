import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger, type LogFn } from 'pino';
import pretty from 'pino-pretty';
import { noteFault } from './fault-reports';
import { activeSpan } from '../telemetry/tracing';

export type Logger = PinoLogger;

/** Paths whose values never reach a log line, whoever logs the object. */
const SECRETS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'cookie',
  'secret',
  'newPassword',
  'currentPassword',
  'apiKey',
  'privateKey',
];

/**
 * An error as it is logged. A failed statement carries its parameters (hashes, sealed tokens, people's data) and
 * PostgreSQL's detail quotes them: neither is written. The statement itself holds placeholders only.
 */
function describeError(error: Error): object {
  const { parameters: _parameters, driverError, detail: _detail, ...rest } = stdSerializers.err(error);
  const { code, constraint, table } = (driverError ?? {}) as Record<string, unknown>;
  return driverError ? { ...rest, driverError: { code, constraint, table } } : rest;
}

/** Tells of faults, then logs as ever. */
function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number): void {
  noteFault(this, args, level);
  method.apply(this, args);
}

/** While spans are made, each line says in which it was written. */
function activeTrace(): object {
  const span = activeSpan();
  return span ? { traceId: span.traceId, spanId: span.spanId } : {};
}

/*
 * What clients send is logged here and there: a name, an error that quotes it. It must not end a line, nor steer a terminal that
 * shows it. JSON escapes only the first 32 characters of those that can.
 */

const UNESCAPED = /[\u007f-\u009f\u2028\u2029]/g;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
/** As JSON has them, and backslashes of the text itself, which come in twos. Line ends in a stack are indented by what shows it. */
const ESCAPED_CONTROL = /\\\\|\\(?:u00[01][0-9a-f]|u007f|u00[89][0-9a-f]|u202[89]|[bfr])/g;

const escaped = (line: string): string =>
  line.replace(UNESCAPED, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** For a terminal. */
const withoutControls = (line: string): string =>
  escaped(line).replace(ESCAPED_CONTROL, (one) => (one === '\\\\' ? one : '·'));

/**
 * Makes the process's logger: JSON lines on stdout, or readable lines in a terminal.
 *
 * @param options.name the process or subgraph, in every line
 * @param options.level pino level, `info` by default; `silent` in tests
 * @param options.pretty readable instead of JSON
 * @param options.to where JSON lines go; stdout by default
 */
export function createLogger(options: {
  name: string;
  level?: string;
  pretty?: boolean;
  to?: DestinationStream;
}): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: {
      paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[redacted]',
    },
    serializers: { err: describeError },
    mixin: activeTrace,
    hooks: { logMethod },
  };
  const readable = {
    colorize: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss',
    singleLine: true,
    sync: true,
    messageFormat: (line: Record<string, unknown>, key: string) =>
      String(line[key] ?? '').replace(CONTROL, '·'),
  };
  const to = options.pretty ? pretty(readable) : (options.to ?? pino.destination(1));
  const tidy = options.pretty ? withoutControls : escaped;
  return pino(settings, { write: (line) => to.write(tidy(line)) });
}

/** A logger that says nothing; for tests. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
