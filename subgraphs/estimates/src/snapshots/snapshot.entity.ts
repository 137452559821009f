import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EstimateTotals } from '../calculation/totals.types';
import type { EstimateContent } from '../drafts/estimate-content';
import type { PaperHead } from '../letterhead/letterhead.entity';

/** An estimate as it was sent, whole. PostgreSQL refuses any change of it. */
@Entity('snapshots')
export class Snapshot {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') estimateId!: string;
  /** How `shown` is written. */
  @Column('smallint') format!: number;
  @Column('integer') policyVersion!: number;
  /** SHA-256 of `shown`. */
  @Column('text') contentHash!: string;
  /** All that the client is shown, as text. */
  @Column('text') shown!: string;
  /** All rows; dates are texts. */
  @Column('jsonb') rows!: EstimateContent;
  /** The whole calculation, each line's shares included, unless there are too many of them. */
  @Column('jsonb') totals!: EstimateTotals;
  /** As papers of it have it; null where there was none. */
  @Column('jsonb', { nullable: true }) letterhead!: PaperHead | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}
