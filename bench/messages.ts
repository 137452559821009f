import type { ContenderSetup } from './contenders/contender';
import type { StoredSetup } from './postgres/stored-setup';

/** What the benchmark asks a process of its own; each question gets one {@link Reply}. */
export type Question =
  | { kind: 'serve-subgraphs'; publicKeyPem: string }
  | { kind: 'start-contender'; name: string; setup: ContenderSetup }
  | { kind: 'start-stored-contender'; name: string; setup: StoredSetup }
  /** From now on, SQL statements of this process are written down. */
  | { kind: 'record-statements' }
  /** The statements since then; they are no longer written down. */
  | { kind: 'recorded-statements' }
  /** CPU this process has used so far, in µs: user and system, all threads. */
  | { kind: 'cpu' }
  /** The process ends after its reply. */
  | { kind: 'stop' };

export type Reply = { kind: 'answer'; value: unknown } | { kind: 'failed'; message: string };
