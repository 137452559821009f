import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** As the schema's EstimateOrder, which refers to this file. */
type StoredOrder = `${'CREATED_AT' | 'TOTAL' | 'UPDATED_AT'}_${'ASC' | 'DESC'}`;

/** A filter of estimates that somebody saved. */
@Entity('saved_filters')
export class SavedFilter {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') authorId!: string;
  @Column('text') name!: string;
  /** Whether the whole organisation has it; else it is its author's alone. */
  @Column('boolean') isShared!: boolean;
  /** As `stored-filter.ts` reads it. */
  @Column('jsonb') filter!: object;
  @Column('text') orderBy!: StoredOrder;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

describeColumns(SavedFilter, {
  shows: { SavedFilter: { author: ['authorId'], estimates: ['filter', 'orderBy'] } },
});
