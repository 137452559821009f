import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A piece of work that estimates are made for. */
@Entity('projects')
export class Project {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('uuid', { nullable: true }) leadId!: string | null;
  @Column('uuid') authorId!: string;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) updatedAt!: Date;
}

describeColumns(Project, {
  shows: { Project: { lead: ['leadId'], author: ['authorId'], estimates: ['id'] } },
});
