import { Column, Entity } from 'typeorm';
import { Card } from '../cards/card.entity';

/** Our copy of a contact. */
@Entity('contacts')
export class Contact extends Card {
  @Column('text') firstName!: string;
  @Column('text') lastName!: string;
  @Column('jsonb') phones!: string[];
  @Column('jsonb') emails!: string[];
  @Column('bigint', { nullable: true }) companyKommoId!: string | null;
}
