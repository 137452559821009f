import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A row of Kommo's that we could not read or store, as it came. It leaves when it can be, or when Kommo no longer has it. */
@Entity('quarantined_rows')
export class QuarantinedRow {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('text') entity!: string;
  /** Kommo's number, or a hash of the row when it has none. */
  @Column('text') rowKey!: string;
  @Column('bigint', { nullable: true }) kommoId!: string | null;
  /** The places that are odd; never their content. */
  @Column('text') reason!: string;
  @Column('text') raw!: string;
  @Column('timestamptz') firstSeenAt!: Date;
  @Column('timestamptz') lastSeenAt!: Date;
}

describeColumns(QuarantinedRow, { shows: { QuarantinedRow: {} } });
