import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who a lead is about; both ends by Kommo's numbers. */
@Entity('lead_contacts')
export class LeadContact {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @PrimaryColumn('bigint') leadKommoId!: string;
  @PrimaryColumn('bigint') contactKommoId!: string;
  @Column('boolean') isMain!: boolean;
  /** Kommo's order. */
  @Column('integer') position!: number;
}
