import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who a lead is about, as crm tells: its contacts, and its company. */
@Entity('known_lead_cards')
export class KnownLeadCard {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('text') kind!: 'CONTACT' | 'COMPANY';
  @PrimaryColumn('uuid') cardId!: string;
  @PrimaryColumn('uuid') leadId!: string;
  /** Whether it is the lead's main contact; false for a company. */
  @Column('boolean') isMain!: boolean;
}
