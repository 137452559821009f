import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

export const SYNC_PHASES = [
  'PREPARING',
  'PIPELINES',
  'USERS',
  'CUSTOM_FIELDS',
  'COMPANIES',
  'CONTACTS',
  'LEADS',
  'CATALOGS',
  'UNSORTED',
  'TASKS',
  'NOTES',
  'DELETIONS',
  'EVENTS',
  'CHECKING',
  'FINISHED',
] as const;
export type SyncPhase = (typeof SYNC_PHASES)[number];
export type SyncRunState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
export type SyncMode = 'INCREMENTAL' | 'FULL';

/**
 * One synchronisation of one connection.
 *
 *   QUEUED → RUNNING → SUCCEEDED | FAILED        QUEUED, RUNNING → CANCELLED (disconnected)
 *   RUNNING → QUEUED                             parked: Kommo wants to be left alone for a while
 *
 * Of a connection's runs one is RUNNING at most, and one of each mode is QUEUED at most: what the running one does not do
 * waits behind it.
 *
 * A worker that takes a run writes itself in as `runner`; each of its commits checks that it still is. So when a run is
 * taken up twice, the later worker goes on and the earlier one stops at its next page.
 */
@Entity('sync_runs')
export class SyncRun {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('text') mode!: SyncMode;
  @Column('text') state!: SyncRunState;
  @Column('text') phase!: SyncPhase;
  @Column('real') percent!: number;
  @Column('integer') rowsDone!: number;
  @Column('integer', { nullable: true }) rowsTotal!: number | null;
  /** Grows with each commit of its worker; part of the job's id when the run is taken up again. */
  @Column('integer') step!: number;
  @Column('uuid', { nullable: true }) runner!: string | null;
  @Column('timestamptz', { nullable: true }) runnerSince!: Date | null;
  /** `rowsDone` when the runner took over: the rate is measured from there. */
  @Column('integer') runnerRows!: number;
  @Column('timestamptz') beatAt!: Date;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
}

const ERROR = ['errorCode', 'errorMessage', 'errorAt'] as const;
const RATE = ['rowsDone', 'runnerRows', 'runnerSince', 'beatAt'] as const;

describeColumns(SyncRun, {
  shows: {
    SyncRun: { error: ERROR, rowsPerSecond: RATE, secondsLeft: [...RATE, 'state', 'rowsTotal'] },
  },
});
