import { Column, Entity } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import { Card, CARD_COLUMNS, KOMMO_KEY } from '../cards/card.entity';

/** Our copy of a company. */
@Entity('companies')
export class Company extends Card {
  @Column('jsonb') phones!: string[];
  @Column('jsonb') emails!: string[];
}

describeColumns(Company, {
  shows: {
    Company: {
      ...CARD_COLUMNS,
      contacts: KOMMO_KEY,
      leads: KOMMO_KEY,
    },
  },
});
