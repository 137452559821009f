import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { MinimumAppVersion } from '../sessions/device-rules';

export const MAX_ORGANIZATION_NAME_LENGTH = 200;

/** The tenant. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid', { name: 'org_id' }) id!: string;
  @Column('text') name!: string;
  @Column('text') status!: 'ACTIVE' | 'SUSPENDED' | 'DELETED';
  @Column('text') timeZone!: string;
  @Column('text') locale!: string;
  /** By whose order its people are sorted, of `locale`; PostgreSQL keeps it. */
  @Column({ type: 'text', insert: false, update: false }) sorting!: string;
  @Column('text', { nullable: true }) currency!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;

  // What it demands of sessions (docs/security-policy.md).
  @Column('boolean') secondFactorRequired!: boolean;
  /** Null: 14 days. */
  @Column('integer', { nullable: true }) sessionIdleMinutes!: number | null;
  /** Null: 60 days. */
  @Column('integer', { nullable: true }) sessionMaxMinutes!: number | null;
  /** CIDRs; empty: from everywhere. */
  @Column('text', { array: true }) allowedNetworks!: string[];
  @Column('boolean') unverifiedLogIn!: boolean;
  @Column('boolean') endSessionsOnRoleLoss!: boolean;
  @Column('boolean') deviceHeadersRequired!: boolean;
  @Column('jsonb') minimumAppVersions!: MinimumAppVersion[];
}

describeColumns(Organization, {
  shows: {
    Organization: {},
    SecurityPolicy: { sessionIdleMinutes: ['sessionIdleMinutes'], sessionMaxMinutes: ['sessionMaxMinutes'] },
  },
});
