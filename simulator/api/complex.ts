import type { Account } from '../accounts/account';
import type { CardRow } from '../accounts/rows';
import type { Call } from '../http/call';
import { hal, type Reply } from '../http/reply';
import { runBatch, type BatchRules } from './batch';
import { readCard, type CardWrite, type DraftContext } from './card-draft';
import { queryTest } from './filters';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';
import { addCard } from './write-cards';

const MOST_LEADS = 50;
const MOST_VALUES = 40;

/** A card inside a complex lead: one that exists, or one to be made. */
type Part = { id: number } | { write: CardWrite };

interface ComplexWrite {
  lead: CardWrite;
  contact: Part | undefined;
  company: Part | undefined;
}

function readPart(context: DraftContext, key: 'contacts' | 'companies', embedded: RawRow): Part | undefined {
  const { account, check } = context;
  const list = check.list(embedded, key, '_embedded.') ?? [];
  const [raw] = list;
  if (list.length > 1) check.fail('FieldNotExpected', `_embedded.${key}.1`);
  if (raw === undefined) return undefined;
  if (!isObject(raw)) return check.wrongType(`_embedded.${key}.0`, 'object');
  const prefix = `_embedded.${key}.0.`;
  if (raw.id === undefined) {
    const { is_main: _isMain, ...row } = raw;
    return { write: readCard({ account, entity: key, check, prefix }, row, true) };
  }
  const id = check.choice(raw, 'id', (known) => account[key].isLive(known), prefix);
  return id === undefined ? undefined : { id };
}

function countValues(row: RawRow, check: RowCheck): void {
  const fields = Array.isArray(row.custom_fields_values) ? row.custom_fields_values : [];
  if (fields.length > MOST_VALUES) check.fail('FieldNotExpected', `custom_fields_values.${MOST_VALUES}`);
}

function readComplex(call: Call, row: RawRow, check: RowCheck): ComplexWrite {
  const { account } = call;
  const embedded = isObject(row._embedded) ? row._embedded : {};
  const { metadata: _metadata, ...rest } = embedded;
  countValues(row, check);
  return {
    lead: readCard({ account, entity: 'leads', check }, { ...row, _embedded: rest }, true),
    contact: readPart({ account, entity: 'contacts', check }, 'contacts', rest),
    company: readPart({ account, entity: 'companies', check }, 'companies', rest),
  };
}

/** The phones and e-mails a new contact is compared by. */
function matchKeys(write: CardWrite): string[] {
  return [...write.fields].flatMap(([field, values]) =>
    field.type === 'multitext' ? (values ?? []).map((value) => String(value.value)) : [],
  );
}

/** Kommo's duplicate control: a contact with the same phone or e-mail is used instead of a new one. */
function twinOf(account: Account, write: CardWrite): number | undefined {
  const tests = matchKeys(write).map(queryTest);
  if (tests.length === 0) return undefined;
  const values = (row: CardRow): string =>
    (row.custom_fields_values ?? [])
      .filter((field) => field.field_type === 'multitext')
      .flatMap((field) => field.values.map((value) => String(value.value)))
      .join('\n');
  const found = account.contacts.find({
    state: 'live',
    order: 'id',
    descending: false,
    ranges: [],
    matches: (row) => tests.some((test) => test(values(row))),
    cacheKey: `twin|${matchKeys(write).join('|')}`,
  });
  return found.total > 0 ? found.rowAt(0).id : undefined;
}

function addComplex(call: Call, write: ComplexWrite): RawRow {
  const { account } = call;
  const stamp = { at: call.now, by: call.user.id };
  const { contact, company } = write;
  const twin = contact && 'write' in contact ? twinOf(account, contact.write) : undefined;
  const place = (part: Part | undefined, entity: 'contacts' | 'companies'): number | null => {
    if (!part) return null;
    return 'id' in part ? part.id : addCard(account, entity, part.write, stamp).id;
  };
  const contactId = twin ?? place(contact, 'contacts');
  const companyId = place(company, 'companies');
  const contacts = contactId === null ? [] : [{ id: contactId, main: true }];
  const companies = companyId === null ? [] : [companyId];
  const lead = addCard(account, 'leads', { ...write.lead, contacts, companies }, stamp);
  if (contactId !== null && companyId !== null) account.links.contactCompanies.link(contactId, companyId);
  return { id: lead.id, contact_id: contactId, company_id: companyId, merged: twin !== undefined };
}

/** `POST /leads/complex` (kommo-api.md 3.4): the answer is a bare list, `request_id` a list in it. */
export function createComplexLeads(call: Call): Reply {
  const rules: BatchRules<ComplexWrite> = {
    read: (row, check) => readComplex(call, row, check),
    apply: (write) => addComplex(call, write),
    most: MOST_LEADS,
  };
  const result = runBatch(call, call.body, rules);
  if ('refusal' in result) return result.refusal;
  return hal(
    result.rows.map(({ id, contact_id, company_id, request_id, merged }) => ({
      id,
      contact_id,
      company_id,
      request_id: [request_id],
      merged,
    })),
  );
}
