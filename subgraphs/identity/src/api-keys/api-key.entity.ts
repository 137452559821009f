import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A key with which a program acts for an organisation. Of its secrets only hashes are kept, in a table of their own. */
@Entity('api_keys')
export class ApiKey {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The part of its text that is no secret. */
  @Column('text') publicId!: string;
  @Column('text') name!: string;
  @Column('text', { array: true }) scopes!: string[];
  @Column('text', { array: true }) allowedAddresses!: string[];
  @Column('uuid') createdById!: string;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) revokedAt!: Date | null;
  /** The last warning of its end, in days before it. */
  @Column('integer', { nullable: true }) warnedDays!: number | null;
  /** Grows with every change. */
  @Column('integer') version!: number;
}

describeColumns(ApiKey, {
  shows: {
    ApiKey: {
      prefix: ['publicId'],
      status: ['revokedAt', 'expiresAt'],
      scopesBeyondCreator: ['scopes', 'createdById'],
      createdBy: ['createdById'],
      formerSecretWorksUntil: ['id', 'revokedAt'],
      lastUsedAt: ['id'],
      lastUsedIp: ['id'],
      usage: ['id'],
    },
  },
});

/** Whether it works. @param now in ms since the epoch */
export function statusOf(
  { revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>,
  now = Date.now(),
): 'ACTIVE' | 'EXPIRED' | 'REVOKED' {
  if (revokedAt) return 'REVOKED';
  return expiresAt.getTime() <= now ? 'EXPIRED' : 'ACTIVE';
}
