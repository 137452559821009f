import type { Account } from '../accounts/account';
import { createCard } from '../accounts/create-card';
import { cardTable, recordEvent, type Stamp } from '../accounts/mutations';
import type { CardRow, ContactRow, EntityType, LeadRow } from '../accounts/rows';
import { SINGULAR } from '../accounts/seed-events';
import { LOST } from '../accounts/stages';
import type { Call, Handler } from '../http/call';
import { batchReply, singleReply, type BatchRules } from './batch';
import { isClosed, readCard, type CardWrite } from './card-draft';
import { selfLink } from './page';
import { withRight } from './rights';
import { withChanges } from './write-values';

const stampOf = (call: Call): Stamp => ({ at: call.now, by: call.user.id });

/** Columns that follow from others: the name of a contact, the closing of a lead. */
function derived(
  entity: EntityType,
  next: Partial<LeadRow & ContactRow>,
  stamp: Stamp,
  nameGiven: boolean,
): object {
  if (entity === 'contacts' && !nameGiven && (next.first_name || next.last_name)) {
    return { name: [next.first_name, next.last_name].filter(Boolean).join(' ') };
  }
  if (entity === 'leads' && next.status_id !== undefined) {
    const closed = isClosed(next.status_id);
    return {
      closed_at: closed ? (next.closed_at ?? stamp.at) : null,
      loss_reason_id: next.status_id === LOST ? (next.loss_reason_id ?? null) : null,
    };
  }
  return {};
}

/** Adds a card with its links; used by plain and complex creation. */
export function addCard(account: Account, entity: EntityType, write: CardWrite, stamp: Stamp): CardRow {
  const { columns } = write;
  const row = createCard(
    account,
    entity,
    {
      ...columns,
      ...derived(entity, columns, stamp, columns.name !== undefined),
      custom_fields_values: withChanges(account, entity, null, write.fields),
      tags: write.tags([]),
    },
    stamp,
  );
  const { leadContacts, leadCompanies, contactCompanies } = account.links;
  for (const { id, main } of write.contacts) leadContacts.link(row.id, id, main);
  const companies = entity === 'leads' ? leadCompanies : contactCompanies;
  for (const id of write.companies) companies.link(row.id, id);
  return row;
}

interface Step {
  account: Account;
  entity: EntityType;
  stamp: Stamp;
  before: CardRow;
  after: CardRow;
}

function stageValue(row: CardRow): unknown[] {
  const { status_id: id, pipeline_id } = row as LeadRow;
  return [{ lead_status: { id, pipeline_id } }];
}

const changedStage = (a: CardRow, b: CardRow): boolean =>
  JSON.stringify(stageValue(a)) !== JSON.stringify(stageValue(b));

/** The change log entries of an update (kommo-api.md 3.12). */
function logUpdate({ account, entity, stamp, before, after }: Step): void {
  const log = (type: string, from: unknown[], to: unknown[]): void =>
    recordEvent(account, stamp, {
      type,
      entity_type: SINGULAR[entity],
      entity_id: after.id,
      value_before: from,
      value_after: to,
    });
  if (entity === 'leads' && changedStage(before, after)) {
    log('lead_status_changed', stageValue(before), stageValue(after));
  }
  if (before.name !== after.name) {
    log(
      'name_field_changed',
      [{ name_field_value: { name: before.name } }],
      [{ name_field_value: { name: after.name } }],
    );
  }
  const [oldPrice, newPrice] = [(before as LeadRow).price, (after as LeadRow).price];
  if (oldPrice !== newPrice) {
    log(
      'sale_field_changed',
      [{ sale_field_value: { sale: oldPrice } }],
      [{ sale_field_value: { sale: newPrice } }],
    );
  }
  if (before.responsible_user_id !== after.responsible_user_id) {
    const user = (row: CardRow) => [{ responsible_user: { id: row.responsible_user_id } }];
    log('entity_responsible_changed', user(before), user(after));
  }
  for (const id of after.tags) if (!before.tags.includes(id)) log('entity_tag_added', [], [{ tag: { id } }]);
  for (const id of before.tags)
    if (!after.tags.includes(id)) log('entity_tag_deleted', [{ tag: { id } }], []);
  logFields(log, before, after);
}

