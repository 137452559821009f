import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

/**
 * Our copy of an incoming lead.
 *
 *   WAITING → ACCEPTED   somebody took it: its lead is in the lists from then on
 *   WAITING → DECLINED   somebody sent it away
 *   WAITING → GONE       Kommo no longer has it, nor its lead, and nobody told what became of it
 */
export type UnsortedState = 'WAITING' | 'ACCEPTED' | 'DECLINED' | 'GONE';

@Entity('unsorted_leads')
export class UnsortedLead {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  /** Kommo's name for it. */
  @Column('text') uid!: string;
  /** Kommo's: sip, mail, forms, chats. The list is open. */
  @Column('text') category!: string;
  @Column('text') sourceUid!: string;
  @Column('text') sourceName!: string;
  @Column('bigint', { nullable: true }) pipelineKommoId!: string | null;
  @Column('bigint', { nullable: true }) leadKommoId!: string | null;
  @Column('bigint', { nullable: true }) companyKommoId!: string | null;
  @Column('jsonb') contactKommoIds!: string[];
  /** As Kommo gave it. */
  @Column('jsonb') metadata!: Record<string, unknown>;
  @Column('timestamptz') createdAt!: Date;
  @Column('text') state!: UnsortedState;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
}

describeColumns(UnsortedLead, {
  shows: {
    UnsortedLead: {
      pipeline: ['connectionId', 'pipelineKommoId'],
      lead: ['connectionId', 'leadKommoId'],
      company: ['connectionId', 'companyKommoId'],
      contacts: ['connectionId', 'contactKommoIds'],
      connection: ['connectionId'],
    },
  },
});
