import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** How long an invitation holds after it was last sent. */
export const INVITATION_DAYS = 7;

/** An invitation to an organisation, bound to an address; of its link only the token's SHA-256 is kept. */
@Entity('invitations')
export class Invitation {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') email!: string;
  @Column('text') emailKey!: string;
  @Column('uuid') roleId!: string;
  @Column('uuid') invitedById!: string;
  @Column('bytea', { select: false }) tokenHash!: Buffer;
  /** How many mails it was in. */
  @Column('integer') mails!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) sentAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) acceptedAt!: Date | null;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) revokedAt!: Date | null;
}

describeColumns(Invitation, {
  shows: { Invitation: { role: ['roleId'], invitedBy: ['invitedById'], isExpired: ['expiresAt'] } },
});
