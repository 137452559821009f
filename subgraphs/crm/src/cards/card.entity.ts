import { Column, PrimaryColumn } from 'typeorm';
import type { CustomField, Tag } from '../kommo/rows';

/** What our copies of leads, contacts and companies share. Times are Kommo's; Kommo's numbers are texts. */
export abstract class Card {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') connectionId!: string;
  @Column('bigint') kommoId!: string;
  @Column('text') name!: string;
  /** May name somebody who was removed from the account. */
  @Column('bigint', { nullable: true }) responsibleKommoId!: string | null;
  @Column('jsonb') tags!: Tag[];
  /** As Kommo gave them, types we don't know included. */
  @Column('jsonb') customFields!: CustomField[];
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz') updatedAt!: Date;
  @Column('boolean') isDeleted!: boolean;
}

/** The key of anything of Kommo's within an organisation. */
export interface KommoKey {
  connectionId: string;
  kommoId: string;
}

/** A loader's cache key for a {@link KommoKey}. */
export const kommoKeyText = ({ connectionId, kommoId }: KommoKey): string => `${connectionId}/${kommoId}`;

/** What the fields that all cards have read, where it is not the column of their name. */
export const CARD_COLUMNS = {
  connection: ['connectionId'],
  responsibleUser: ['connectionId', 'responsibleKommoId'],
  url: ['connectionId', 'kommoId'],
  customFields: ['connectionId', 'customFields'],
  customField: ['connectionId', 'customFields'],
  tasks: ['connectionId', 'kommoId'],
  notes: ['connectionId', 'kommoId'],
  history: ['connectionId', 'kommoId'],
  events: ['connectionId', 'kommoId'],
} as const;

/** What a card's linked cards are found by. */
export const KOMMO_KEY = ['connectionId', 'kommoId'] as const;
