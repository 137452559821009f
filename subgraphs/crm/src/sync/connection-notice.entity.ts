import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** What a person should know of a connection that works all the same: see notices.ts. */
@Entity('connection_notices')
export class ConnectionNotice {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @PrimaryColumn('text') code!: string;
  @Column('text') message!: string;
  @Column('timestamptz') since!: Date;
}

describeColumns(ConnectionNotice, { shows: {} });
