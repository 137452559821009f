import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** An estimate that was written as a file, or will be: the row has its job's id. */
@Entity('exports')
export class EstimateExport {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  @Column('text') format!: 'PDF' | 'XLSX' | 'CSV';
  @Column('text') language!: 'EN' | 'RU';
  /** See `papers.service.ts`. */
  @Column('boolean') isPaper!: boolean;
  /** Of what was approved, not of all that was sent. */
  @Column('boolean') isAgreed!: boolean;
  /** Null while it is not written. */
  @Column('uuid', { nullable: true }) fileId!: string | null;
  @Column('uuid', { nullable: true }) createdBy!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}

describeColumns(EstimateExport, {
  shows: { EstimateExport: { job: ['id'], file: ['fileId'] } },
});
