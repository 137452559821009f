import { Column, Entity } from 'typeorm';
import { Card } from '../cards/card.entity';

/** Our copy of a company. */
@Entity('companies')
export class Company extends Card {
  @Column('jsonb') phones!: string[];
  @Column('jsonb') emails!: string[];
}
