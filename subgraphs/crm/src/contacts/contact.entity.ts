import { Column, Entity } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import { Card, CARD_COLUMNS, KOMMO_KEY } from '../cards/card.entity';

/** Our copy of a contact. */
@Entity('contacts')
export class Contact extends Card {
  @Column('text') firstName!: string;
  @Column('text') lastName!: string;
  @Column('jsonb') phones!: string[];
  @Column('jsonb') emails!: string[];
  @Column('bigint', { nullable: true }) companyKommoId!: string | null;
}

describeColumns(Contact, {
  shows: {
    Contact: {
      ...CARD_COLUMNS,
      company: ['connectionId', 'companyKommoId'],
      leads: KOMMO_KEY,
    },
  },
});
