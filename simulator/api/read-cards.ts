import type { CardRow, CompanyRow, ContactRow, EntityType, LeadRow } from '../accounts/rows';
import type { Account } from '../accounts/account';
import { acceptContacts, deleteCards, updateCards } from '../accounts/mutations';
import type { Call, Handler } from '../http/call';
import { NO_CONTENT, hal } from '../http/reply';
import { uuidFrom } from '../random';
import type { Collection, Found, Selection } from '../store/collection';
import { companyBody, contactBody, deletedLeadBody, leadBody, type CardContext } from './cards';
import { fieldsTest, selectionOf, stageTest, type FilterRules } from './filters';
import { listReply, pageOf, withOf } from './page';

/** Everything `query=` looks through: the name and the filled fields, one a line. */
function searchText(row: CardRow): string {
  const values = (row.custom_fields_values ?? []).flatMap((field) =>
    field.values.map((value) => String(value.value)),
  );
  return [row.name, ...values].join('\n');
}

function cardRules<T extends CardRow>(account: Account, entity: EntityType): FilterRules<T> {
  return {
    values: {
      name: (row) => row.name,
      created_by: (row) => row.created_by,
      updated_by: (row) => row.updated_by,
      responsible_user_id: (row) => row.responsible_user_id,
      closest_task_at: (row) => account.closestTaskAt(entity, row.id),
    },
    times: { created_at: 'equal', updated_at: 'equal' },
    orders: ['updated_at', 'id'],
    special: { custom_fields_values: fieldsTest },
    search: searchText,
  };
}

function leadRules(account: Account): FilterRules<LeadRow> {
  const rules = cardRules<LeadRow>(account, 'leads');
  return {
    ...rules,
    values: {
      ...rules.values,
      price: (row) => row.price,
      closed_at: (row) => row.closed_at,
      pipeline_id: (row) => row.pipeline_id,
    },
    orders: ['created_at', 'updated_at', 'id'],
    special: { ...rules.special, statuses: stageTest },
  };
}

interface CardReader<T extends CardRow> {
  entity: EntityType;
  table: (account: Account) => Collection<T>;
  rules: (account: Account) => FilterRules<T>;
  body: (context: CardContext, row: T) => unknown;
}

function lister<T extends CardRow>(reader: CardReader<T>): Handler {
  return (call) => {
    const { account } = call;
    const extras = withOf(call);
    const bin = reader.entity === 'leads' && extras.has('only_deleted');
    const selection = visibleTo(call, selectionOf(call, reader.rules(account)));
    const listed = reader.table(account).find({ ...selection, state: bin ? 'bin' : 'live' });
    const found =
      call.world.behaviour.ties === 'unstable' ? withLooseTies(call, listed, selection.order) : listed;
    const reply = listReply(call, found, {
      key: reader.entity,
      body: (row, page) =>
        bin
          ? deletedLeadBody({ account, extras }, row as CardRow as LeadRow)
          : reader.body({ account, extras, page }, row),
    });
    drift(call, reader.entity, reply.body);
    return reply;
  };
}

/** Users without the right to all cards are shown their own, or their group's (kommo-api.md 3.2). */
function visibleTo<T extends CardRow>(call: Call, selection: Selection<T>): Selection<T> {
  const { right, id, groupId } = call.user;
  if (right === 'A' || call.user.isAdmin) return selection;
  const sees = (row: T): boolean => {
    if (right === 'D') return false;
    return right === 'M' ? row.responsible_user_id === id : row.group_id === (groupId ?? 0);
  };
  const { matches } = selection;
  return {
    ...selection,
    matches: (row) => sees(row) && (matches?.(row) ?? true),
    cacheKey: `${selection.cacheKey}|${right}${id}`,
  };
}

/** Within one value of the order column, another order with each request. */
function withLooseTies<T extends CardRow>(call: Call, found: Found<T>, order: string): Found<T> {
  if (order === 'id') return found;
  const turn = call.world.nextRequestId();
  const rows = Array.from({ length: found.total }, (_, position) => {
    const row = found.rowAt(position);
    return { row, value: (row as unknown as Record<string, number>)[order] ?? 0, position };
  });
  const groups = new Map<number, number>();
  for (const { value } of rows) if (!groups.has(value)) groups.set(value, groups.size);
  const keyed = rows.map((one) => ({ ...one, loose: uuidFrom(one.row.id, turn) }));
  keyed.sort(
    (a, b) => (groups.get(a.value) ?? 0) - (groups.get(b.value) ?? 0) || (a.loose < b.loose ? -1 : 1),
  );
  return { total: found.total, rowAt: (position) => (keyed[position] as { row: T }).row };
}

/** Changes rows behind the reader's back after the page it waits for (kommo-api.md 3.17, page drift). */
function drift(call: Call, entity: EntityType, body: unknown): void {
  const page = body as { _page: number; _embedded: Record<string, { id: number }[]> } | undefined;
  const due = page && call.world.drift.take(call.account.id, entity, pageOf(call).limit);
  if (!due) return;
  const ids = (page._embedded[entity] ?? []).slice(0, due.n).map((row) => row.id);
  if (due.advance_s) call.world.clock.advance(due.advance_s);
  const stamp = { at: call.world.clock.now(), by: call.user.id };
  if (due.action === 'accept') {
    acceptContacts(call.account, due.n, stamp);
    return;
  }
  const act = due.action === 'update' ? updateCards : deleteCards;
  act(call.account, entity, ids, stamp);
}

function getter<T extends CardRow>(reader: CardReader<T>): Handler {
  return (call) => {
    const row = reader.table(call.account).get(Number(call.params.id));
    return row ? hal(reader.body({ account: call.account, extras: withOf(call) }, row)) : NO_CONTENT;
  };
}

const leads: CardReader<LeadRow> = {
  entity: 'leads',
  table: (account) => account.leads,
  rules: leadRules,
  body: leadBody,
};

const contacts: CardReader<ContactRow> = {
  entity: 'contacts',
  table: (account) => account.contacts,
  rules: (account) => cardRules(account, 'contacts'),
  body: contactBody,
};

const companies: CardReader<CompanyRow> = {
  entity: 'companies',
  table: (account) => account.companies,
  rules: (account) => cardRules(account, 'companies'),
  body: companyBody,
};

/** `GET /leads`, `/contacts`, `/companies`. */
export const listCards: Record<EntityType, Handler> = {
  leads: lister(leads),
  contacts: lister(contacts),
  companies: lister(companies),
};

/** `GET /leads/{id}` and so on: 204 for what is not there (kommo-api.md 2.3). */
export const getCard: Record<EntityType, Handler> = {
  leads: getter(leads),
  contacts: getter(contacts),
  companies: getter(companies),
};
