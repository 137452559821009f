import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** Our copy of a sales pipeline. */
@Entity('pipelines')
export class Pipeline {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  @Column('integer') sort!: number;
  @Column('boolean') isMain!: boolean;
  @Column('boolean') isArchived!: boolean;
  @Column('boolean') isDeleted!: boolean;
}

describeColumns(Pipeline, {
  shows: { Pipeline: { stages: ['connectionId', 'kommoId'], connection: ['connectionId'] } },
});
