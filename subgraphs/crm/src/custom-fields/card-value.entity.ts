import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A value that a card has in a mapped field; see `sortable.ts`. */
@Entity('card_values')
export class CardValue {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') fieldId!: string;
  @PrimaryColumn('uuid') cardId!: string;
  @PrimaryColumn('integer') position!: number;
  @Column('text') sort!: string;
  @Column('text', { nullable: true }) words!: string | null;
}
