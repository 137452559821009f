import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** What became of the PDF that a link's mail was to bring. */
export type MailedPdf = 'WAITING' | 'ATTACHED' | 'NOT_WRITTEN' | 'TOO_LARGE';

/** A link by which a client without an account sees what was sent. Of its token only the SHA-256 is kept, and is never read. */
@Entity('client_links')
export class EstimateLink {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') estimateId!: string;
  @Column('bytea', { select: false }) tokenHash!: Buffer;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) language!: 'EN' | 'RU' | null;
  @Column('boolean') requiresCode!: boolean;
  /** Whether it was mailed to its address: reminders go there. */
  @Column('boolean', { select: false }) mailed!: boolean;
  /** See `mailed-pdf.ts`. */
  @Column('text', { nullable: true }) mailedPdf!: MailedPdf | null;
  @Column('uuid') createdBy!: string;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) revokedAt!: Date | null;
  /** When a person first opened it. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) openedAt!: Date | null;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) lastOpenedAt!: Date | null;
  @Column('integer') viewCount!: number;
  /** Of the newest code that was sent; see `client-codes.service.ts`. */
  @Column('bytea', { nullable: true, select: false }) codeHash!: Buffer | null;
  @Column({ type: 'timestamptz', precision: 3, nullable: true, select: false }) codeSentAt!: Date | null;
  @Column('smallint', { select: false }) codeTries!: number;
  @Column('smallint', { select: false }) codesSent!: number;
}

/** One opening of a link by a person; only ever added. */
@Entity('client_views')
export class EstimateLinkView {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') linkId!: string;
  @Column({ type: 'timestamptz', precision: 3 }) at!: Date;
  @Column('text', { nullable: true }) ip!: string | null;
  @Column('text', { nullable: true }) userAgent!: string | null;
}

describeColumns(EstimateLink, {
  shows: {
    EstimateLink: {
      state: ['expiresAt', 'revokedAt'],
      views: ['id'],
      decision: ['id', 'estimateId'],
    },
  },
});
