import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The tenant. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid', { name: 'org_id' }) id!: string;
  @Column('text') name!: string;
  @Column('text') status!: 'ACTIVE' | 'SUSPENDED';
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}
