import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** Why a session was ended before its time. */
export type RevocationReason =
  | 'LOGGED_OUT'
  | 'TOKEN_REUSED'
  | 'ACCOUNT_DISABLED'
  | 'LEFT_ORGANIZATION'
  | 'PASSWORD_CHANGED'
  | 'ROLE_LOST'
  | 'POLICY_CHANGED'
  | 'EMAIL_CHANGED'
  | 'FACTOR_RESET'
  | 'ORGANIZATION_DELETED';

/** One log-in on one device: a family of refresh tokens. */
@Entity('sessions')
export class Session {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  /** Proves that a refresh token was once this session's, long after its row is gone; null for sessions older than that. */
  @Column('bytea', { nullable: true, select: false }) familyKey!: Buffer | null;
  @Column('text', { nullable: true }) deviceId!: string | null;
  @Column('text', { nullable: true }) appType!: string | null;
  @Column('text', { nullable: true }) appVersion!: string | null;
  @Column('text', { nullable: true }) ip!: string | null;
  @Column('text', { nullable: true }) userAgent!: string | null;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  /** When the log-in was that it continues, by a switch of organisations or an invitation; null: it is one itself. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) beganAt!: Date | null;
  @Column({ type: 'timestamptz', precision: 3 }) lastUsedAt!: Date;
  /** Moves with each rotation, never beyond `expiresAt`. */
  @Column({ type: 'timestamptz', precision: 3 }) idleExpiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) revokedAt!: Date | null;
  /** When it last proved who it is: at log-in, or by `stepUp`; null: by less than that. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) authenticatedAt!: Date | null;
  /** When the second factor was last proved, maybe by the device's being remembered; null: never. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) secondFactorAt!: Date | null;
  @Column('text', { nullable: true }) revokedReason!: RevocationReason | null;
}

describeColumns(Session, {
  shows: { Session: { expiresAt: ['idleExpiresAt'], isCurrent: ['id'] } },
});
