import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CardEntity } from '../sync/sync-cursor.entity';

/** Our copy of a task. Its card is named by Kommo's number: it may come later, or never. */
@Entity('tasks')
export class Task {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text', { nullable: true }) cardKind!: CardEntity | null;
  @Column('bigint', { nullable: true }) cardKommoId!: string | null;
  /** 1 to follow up, 2 to meet; the account's own ones are larger (kommo-api.md 3.10). */
  @Column('bigint', { nullable: true }) typeKommoId!: string | null;
  @Column('text') text!: string;
  @Column('boolean') isCompleted!: boolean;
  @Column('text', { nullable: true }) result!: string | null;
  @Column('timestamptz') dueAt!: Date;
  @Column('integer') durationSeconds!: number;
  @Column('bigint', { nullable: true }) responsibleKommoId!: string | null;
  @Column('bigint', { nullable: true }) authorKommoId!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('boolean') isDeleted!: boolean;
}

const CARD = ['connectionId', 'cardKind', 'cardKommoId'] as const;

describeColumns(Task, {
  shows: {
    CrmTask: {
      lead: CARD,
      contact: CARD,
      company: CARD,
      responsibleUser: ['connectionId', 'responsibleKommoId'],
      author: ['connectionId', 'authorKommoId'],
      connection: ['connectionId'],
      history: ['connectionId', 'kommoId'],
    },
  },
});
