import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

export type JobState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

/** A job of any subgraph, as it is shown (docs/jobs.md). Its row is written by `service-kit/jobs/` only. */
@Entity('jobs', { schema: 'jobs' })
export class Job {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: string;
  @Column('text') state!: JobState;
  @Column('jsonb') input!: unknown;
  @Column('real') percent!: number;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('jsonb', { nullable: true }) result!: unknown;
  @Column('integer') attempt!: number;
  @Column('integer') maxAttempts!: number;
  @Column('timestamptz') nextAt!: Date;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
  @Column('uuid', { nullable: true }) requestedBy!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

describeColumns(Job, {
  shows: {
    Job: {
      nextAttemptAt: ['state', 'nextAt'],
      error: ['errorCode', 'errorMessage', 'errorAt'],
      sync: ['id', 'kind'],
    },
  },
});
