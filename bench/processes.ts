import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Question, Reply } from './messages';

/**
 * Flags of every process that is measured, ours and others alike. On the command line: V8 sizes its heap when the process
 * starts, so setting this later has no effect.
 */
export const NODE_FLAGS = ['--max-semi-space-size=64'] as const;

/** The same surroundings for all, and nothing of the caller's. */
const ENVIRONMENT = { NODE_ENV: 'production', GRAPHILE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' };
const STOP_TIMEOUT_MS = 3_000;

/** A process of the benchmark that answers questions, one at a time. */
export class BenchProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void } | null = null;

  constructor(
    readonly name: string,
    extraFlags: readonly string[] = [],
    node = process.execPath,
  ) {
    this.#child = fork(join(__dirname, 'child.js'), [], {
      execPath: node,
      execArgv: [...NODE_FLAGS, ...extraFlags],
      env: ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (reply) => this.#settle(reply as Reply));
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#settle({ kind: 'failed', message: error.message });
        if (this.#child.pid === undefined) resolve(); // it never ran
      });
      this.#child.once('exit', (code, signal) => {
        this.#settle({ kind: 'failed', message: `its process ended (${signal ?? `code ${code}`})` });
        resolve();
      });
    });
  }

  /** @throws Error with the process's own words, or when it ended */
  async ask<T>(question: Question): Promise<T> {
    if (this.#waiting) throw new Error(`${this.name} is still answering another question.`);
    if (!this.#child.connected) throw new Error(`${this.name}: its process has ended.`);
    return new Promise<T>((resolve, reject) => {
      this.#waiting = { resolve: resolve as (value: unknown) => void, reject };
      this.#child.send(
        question,
        (error) => error && this.#settle({ kind: 'failed', message: error.message }),
      );
    });
  }

  /** Ends the process: by its own doing, and if that takes too long or it is busy, by force. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ask({ kind: 'stop' }).catch(() => this.#child.kill('SIGKILL'));
    await this.#exited;
    clearTimeout(timer);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (reply.kind === 'answer') waiting?.resolve(reply.value);
    else waiting?.reject(new Error(`${this.name}: ${reply.message}`));
  }
}

/** All processes of one run, so that none is forgotten. */
export class BenchProcesses {
  readonly #started: BenchProcess[] = [];

  /** @param node the Node.js they run under; this one's unless said otherwise */
  constructor(readonly node = process.execPath) {}

  start(name: string, extraFlags: readonly string[] = []): BenchProcess {
    const started = new BenchProcess(name, extraFlags, this.node);
    this.#started.push(started);
    return started;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((started) => started.stop()));
  }
}
