import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';
import type { NoteEntity } from '../sync/sync-cursor.entity';

/** Our copy of a note; each kind of card has a table of its own, as it has a list of its own in Kommo. */
export abstract class Note {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('bigint') cardKommoId!: string;
  /** Kommo's name: common, call_in, sms_out … The list is open. */
  @Column('text') type!: string;
  @Column('text') text!: string;
  /** As Kommo gave them. */
  @Column('jsonb') params!: Record<string, unknown>;
  @Column('bigint', { nullable: true }) responsibleKommoId!: string | null;
  @Column('bigint', { nullable: true }) authorKommoId!: string | null;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('boolean') isDeleted!: boolean;
}

@Entity('lead_notes')
export class LeadNote extends Note {}

@Entity('contact_notes')
export class ContactNote extends Note {}

@Entity('company_notes')
export class CompanyNote extends Note {}

/** Which list of Kommo's a note is of. */
export function noteEntityOf(note: Note): NoteEntity {
  if (note instanceof ContactNote) return 'CONTACT_NOTES';
  return note instanceof CompanyNote ? 'COMPANY_NOTES' : 'LEAD_NOTES';
}

for (const entity of [LeadNote, ContactNote, CompanyNote]) {
  describeColumns<Note>(entity, {
    shows: {
      CrmNote: {
        responsibleUser: ['connectionId', 'responsibleKommoId'],
        author: ['connectionId', 'authorKommoId'],
        connection: ['connectionId'],
        history: ['connectionId', 'kommoId'],
      },
    },
  });
}
