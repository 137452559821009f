import type { Account } from './account';
import { cardTable, recordEvent, type Stamp } from './mutations';
import type { CardRow, ContactRow, EntityType, LeadRow } from './rows';
import { SINGULAR } from './seed-events';

/** Columns a creator may set; the rest gets Kommo's defaults. */
export type CardDraft = Partial<LeadRow & ContactRow>;

function leadDefaults(account: Account): Omit<LeadRow, keyof CardRow> {
  const pipeline = account.pipelines.find((candidate) => candidate.isMain);
  return {
    price: 0,
    pipeline_id: pipeline?.id ?? 0,
    status_id: pipeline?.stages.find((stage) => stage.type === 0)?.id ?? 0,
    loss_reason_id: null,
    closed_at: null,
    score: null,
    labor_cost: null,
    source_id: null,
    is_price_modified_by_robot: false,
  };
}

function defaults(account: Account, entity: EntityType): object {
  if (entity === 'leads') return leadDefaults(account);
  return entity === 'contacts' ? { first_name: '', last_name: '', is_unsorted: false } : {};
}

/** Adds a card and tells the change log and the listeners. */
export function createCard(account: Account, entity: EntityType, draft: CardDraft, stamp: Stamp): CardRow {
  const responsible = account.users.find((user) => user.id === (draft.responsible_user_id ?? stamp.by));
  const row = cardTable(account, entity).insert((id) => ({
    name: '',
    responsible_user_id: stamp.by,
    group_id: responsible?.groupId ?? 0,
    created_by: stamp.by,
    updated_by: stamp.by,
    created_at: stamp.at,
    updated_at: stamp.at,
    custom_fields_values: null,
    tags: [],
    ...defaults(account, entity),
    ...draft,
    id,
  }));
  const singular = SINGULAR[entity];
  recordEvent(account, stamp, { type: `${singular}_added`, entity_type: singular, entity_id: row.id });
  account.changes.tell({
    code: `add_${singular}`,
    entity,
    id: row.id,
    at: stamp.at,
    by: stamp.by,
    before: {},
  });
  return row;
}
