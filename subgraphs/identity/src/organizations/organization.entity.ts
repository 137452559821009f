import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** The tenant. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid', { name: 'org_id' }) id!: string;
  @Column('text') name!: string;
  @Column('text') status!: 'ACTIVE' | 'SUSPENDED';
  @Column('text') timeZone!: string;
  @Column('text') locale!: string;
  @Column('text', { nullable: true }) currency!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}

describeColumns(Organization, { shows: { Organization: {} } });
