import { Column, Entity, PrimaryColumn } from 'typeorm';
import { describeColumns } from '../../../../service-kit/data/columns';

export const CARD_ENTITIES = ['COMPANIES', 'CONTACTS', 'LEADS'] as const;
export type CardEntity = (typeof CARD_ENTITIES)[number];
export const NOTE_ENTITIES = ['LEAD_NOTES', 'CONTACT_NOTES', 'COMPANY_NOTES'] as const;
export type NoteEntity = (typeof NOTE_ENTITIES)[number];
/** Kinds of rows that are walked by time, compared and buried alike; see sources.ts. */
export const MIRRORED_ENTITIES = [...CARD_ENTITIES, 'TASKS', ...NOTE_ENTITIES] as const;
export type MirroredEntity = (typeof MIRRORED_ENTITIES)[number];
/** Kinds of rows that stand in a table of their own under Kommo's number. */
export type StoredEntity = MirroredEntity | 'CATALOG_ELEMENTS';
export const SHOWN_ENTITIES = [
  'PIPELINES',
  'USERS',
  'CUSTOM_FIELDS',
  ...MIRRORED_ENTITIES,
  'CATALOGS',
  'CATALOG_ELEMENTS',
  'UNSORTED_LEADS',
  'CARD_EVENTS',
] as const;
export type SyncedEntity = (typeof SHOWN_ENTITIES)[number] | 'DELETIONS' | 'BIN';

/**
 * How far one kind of data of a connection is. `cursorAt`: we hold every change up to then. The `walk…` columns are the
 * walk through a list that is under way; see walk.ts.
 */
@Entity('sync_cursors')
export class SyncCursor {
  @PrimaryColumn('uuid') orgId!: string;
  @PrimaryColumn('uuid') connectionId!: string;
  @PrimaryColumn('text') entity!: SyncedEntity;
  @Column('timestamptz', { nullable: true }) cursorAt!: Date | null;
  @Column('timestamptz', { nullable: true }) lastSyncedAt!: Date | null;
  /** The run that last began a walk here. */
  @Column('uuid', { nullable: true }) walkRunId!: string | null;
  /** Lower end of the window; null while the whole list is walked. */
  @Column('timestamptz', { nullable: true }) walkFrom!: Date | null;
  /** Upper end of the window, or when the walk through the whole list began: the cursor once it is done. */
  @Column('timestamptz', { nullable: true }) walkTo!: Date | null;
  /** The second the walk goes on with; null when none is under way. */
  @Column('timestamptz', { nullable: true }) walkAt!: Date | null;
  /** Rows of the list before it. */
  @Column('bigint') walkSeen!: string | number;
  /** How often the list had to be read again because rows were missing. */
  @Column('integer') walkTries!: number;
  /** With whose rights the list was read: see rights.ts. */
  @Column('text', { nullable: true }) rights!: string | null;
  /** Whether this process has walked from the beginning; not stored. */
  walkSeenAll?: boolean;
  @Column('text', { nullable: true }) errorCode!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('timestamptz', { nullable: true }) errorAt!: Date | null;
}

describeColumns(SyncCursor, {
  shows: {},
  lends: {
    SyncEntityStatus: {
      cursor: ['cursorAt'],
      lagSeconds: ['cursorAt'],
      lastSyncedAt: ['lastSyncedAt'],
      lastError: ['errorCode', 'errorMessage', 'errorAt'],
    },
  },
});
