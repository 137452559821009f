import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One link of a session's chain of refresh tokens; only its SHA-256 is kept. */
@Entity('refresh_tokens')
export class RefreshToken {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') sessionId!: string;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Column('bytea') tokenHash!: Buffer;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  /** Null for the session's current token. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) rotatedAt!: Date | null;
  /** Counted retries, three at most. */
  @Column('integer') retries!: number;
  /** The pair that followed, sealed with this very token; wiped when the retry window has closed. */
  @Column('bytea', { nullable: true }) sealedSuccessor!: Buffer | null;
}
