import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/** Something that somebody said about an estimate or a line, to their own people. */
@Entity('comments')
export class Comment {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The first revision: what all revisions share. */
  @Column('uuid') documentId!: string;
  /** The revision it was said of. */
  @Column('uuid') estimateId!: string;
  /** Of the line; null: about the whole estimate. */
  @Column('uuid', { nullable: true }) positionOriginId!: string | null;
  @Column('text') audience!: 'TEAM' | 'COSTS';
  @Column('uuid', { nullable: true }) authorId!: string | null;
  @Column('text') text!: string;
  @Column('integer') version!: number;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
  @Column({ type: 'timestamptz', precision: 3, nullable: true }) editedAt!: Date | null;
}

describeColumns(Comment, {
  shows: { Comment: { estimate: ['estimateId'], author: ['authorId'] } },
});
