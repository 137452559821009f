import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** How long an invitation holds after it was last sent. */
export const INVITATION_DAYS = 7;

/**
 * Whether who sent it is still here with all permissions of its role. They give it in the moment it is accepted: who was shut out, or lost what it holds,
 * leaves no back door. Sent again by somebody else it is theirs. SQL, of a row called `invitation`.
 */
export const STILL_GIVEN = `EXISTS (
  SELECT 1 FROM identity.memberships inviter
    JOIN identity.users person ON person.id = inviter.user_id
    JOIN identity.roles own ON own.org_id = inviter.org_id AND own.id = inviter.role_id
    JOIN identity.roles given ON given.org_id = inviter.org_id AND given.id = invitation.role_id
   WHERE inviter.org_id = invitation.org_id AND inviter.user_id = invitation.invited_by_id
     AND inviter.status = 'ACTIVE' AND person.status = 'ACTIVE' AND own.permissions @> given.permissions)`;

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
  shows: { Invitation: { role: ['roleId'], invitedBy: ['invitedById'], isExpired: ['id'] } },
});
