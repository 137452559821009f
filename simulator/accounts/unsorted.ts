import type { Account } from './account';
import { createCard } from './create-card';
import { cardTable, recordEvent, updateCards, type Stamp } from './mutations';
import type { CardRow } from './rows';
import type { UnsortedCategory, UnsortedRow } from './unsorted-book';

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

/** Somebody sends a request in: its cards are in no list until it is accepted. */
export function addIncoming(
  account: Account,
  { lead, contact, ...own }: UnsortedDraft,
  stamp: Stamp,
): UnsortedRow {
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
  const row = account.unsorted.enter({ ...own, lead_id: leadId, contact_id: contactId });
  tell(account, 'add_unsorted', row, stamp);
  return row;
}

/** Takes it over: from then on lists show its cards. */
export function acceptIncoming(
  account: Account,
  row: UnsortedRow,
  statusId: number,
  userId: number,
  stamp: Stamp,
): void {
  row.state = 'accepted';
  account.leads.setState([row.lead_id], 'live');
  const set = { status_id: statusId, responsible_user_id: userId } as Partial<CardRow>;
  updateCards(account, 'leads', [row.lead_id], stamp, set);
  if (row.contact_id !== null && account.contacts.stateOf(row.contact_id) === 'hidden') {
    account.contacts.setState([row.contact_id], 'live');
    updateCards(account, 'contacts', [row.contact_id], stamp, { is_unsorted: false } as Partial<CardRow>);
  }
  tell(account, 'delete_unsorted', row, stamp);
}

/** Sends it away, and its cards with it. */
export function declineIncoming(account: Account, row: UnsortedRow, stamp: Stamp): void {
  row.state = 'declined';
  account.leads.setState([row.lead_id], 'gone');
  recordEvent(account, stamp, { type: 'lead_deleted', entity_type: 'lead', entity_id: row.lead_id });
  if (row.contact_id !== null && account.contacts.stateOf(row.contact_id) === 'hidden') {
    account.contacts.setState([row.contact_id], 'gone');
  }
  tell(account, 'delete_unsorted', row, stamp);
}

/** A conversation belongs to a lead that is there: the incoming one is dropped. */
export function linkIncoming(account: Account, row: UnsortedRow, leadId: number, stamp: Stamp): void {
  row.state = 'accepted';
  account.leads.setState([row.lead_id], 'gone');
  if (row.contact_id !== null) {
    account.contacts.setState([row.contact_id], 'live');
    account.links.leadContacts.link(leadId, row.contact_id);
    updateCards(account, 'contacts', [row.contact_id], stamp, { is_unsorted: false } as Partial<CardRow>);
  }
  row.lead_id = leadId;
  tell(account, 'delete_unsorted', row, stamp);
}

function tell(account: Account, code: string, row: UnsortedRow, { at, by }: Stamp): void {
  account.changes.tell({
    code,
    entity: 'unsorted',
    id: account.unsorted.placeOf(row),
    at,
    by,
    before: {},
  });
}
