import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** A time for which the people who run the installation may come into an organisation. */
@Entity('support_grants')
export class SupportGrant {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('text') reason!: string;
  @Column('text', { array: true }) scopes!: string[];
  @Column('uuid') grantedById!: string;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) revokedAt!: Date | null;
}

describeColumns(SupportGrant, {
  shows: {
    SupportGrant: { grantedBy: ['grantedById'], isActive: ['revokedAt', 'expiresAt'], uses: ['id'] },
  },
});
