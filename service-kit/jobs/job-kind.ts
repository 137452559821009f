import type { EntityManager } from 'typeorm';
import type { ZodType } from 'zod';
import type { Logger } from '../process/logger';

/*
 * Words of this folder (docs/jobs.md):
 *
 *  - job: work of one organisation that goes on behind a request's back, a row of `jobs.jobs`;
 *  - kind: what a job does. `schema/jobs.ts` says what everybody may know of it, a feature has its runner;
 *  - attempt: one try; it has a *lease*, which its worker renews. When the lease ends, the worker is dead, and the next try begins;
 *  - dead letter: a job that FAILED: it had its last try. It stays until somebody retries it, or 90 days;
 *  - word: what BullMQ carries: "this organisation has jobs of this kind". The job itself stays in PostgreSQL.
 *
 *   QUEUED → RUNNING → SUCCEEDED | FAILED       QUEUED, RUNNING → CANCELLED
 *   RUNNING → QUEUED   to be tried again        FAILED, CANCELLED → QUEUED   retried by hand
 */

/** What everybody may know of a kind of job; these stand in `schema/jobs.ts`. */
export interface JobDefinition<P = unknown> {
  /** UPPER_CASE. Rows carry it and clients see it, so it never changes. */
  readonly kind: string;
  /** The subgraph whose feature runs it. */
  readonly subgraph: string;
  /** What it does, in a sentence. */
  readonly title: string;
  readonly input: ZodType<P>;
  /** The permission to enqueue, cancel and retry it. */
  readonly permission: string;
  /** The permission to see it, unless one asked for it oneself. */
  readonly readPermission: string;
  /** Whether its rows only show what other machinery of the subgraph does, so that it needs no runner. */
  readonly isMirror?: boolean;
  /** Whether clients may enqueue it by `enqueueJob`; else a mutation of its own does, which checks more. */
  readonly isOpen: boolean;
  /** Whether nobody begins it again by `retryJob`: its own mutation, which checks more, is sent again instead. */
  readonly isOnce?: boolean;
  /** Tries in all; 5 unless told. The waits between them double from 2 s to an hour. */
  readonly attempts?: number;
  /** How long one try may take; 600 unless told. */
  readonly timeoutSeconds?: number;
  /** How many of one organisation run at once, in all processes; 2 unless told. */
  readonly atOnce?: number;
}

export const DEFAULT_ATTEMPTS = 5;
export const DEFAULT_TIMEOUT_SECONDS = 600;
export const DEFAULT_AT_ONCE = 2;

/** What a commit, or word of progress, tells those who wait. */
export interface JobProgress {
  /** 0 to 100. */
  percent?: number;
  /** What it is at, for people; at most 300 characters. */
  note?: string;
  /** What the next try needs to go on from here; replaces what was there. */
  checkpoint?: unknown;
}

/** A job in the hands of its runner. */
export interface ActiveJob<P> {
  readonly id: string;
  readonly orgId: string;
  readonly input: P;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Whether there is no try after this one, whatever goes wrong. */
  readonly isLastAttempt: boolean;
  /** Who asked for it; null for the product itself. */
  readonly requestedBy: string | null;
  /** What an earlier try left by {@link JobProgress.checkpoint}; null for none. */
  readonly checkpoint: unknown;
  /**
   * Aborted when the try is to end: cancelled, timed out, its lease lost, or the process stops. Look at it between steps
   * (`signal.throwIfAborted()`) and hand it to what takes one.
   */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Tells how far it is. Costs little: what comes faster than twice a second is taken together. @throws JobLost */
  progress(percent: number, note?: string): Promise<void>;
  /**
   * Writes in one transaction with the progress, only while this try still has the job: so a job that runs twice for a
   * moment, because its process was frozen, writes once.
   *
   * @param work gets the transaction, inside the job's organisation
   * @throws JobLost, and nothing is written
   */
  commit<T>(work: (db: EntityManager) => Promise<T>, progress?: JobProgress): Promise<T>;
  /** Reads inside the job's organisation. */
  read<T>(work: (db: EntityManager) => Promise<T>): Promise<T>;
}

/** Carries out one kind of job; a feature lists its runners in `jobs`. */
export interface JobRunner<Parts> {
  readonly definition: JobDefinition;
  /** @returns the result, which those who may see the job can read: JSON of at most 64 kB, or undefined */
  readonly run: (job: ActiveJob<unknown>, parts: Parts) => Promise<unknown>;
}

/** Makes a runner. What it throws is tried again, but for a {@link JobFailure}. */
export const running = <P, Parts>(
  definition: JobDefinition<P>,
  run: (job: ActiveJob<P>, parts: Parts) => Promise<unknown>,
): JobRunner<Parts> => ({ definition, run }) as unknown as JobRunner<Parts>;

/** Thrown by a runner to tell people what went wrong. Any other error is shown as a fault of ours. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';

  /**
   * @param code stable, UPPER_CASE
   * @param message what happened and what to do
   * @param isFinal whether trying again can't help; true unless told
   */
  constructor(
    readonly code: string,
    message: string,
    readonly isFinal = true,
  ) {
    super(message);
  }
}

/** Why a try's signal is aborted when its time is over. */
export class JobTimedOut extends Error {
  override readonly name = 'JobTimedOut';

  constructor() {
    super('The job took longer than it may.');
  }
}

/** Thrown at a commit when this try no longer has the job: cancelled, or its lease ended. Stop without a word. */
export class JobLost extends Error {
  override readonly name = 'JobLost';
}
