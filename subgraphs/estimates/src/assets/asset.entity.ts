import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { ReadSheet } from './reading/asset-parts';

/** A file that an organisation keeps; its id is that of the file. */
@Entity('assets')
export class Asset {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') jobId!: string;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @Column('text') name!: string;
  @Column('text') kind!: string;
  @Column('bigint') size!: string;
  @Column('text') sha256!: string;
  @Column('text') state!: 'PROCESSING' | 'READY' | 'FAILED';
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('integer', { nullable: true }) pageCount!: number | null;
  @Column('jsonb') sheets!: ReadSheet[];
  @Column('integer') partCount!: number;
  @Column('boolean') isTruncated!: boolean;
  @Column('uuid') authorId!: string;
  @Column({ type: 'timestamptz', precision: 3 }) createdAt!: Date;
}

describeColumns(Asset, {
  shows: {
    Asset: {
      state: ['state', 'jobId'],
      error: ['errorCode', 'errorMessage', 'state', 'jobId'],
      job: ['jobId'],
      project: ['projectId'],
      parts: ['state'],
      url: ['id'],
      urlExpiresAt: ['id'],
      author: ['authorId'],
    },
  },
});