function logFields(
  log: (type: string, from: unknown[], to: unknown[]) => void,
  before: CardRow,
  after: CardRow,
): void {
  const byId = (row: CardRow) =>
    new Map((row.custom_fields_values ?? []).map((field) => [field.field_id, field.values]));
  const [old, now] = [byId(before), byId(after)];
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(id) ?? [], now.get(id) ?? []];
    if (JSON.stringify(from) !== JSON.stringify(to)) log(`custom_field_${id}_value_changed`, from, to);
  }
}

function tellUpdate({ account, entity, stamp, before, after }: Step): void {
  const singular = SINGULAR[entity];
  const tell = (code: string, was: Record<string, unknown>): void =>
    account.changes.tell({ code, entity, id: after.id, at: stamp.at, by: stamp.by, before: was });
  tell(`update_${singular}`, {});
  if (entity === 'leads' && changedStage(before, after)) {
    const { status_id: oldStatus, pipeline_id: oldPipeline } = before as LeadRow;
    tell('status_lead', { status_id: oldStatus, pipeline_id: oldPipeline });
  }
  if (before.responsible_user_id !== after.responsible_user_id) {
    tell(`responsible_${singular}`, { responsible_user_id: before.responsible_user_id });
  }
}

function changeCard(
  account: Account,
  entity: EntityType,
  id: number,
  write: CardWrite,
  stamp: Stamp,
): CardRow {
  const table = cardTable(account, entity);
  const stored = table.get(id) as CardRow;
  const before = { ...stored };
  table.update([id], (row) => {
    const moved = write.columns.status_id !== undefined;
    Object.assign(row, { updated_at: stamp.at, updated_by: stamp.by }, write.columns);
    const next = { ...row, ...(moved ? { closed_at: write.columns.closed_at } : {}) } as Partial<
      LeadRow & ContactRow
    >;
    const names = write.columns.first_name ?? write.columns.last_name;
    if (entity === 'contacts' ? names !== undefined : moved) {
      Object.assign(row, derived(entity, next, stamp, write.columns.name !== undefined));
    }
    row.custom_fields_values = withChanges(account, entity, row.custom_fields_values, write.fields);
    row.tags = write.tags(row.tags);
  });
  const step = { account, entity, stamp, before, after: table.get(id) as CardRow };
  logUpdate(step);
  tellUpdate(step);
  return step.after;
}

function createRules(call: Call, entity: EntityType): BatchRules<CardWrite> {
  const { account } = call;
  return {
    read: (row, check) => readCard({ account, entity, check }, row),
    apply: (write) => {
      const { id } = addCard(account, entity, write, stampOf(call));
      return { id, _links: selfLink(call, `/${entity}/${id}`) };
    },
  };
}

function updateRules(call: Call, entity: EntityType): BatchRules<{ id: number; write: CardWrite }> {
  const { account } = call;
  return {
    read: (row, check) => {
      const id = check.integer(row, 'id', { required: true }) ?? 0;
      const before = account[entity].get(id);
      if (!before) check.fail('NotSupportedChoice', 'id');
      return {
        id,
        write: readCard({ account, entity, check, before: (before as LeadRow | undefined) ?? {} }, row),
      };
    },
    apply: ({ id, write }) => {
      const row = changeCard(account, entity, id, write, stampOf(call));
      return { id, updated_at: row.updated_at, _links: selfLink(call, `/${entity}/${id}`) };
    },
  };
}

/** `POST /{entity}`. */
export function createCards(entity: EntityType): Handler {
  return withRight(entity, 'add', (call) => batchReply(call, entity, createRules(call, entity)));
}

/** `PATCH /{entity}`. */
export function changeCards(entity: EntityType): Handler {
  return withRight(entity, 'edit', (call) => batchReply(call, entity, updateRules(call, entity)));
}

/** `PATCH /{entity}/{id}`. */
export function changeOneCard(entity: EntityType): Handler {
  return withRight(entity, 'edit', (call) =>
    singleReply(call, { id: Number(call.params.id) }, updateRules(call, entity)),
  );
}
