import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';

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
  };
  const readable = {
    colorize: true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss',
    singleLine: true,
    sync: true,
  };
  const to = options.pretty ? pretty(readable) : options.to;
  return to ? pino(settings, to) : pino(settings);
}

/** A logger that says nothing; for tests. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
