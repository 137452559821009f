import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { CardEntity } from '../sync/sync-cursor.entity';

/** Something that happened to a card, by Kommo's own change log. */
@Entity('card_events')
export class CardEvent {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  /** Kommo's name for it, a text. */
  @Column('text') kommoId!: string;
  @Column('text') kind!: CardEntity;
  @Column('bigint') cardKommoId!: string;
  @Column('text') type!: string;
  @Column('bigint', { nullable: true }) authorKommoId!: string | null;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') before!: unknown[];
  @Column('jsonb') after!: unknown[];
}

const CARD = ['connectionId', 'kind', 'cardKommoId'] as const;

describeColumns(CardEvent, {
  shows: {
    CardEvent: {
      lead: CARD,
      contact: CARD,
      company: CARD,
      author: ['connectionId', 'authorKommoId'],
      connection: ['connectionId'],
    },
  },
});
