import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CrmAgentStatus } from '../generated/types';

/** Somebody, or something, that works on leads: a person of sales, a chat agent. */
@Entity('agents')
export class Agent {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The organisation's own id of it. */
  @Column('text') externalId!: string;
  @Column('text') name!: string;
  @Column('text') status!: CrmAgentStatus;
  @Column('timestamptz') statusAt!: Date;
  @Column('uuid', { nullable: true }) connectionId!: string | null;
  @Column('bigint', { nullable: true }) userKommoId!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
}

describeColumns(Agent, {
  shows: {
    CrmAgent: { crmUser: ['connectionId', 'userKommoId'], leads: ['connectionId', 'userKommoId'] },
  },
});
