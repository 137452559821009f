import { uuidFrom } from '../random';
import type { Account } from './account';
import { createCard } from './create-card';
import { cardTable, recordEvent, updateCards, type Stamp } from './mutations';
import type { CardRow } from './rows';

export const UNSORTED_CATEGORIES = ['sip', 'mail', 'forms', 'chats'] as const;
export type UnsortedCategory = (typeof UNSORTED_CATEGORIES)[number];

/** An incoming lead that nobody has taken yet (kommo-api.md 3.14). Its cards are in no list until somebody does. */
export interface UnsortedRow {
  uid: string;
  category: UnsortedCategory;
  source_uid: string;
  source_name: string;
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead_id: number;
  contact_id: number | null;
  state: 'waiting' | 'accepted' | 'declined';
}

/** What somebody sends in. */
export interface UnsortedDraft {
  category: UnsortedCategory;
  source_uid: string;
  source_name: string;
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead: Partial<CardRow>;
  contact: Partial<CardRow> | null;
}

/** The incoming leads of one account, oldest first. */
export class UnsortedBook {
  private readonly rows: UnsortedRow[] = [];

  constructor(
    private readonly account: Account,
    private readonly seed: number,
  ) {}

  /** Those that wait. */
  waiting(): UnsortedRow[] {
    return this.rows.filter(({ state }) => state === 'waiting');
  }

  /** One that waits. */
  find(uid: string): UnsortedRow | undefined {
    return this.rows.find((row) => row.uid === uid && row.state === 'waiting');
  }

  /** By its place in the book, whatever became of it. */
  at(place: number): UnsortedRow | undefined {
    return this.rows[place];
  }

  add({ lead, contact, ...own }: UnsortedDraft, stamp: Stamp): UnsortedRow {
    const { account } = this;
    const { changes } = account;
    const hidden = (entity: 'leads' | 'contacts', draft: Partial<CardRow>): number => {
      const { id } = changes.silently(() => createCard(account, entity, draft, stamp));
      cardTable(account, entity).setState([id], 'hidden');
      return id;
    };
    const stage = account.pipelines.find(({ id }) => id === own.pipeline_id)?.stages[0]?.id ?? 0;
    const contactId = contact && hidden('contacts', { ...contact, is_unsorted: true } as Partial<CardRow>);
    const place = { pipeline_id: own.pipeline_id, status_id: stage };
    const leadId = hidden('leads', { ...lead, ...place } as Partial<CardRow>);
    if (contactId !== null) account.links.leadContacts.link(leadId, contactId, true);
    const uid = uuidFrom(this.seed, `${account.id}|unsorted ${this.rows.length}`).replaceAll('-', '');
    const row: UnsortedRow = { ...own, uid, lead_id: leadId, contact_id: contactId, state: 'waiting' };
    this.rows.push(row);
    this.tell('add_unsorted', row, stamp);
    return row;
  }

  /** Takes it over: from then on lists show its cards. */
  accept(row: UnsortedRow, statusId: number, userId: number, stamp: Stamp): void {
    const { account } = this;
    row.state = 'accepted';
    account.leads.setState([row.lead_id], 'live');
    const set = { status_id: statusId, responsible_user_id: userId } as Partial<CardRow>;
    updateCards(account, 'leads', [row.lead_id], stamp, set);
    if (row.contact_id !== null && account.contacts.stateOf(row.contact_id) === 'hidden') {
      account.contacts.setState([row.contact_id], 'live');
      updateCards(account, 'contacts', [row.contact_id], stamp, { is_unsorted: false } as Partial<CardRow>);
    }
    this.tell('delete_unsorted', row, stamp);
  }

  /** Sends it away, and its cards with it. */
  decline(row: UnsortedRow, stamp: Stamp): void {
    const { account } = this;
    row.state = 'declined';
    account.leads.setState([row.lead_id], 'gone');
    recordEvent(account, stamp, { type: 'lead_deleted', entity_type: 'lead', entity_id: row.lead_id });
    if (row.contact_id !== null && account.contacts.stateOf(row.contact_id) === 'hidden') {
      account.contacts.setState([row.contact_id], 'gone');
    }
    this.tell('delete_unsorted', row, stamp);
  }

  /** A conversation belongs to a lead that is there: the incoming one is dropped. */
  link(row: UnsortedRow, leadId: number, stamp: Stamp): void {
    const { account } = this;
    row.state = 'accepted';
    account.leads.setState([row.lead_id], 'gone');
    if (row.contact_id !== null) {
      account.contacts.setState([row.contact_id], 'live');
      account.links.leadContacts.link(leadId, row.contact_id);
      updateCards(account, 'contacts', [row.contact_id], stamp, { is_unsorted: false } as Partial<CardRow>);
    }
    row.lead_id = leadId;
    this.tell('delete_unsorted', row, stamp);
  }

  private tell(code: string, row: UnsortedRow, { at, by }: Stamp): void {
    this.account.changes.tell({
      code,
      entity: 'unsorted',
      id: this.rows.indexOf(row),
      at,
      by,
      before: {},
    });
  }
}
