import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A named set of permissions; each organisation has its own copies of the system roles (decision 0005). */
@Entity('roles')
export class Role {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('boolean') isSystem!: boolean;
  @Column('text', { array: true }) permissions!: string[];
  /** Grows with every change. */
  @Column('integer') version!: number;
}

describeColumns(Role, {
  shows: { Role: { memberCount: ['id'] } },
  lends: { User: { permissions: ['permissions'] } },
});
