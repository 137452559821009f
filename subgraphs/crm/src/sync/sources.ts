import type { EntityManager } from 'typeorm';
import {
  type Accept,
  type MirroredRow,
  type MirrorTable,
  storeRows,
  differingRows,
  withoutRepeats,
} from '../mirror/mirror-table';
import { storeCards } from '../cards/store-cards';
import { COMPANIES } from '../companies/company-store';
import { CONTACTS } from '../contacts/contact-store';
import type { Query } from '../kommo/client';
import { parseCompany, parseContact, parseLead, parseNote, parseTask } from '../kommo/rows';
import { LEADS, storeLeads } from '../leads/lead-store';
import { forgetOdd, noteOdd, type OddRow } from '../quarantine/quarantine-store';
import { storeEach } from '../quarantine/store-each';
import type { ConnectionRef } from '../runtime';
import { readEach } from './read-whole';
import { NOTES } from '../notes/note-store';
import { TASKS } from '../tasks/task-store';
import type { MirroredEntity, StoredEntity } from './sync-cursor.entity';

/** Where one kind of row comes from and goes to. */
export interface MirrorSource {
  entity: StoredEntity;
  /** Kommo's list, and the name of its rows in the envelope. */
  path: string;
  key: string;
  /** What each read asks for beside filters. */
  query: Query;
  /** Whether the list can be ordered by `updated_at`. */
  isOrdered: boolean;
  /** Whether synchronisations go on without it where Kommo refuses the list: no right, no plan, no such route. */
  isOptional: boolean;
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

/** How rows of a kind are read from Kommo's answers. */
export function readerOf<R extends MirroredRow>(
  entity: StoredEntity,
  parse: (row: unknown) => R,
  table: MirrorTable<R>,
  store: Store<R> = async (db, ref, rows, accept, readAt) => {
    await storeRows(db, ref, table, rows, accept, readAt);
  },
) {
  return (given: readonly unknown[]): ReadRows => {
    const raw = new Map<string, unknown>();
    const { rows: parsed, odd } = readEach(given, parse, (read, row) => raw.set(read.id, row));
    const rows = withoutRepeats(parsed);
    return {
      ids: [...rows.map((row) => row.id), ...odd.flatMap(({ kommoId }) => kommoId ?? [])],
      odd,
      ties: (db, ref) => differingRows(db, ref, table, rows, 'newer'),
      differing: (db, ref) => differingRows(db, ref, table, rows, 'any'),
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

const notesOf = (cards: string, entity: keyof typeof NOTES): MirrorSource => ({
  entity,
  path: `/${cards}/notes`,
  key: 'notes',
  query: {},
  isOrdered: true,
  isOptional: true,
  table: NOTES[entity].table,
  read: readerOf(entity, parseNote, NOTES[entity]),
});

export const SOURCES: Record<MirroredEntity, MirrorSource> = {
  COMPANIES: {
    entity: 'COMPANIES',
    path: '/companies',
    key: 'companies',
    query: {},
    isOrdered: true,
    isOptional: false,
    table: 'crm.companies',
    read: readerOf('COMPANIES', parseCompany, COMPANIES, (db, ref, ...rest) =>
      storeCards(db, ref, COMPANIES, ...rest),
    ),
  },
  CONTACTS: {
    entity: 'CONTACTS',
    path: '/contacts',
    key: 'contacts',
    query: {},
    isOrdered: true,
    isOptional: false,
    table: 'crm.contacts',
    read: readerOf('CONTACTS', parseContact, CONTACTS, (db, ref, ...rest) =>
      storeCards(db, ref, CONTACTS, ...rest),
    ),
  },
  LEADS: {
    entity: 'LEADS',
    path: '/leads',
    key: 'leads',
    query: { with: 'contacts,catalog_elements' },
    isOrdered: true,
    isOptional: false,
    table: 'crm.leads',
    read: readerOf('LEADS', parseLead, LEADS, storeLeads),
  },
  TASKS: {
    entity: 'TASKS',
    path: '/tasks',
    key: 'tasks',
    query: {},
    isOrdered: false,
    isOptional: true,
    table: 'crm.tasks',
    read: readerOf('TASKS', parseTask, TASKS),
  },
  LEAD_NOTES: notesOf('leads', 'LEAD_NOTES'),
  CONTACT_NOTES: notesOf('contacts', 'CONTACT_NOTES'),
  COMPANY_NOTES: notesOf('companies', 'COMPANY_NOTES'),
};
