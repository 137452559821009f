import type { EntityManager } from 'typeorm';
import { storeCompanies } from '../companies/company-store';
import { storeContacts } from '../contacts/contact-store';
import type { Query } from '../kommo/client';
import { parseCompany, parseContact, parseLead } from '../kommo/rows';
import { storeLeads } from '../leads/lead-store';
import type { ConnectionRef } from '../runtime';
import { withoutRepeats } from '../cards/card-store';
import type { CardEntity } from './sync-cursor.entity';

/** Where one kind of card comes from and goes to. */
export interface CardSource {
  entity: CardEntity;
  /** Kommo's list, and the name of its rows in the envelope. */
  path: string;
  key: string;
  /** What each read asks for beside filters. */
  query: Query;
  /** How Kommo names it in events: `lead_deleted`. */
  eventName: string;
  table: string;
  /** Reads and stores rows of one page. */
  read(rows: readonly unknown[]): StorablePage;
}

export interface StorablePage {
  /** Kommo's numbers of the rows. */
  ids: string[];
  store(db: EntityManager, ref: ConnectionRef): Promise<void>;
}

type Store<R> = (db: EntityManager, ref: ConnectionRef, rows: readonly R[]) => Promise<void>;

function reader<R extends { id: string }>(parse: (row: unknown) => R, store: Store<R>) {
  return (given: readonly unknown[]): StorablePage => {
    const rows = withoutRepeats(given.map(parse));
    return { ids: rows.map((row) => row.id), store: (db, ref) => store(db, ref, rows) };
  };
}

export const CARD_SOURCES: Record<CardEntity, CardSource> = {
  COMPANIES: {
    entity: 'COMPANIES',
    path: '/companies',
    key: 'companies',
    query: {},
    eventName: 'company',
    table: 'crm.companies',
    read: reader(parseCompany, storeCompanies),
  },
  CONTACTS: {
    entity: 'CONTACTS',
    path: '/contacts',
    key: 'contacts',
    query: {},
    eventName: 'contact',
    table: 'crm.contacts',
    read: reader(parseContact, storeContacts),
  },
  LEADS: {
    entity: 'LEADS',
    path: '/leads',
    key: 'leads',
    query: { with: 'contacts' },
    eventName: 'lead',
    table: 'crm.leads',
    read: reader(parseLead, storeLeads),
  },
};
