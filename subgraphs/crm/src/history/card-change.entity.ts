import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { MirroredEntity } from '../sync/sync-cursor.entity';
import type { Cause } from './cause';

/** One change of a card, a task or a note, as the database wrote it down. */
@Entity('card_changes')
export class CardChange {
  @PrimaryColumn('uuid') orgId!: string;
  /** Grows with each change. */
  @PrimaryColumn('bigint') n!: string;
  @Column('uuid') connectionId!: string;
  @Column('text') kind!: MirroredEntity;
  @Column('bigint') kommoId!: string;
  /** When it was made, by Kommo's word; when we learned of it where Kommo does not say. */
  @Column('timestamptz') at!: Date;
  @Column('timestamptz') learnedAt!: Date;
  @Column('text') cause!: Cause['kind'];
  @Column('uuid', { nullable: true }) userId!: string | null;
  /** Who made it in Kommo; null for Kommo itself, and where it does not say. */
  @Column('bigint', { nullable: true }) updaterKommoId!: string | null;
  /** By column; custom fields by `custom_field.` and their number. */
  @Column('jsonb') before!: Record<string, unknown>;
  @Column('jsonb') after!: Record<string, unknown>;
}

describeColumns(CardChange, {
  shows: {
    CardChange: {
      id: ['n'],
      user: ['userId'],
      crmUser: ['connectionId', 'updaterKommoId'],
      fields: ['before', 'after'],
    },
  },
});
