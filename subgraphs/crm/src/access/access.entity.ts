import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { AccessState, Capability } from './capabilities';

/** Whether Kommo allows us one thing in a connection's account, as it last said. */
@Entity('connection_access')
export class ConnectionAccess {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @PrimaryColumn('text') capability!: Capability;
  @Column('text') state!: AccessState;
  /** Since when it stands so. */
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') checkedAt!: Date;
}

describeColumns(ConnectionAccess, { shows: { CrmAccess: { meaning: ['capability', 'state'] } } });
