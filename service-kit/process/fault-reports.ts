/*
 * Who is told of faults besides the log. A fault is what is logged as an error with its `err`: the places that log it know what is ours and
 * what is a client's mistake.
 */

/** A fault as it was logged. */
export interface Fault {
  readonly error: Error;
  readonly message: string;
  /** What the line says besides: the request id, the operation, the part. */
  readonly facts: Readonly<Record<string, unknown>>;
}

let report: ((fault: Fault) => void) | null = null;

/** Has faults told from now on; null ends that. @param to costs little and never throws */
export function reportFaultsTo(to: ((fault: Fault) => void) | null): void {
  report = to;
}

const ERROR = 50;

/** Looks at a line that is about to be logged. @param args of pino's `logMethod` */
export function noteFault(log: { bindings(): object }, args: readonly unknown[], level: number): void {
  if (report === null || level < ERROR) return;
  const [first, second] = args;
  const facts = (typeof first === 'object' && first !== null ? first : {}) as Record<string, unknown>;
  const error = first instanceof Error ? first : facts['err'];
  if (!(error instanceof Error)) return;
  const message = typeof second === 'string' ? second : '';
  report({ error, message, facts: { ...log.bindings(), ...(first instanceof Error ? {} : facts) } });
}
