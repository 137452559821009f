import { Column, Entity } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import { Card, CARD_COLUMNS, KOMMO_KEY } from '../cards/card.entity';

/** Our copy of a lead. Pipeline, stage and company are named by Kommo's numbers: they may come later, or never. */
@Entity('leads')
export class Lead extends Card {
  @Column('numeric', { precision: 20, scale: 4 }) price!: string;
  @Column('bigint', { nullable: true }) pipelineKommoId!: string | null;
  @Column('bigint', { nullable: true }) stageKommoId!: string | null;
  @Column('bigint', { nullable: true }) companyKommoId!: string | null;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
}

describeColumns(Lead, {
  shows: {
    Lead: {
      ...CARD_COLUMNS,
      price: ['price', 'connectionId'],
      pipeline: ['connectionId', 'pipelineKommoId'],
      stage: ['connectionId', 'pipelineKommoId', 'stageKommoId'],
      status: ['stageKommoId'],
      freshness: ['connectionId'],
      contacts: KOMMO_KEY,
      mainContact: KOMMO_KEY,
      catalogElements: KOMMO_KEY,
      company: ['connectionId', 'companyKommoId'],
    },
  },
});
