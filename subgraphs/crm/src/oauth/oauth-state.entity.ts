import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A consent that was asked for: who asked, and until when the answer counts. The state itself is stored hashed. */
@Entity('oauth_states')
export class OAuthState {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') userId!: string;
  @Column('bytea') stateHash!: Buffer;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) consumedAt!: Date | null;
}
