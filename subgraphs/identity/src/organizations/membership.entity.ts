import { Column, Entity, JoinColumn, ManyToOne, OneToOne, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import { MemberName } from '../users/member-name.entity';
import { User } from '../users/user.entity';

/**
 * A person in an organisation: what the schema calls `User`. Status, role and dates are those of this membership, so
 * one organisation never learns what a person does in another.
 */
@Entity('memberships')
export class Membership {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') userId!: string;
  @Column('uuid') roleId!: string;
  @Column('text') status!: 'ACTIVE' | 'DISABLED' | 'REMOVED';
  /** Grows with every change of what the member may do, whoever makes it; the `pv` claim. PostgreSQL keeps it. */
  @Column({ type: 'integer', insert: false, update: false }) permissionsVersion!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) lastLoginAt!: Date | null;

  /** Joined in the same statement: a membership without its person is never shown. */
  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id' })
  user!: User;

  /** Joined where people are sorted or searched by it. */
  @OneToOne(() => MemberName)
  @JoinColumn([
    { name: 'org_id', referencedColumnName: 'orgId' },
    { name: 'user_id', referencedColumnName: 'userId' },
  ])
  named!: MemberName;

  /** Set for what stands in a person's place and is none (`users/machines.ts`). */
  machine?: MachineInfo;
}

/** An API key, or access of support, as the author of what it made. */
export interface MachineInfo {
  readonly kind: 'API_KEY' | 'SUPPORT';
  readonly scopes: readonly string[];
}

describeColumns(Membership, {
  shows: {
    User: {
      id: ['userId'],
      kind: ['userId'],
      email: ['userId', 'status', 'user.email'],
      firstName: ['user.firstName'],
      lastName: ['user.lastName'],
      displayName: ['user.firstName', 'user.lastName'],
      status: ['userId', 'status', 'user.status'],
      role: ['userId', 'status', 'roleId'],
      permissions: ['userId', 'status', 'roleId'],
      organization: ['orgId'],
      session: ['userId'],
      locale: ['userId', 'status', 'user.locale'],
      timeZone: ['userId', 'status', 'user.timeZone'],
      isEmailVerified: ['userId', 'status', 'user.emailVerifiedAt'],
      createdAt: ['userId', 'createdAt'],
      lastLoginAt: ['userId', 'lastLoginAt'],
    },
  },
});
