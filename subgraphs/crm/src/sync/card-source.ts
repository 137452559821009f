import type { EntityManager } from 'typeorm';
import type { Accept, CardRow, CardTable } from '../cards/card-store';
import { storeCards, differingCards, withoutRepeats } from '../cards/card-store';
import { COMPANIES } from '../companies/company-store';
import { CONTACTS } from '../contacts/contact-store';
import type { Query } from '../kommo/client';
import { parseCompany, parseContact, parseLead } from '../kommo/rows';
import { LEADS, storeLeads } from '../leads/lead-store';
import { forgetOdd, noteOdd, type OddRow } from '../quarantine/quarantine-store';
import { storeEach } from '../quarantine/store-each';
import type { ConnectionRef } from '../runtime';
import { readEach } from './read-whole';
import type { CardEntity } from './sync-cursor.entity';

/** Where one kind of card comes from and goes to. */
export interface CardSource {
  entity: CardEntity;
  /** Kommo's list, and the name of its rows in the envelope. */
  path: string;
  key: string;
  /** What each read asks for beside filters. */
  query: Query;
  /** Whether the list can be ordered by `updated_at`. */
  isOrdered: boolean;
  /** How Kommo names it in events: `lead_deleted`. */
  eventName: string;
  table: string;
  /** Reads rows; those that can't be read stand apart. */
  read(rows: readonly unknown[]): ReadRows;
}

/** How rows are stored: see {@link Accept}. */
interface Storing {
  accept: Accept;
  readAt?: Date | null;
}

/** Rows of Kommo's as they were read. */
export interface ReadRows {
  /** Kommo's numbers of all rows that have one, odd ones too. */
  ids: string[];
  /** Rows that could not be read. */
  odd: OddRow[];
  /** Stores what could be read and puts the rest into quarantine, each row on its own where the database refuses one. */
  store(db: EntityManager, ref: ConnectionRef, storing: Storing): Promise<void>;
  /** Of the same second as ours, and different: to be asked for by id. */
  ties(db: EntityManager, ref: ConnectionRef): Promise<string[]>;
  /** Different from ours. */
  differing(db: EntityManager, ref: ConnectionRef): Promise<string[]>;
}

type Store<R> = (
  db: EntityManager,
  ref: ConnectionRef,
  rows: readonly R[],
  accept: Accept,
  readAt: Date | null,
) => Promise<void>;

function reader<R extends CardRow>(
  entity: CardEntity,
  parse: (row: unknown) => R,
  table: CardTable<R>,
  store: Store<R> = (db, ref, rows, accept, readAt) => storeCards(db, ref, table, rows, accept, readAt),
) {
  return (given: readonly unknown[]): ReadRows => {
    const raw = new Map<string, unknown>();
    const { rows: parsed, odd } = readEach(given, parse, (read, row) => raw.set(read.id, row));
    const rows = withoutRepeats(parsed);
    return {
      ids: [...rows.map((row) => row.id), ...odd.flatMap(({ kommoId }) => kommoId ?? [])],
      odd,
      ties: (db, ref) => differingCards(db, ref, table, rows, 'newer'),
      differing: (db, ref) => differingCards(db, ref, table, rows, 'any'),
      store: async (db, ref, { accept, readAt = null }) => {
        const refused = await storeEach(db, rows, (part) => store(db, ref, part, accept, readAt));
        const misfits = refused.map(({ row, reason }) => ({
          kommoId: row.id,
          reason,
          raw: raw.get(row.id),
        }));
        const isMisfit = new Set(misfits.map(({ kommoId }) => kommoId));
        await forgetOdd(
          db,
          ref,
          entity,
          rows.map((row) => row.id).filter((id) => !isMisfit.has(id)),
        );
        await noteOdd(db, ref, entity, [...odd, ...misfits]);
      },
    };
  };
}

export const CARD_SOURCES: Record<CardEntity, CardSource> = {
  COMPANIES: {
    entity: 'COMPANIES',
    path: '/companies',
    key: 'companies',
    query: {},
    isOrdered: true,
    eventName: 'company',
    table: 'crm.companies',
    read: reader('COMPANIES', parseCompany, COMPANIES),
  },
  CONTACTS: {
    entity: 'CONTACTS',
    path: '/contacts',
    key: 'contacts',
    query: {},
    isOrdered: true,
    eventName: 'contact',
    table: 'crm.contacts',
    read: reader('CONTACTS', parseContact, CONTACTS),
  },
  LEADS: {
    entity: 'LEADS',
    path: '/leads',
    key: 'leads',
    query: { with: 'contacts' },
    isOrdered: true,
    eventName: 'lead',
    table: 'crm.leads',
    read: reader('LEADS', parseLead, LEADS, storeLeads),
  },
};
