import { pino, type Logger as PinoLogger } from 'pino';
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
 * Makes the process's logger: JSON lines on stdout, or readable lines in a terminal.
 *
 * @param options.name the process or subgraph, in every line
 * @param options.level pino level, `info` by default; `silent` in tests
 * @param options.pretty readable instead of JSON
 */
export function createLogger(options: { name: string; level?: string; pretty?: boolean }): Logger {
  const settings = {
    name: options.name,
    level: options.level ?? 'info',
    redact: {
      paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[redacted]',
    },
  };
  return options.pretty
    ? pino(
        settings,
        pretty({
          colorize: true,
          ignore: 'pid,hostname',
          translateTime: 'HH:MM:ss',
          singleLine: true,
          sync: true,
        }),
      )
    : pino(settings);
}

/** A logger that says nothing; for tests. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
