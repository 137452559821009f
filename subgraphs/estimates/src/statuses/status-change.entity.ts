import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { EstimateStatus } from './statuses';

/** One move of an estimate from one state to the next; only ever added. */
@Entity('status_changes')
export class StatusChange {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  @Column('text', { nullable: true }) fromStatus!: EstimateStatus | null;
  @Column('text') toStatus!: EstimateStatus;
  @Column('uuid', { nullable: true }) actorId!: string | null;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) at!: Date;
}

describeColumns(StatusChange, {
  shows: { EstimateStatusChange: { from: ['fromStatus'], to: ['toStatus'], actor: ['actorId'] } },
});
