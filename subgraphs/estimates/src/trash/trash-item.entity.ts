import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { UserErrorShape } from '../../../../service-kit/errors/user-errors';

export type TrashKind = 'ESTIMATE' | 'PROJECT' | 'TEMPLATE' | 'CATALOGUE';

/** What is given back when something is restored, by its kind. */
export interface KeptOfTrash {
  /** Of a draft: it gives these up while it is in the trash, so that another revision can have them. */
  readonly number?: string | null;
  readonly supersedesId?: string | null;
  /** Of a project: the drafts that its deletion took out of it. */
  readonly draftIds?: readonly string[];
}

/** Something that was deleted, and can be restored until its time is over. The object itself is where it was, hidden by row-level security. */
@Entity('trash')
export class TrashItem {
  @PrimaryColumn('uuid') orgId!: string;
  /** The object's own. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: TrashKind;
  @Column('text') name!: string;
  @Column('uuid') deletedBy!: string;
  @Column({ type: 'timestamptz', precision: 3 }) deletedAt!: Date;
  @Column({ type: 'timestamptz', precision: 3 }) expiresAt!: Date;
  @Column('jsonb') kept!: KeptOfTrash;
}

/** What the payload of `restoreFromTrash` is made of. */
export interface Restored {
  readonly restored?: Pick<TrashItem, 'kind' | 'id'> | null;
  readonly userErrors: readonly UserErrorShape[];
}

describeColumns(TrashItem, { shows: { TrashItem: {} } });
