import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A connection's token pair: one row, changed only together with its version. */
@Entity('connection_tokens')
export class ConnectionTokens {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @Column('integer') version!: number;
  @Column('text') accessTokenSealed!: string;
  /** Null for a long-lived token. */
  @Column('text', { nullable: true }) refreshTokenSealed!: string | null;
  @Column('timestamptz') issuedAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  /** Who renews the pair just now, and until when others leave it to him. */
  @Column('uuid', { nullable: true }) leaseOwner!: string | null;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
}
