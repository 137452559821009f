import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** Our copy of a person of a Kommo account. */
@Entity('crm_users')
export class CrmUser {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) email!: string | null;
  /** What the address is compared by (`parseEmail`); null when it is none. */
  @Column('text', { nullable: true }) emailKey!: string | null;
  /** The address that the key was made of: the version before stores another one without. */
  @Column('text', { nullable: true }) keyedEmail!: string | null;
  @Column('boolean') isAdmin!: boolean;
  @Column('boolean') isActive!: boolean;
  @Column('boolean') isDeleted!: boolean;
}

describeColumns(CrmUser, { shows: { CrmUser: { user: ['id'], isLinkedByHand: ['id'] } } });
