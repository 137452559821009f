import type { Account } from '../accounts/account';
import type { EntityType, LeadRow } from '../accounts/rows';
import { LOST, WON, type Pipeline } from '../accounts/stages';
import type { RowCheck } from './row-check';
import { isObject, type RawRow } from './row-check';
import { readFieldChanges, type FieldChanges } from './write-values';

/** A checked card write: plain columns, and what needs more than a column. */
export interface CardWrite {
  columns: Partial<LeadRow> & { first_name?: string; last_name?: string };
  fields: FieldChanges;
  /** The tag ids after the write, given those before; tags named for the first time are made here. */
  tags: (before: readonly number[]) => number[];
  contacts: { id: number; main: boolean }[];
  companies: number[];
}

const COMMON_KEYS = [
  'request_id',
  'name',
  'responsible_user_id',
  'created_by',
  'updated_by',
  'created_at',
  'updated_at',
  'custom_fields_values',
  'tags_to_add',
  'tags_to_delete',
  '_embedded',
];
const OWN_KEYS: Record<EntityType, string[]> = {
  leads: ['price', 'status_id', 'pipeline_id', 'loss_reason_id', 'closed_at', 'visitor_uid'],
  contacts: ['first_name', 'last_name'],
  companies: [],
};
const EMBEDDED_KEYS: Record<EntityType, string[]> = {
  leads: ['tags', 'contacts', 'companies'],
  contacts: ['tags', 'companies'],
  companies: ['tags'],
};

/** What a row is checked against: a new card, or the stored one it changes. */
export interface DraftContext {
  account: Account;
  entity: EntityType;
  check: RowCheck;
  before?: { status_id?: number; pipeline_id?: number } | undefined;
  /** Path of the row inside a larger one, with a dot at its end. */
  prefix?: string;
}

function stripUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

function checkUsers({ account, check, prefix = '' }: DraftContext, row: RawRow) {
  const isUser = (id: number): boolean => account.users.some((user) => user.id === id);
  const isActive = (id: number): boolean => account.users.some((user) => user.id === id && user.isActive);
  return {
    responsible_user_id: check.choice(row, 'responsible_user_id', isActive, prefix),
    // A removed user makes the write fail (kommo-api.md 2.7); 0 is the robot.
    created_by: check.choice(row, 'created_by', (id) => id === 0 || isUser(id), prefix),
    updated_by: check.choice(row, 'updated_by', (id) => id === 0 || isUser(id), prefix),
  };
}

function stageColumns(context: DraftContext, row: RawRow): Partial<LeadRow> {
  const { account, check, before, prefix = '' } = context;
  const known = (id: number): boolean => account.pipelines.some((pipeline) => pipeline.id === id);
  const pipelineId = check.choice(row, 'pipeline_id', known, prefix);
  if (row.status_id === undefined && pipelineId === undefined) return {};
  const standing = pipelineId ?? before?.pipeline_id;
  const pipeline: Pipeline | undefined =
    account.pipelines.find((candidate) => candidate.id === standing) ??
    account.pipelines.find((candidate) => candidate.isMain && before === undefined);
  const isStage = (id: number): boolean => pipeline?.stages.some((stage) => stage.id === id) ?? false;
  const given = check.choice(row, 'status_id', isStage, prefix);
  const statusId = given ?? pipeline?.stages.find((stage) => stage.type === 0)?.id;
  return stripUndefined({ pipeline_id: pipeline?.id, status_id: statusId }) as Partial<LeadRow>;
}

function leadColumns(context: DraftContext, row: RawRow): Partial<LeadRow> {
  const { account, check, prefix = '' } = context;
  const isReason = (id: number): boolean => account.lossReasons.some((reason) => reason.id === id);
  const reason = row.loss_reason_id === null ? null : check.choice(row, 'loss_reason_id', isReason, prefix);
  return stripUndefined({
    price: check.integer(row, 'price', { least: 0 }, prefix),
    closed_at: check.integerOrNull(row, 'closed_at', prefix),
    loss_reason_id: reason,
    ...stageColumns(context, row),
  }) as Partial<LeadRow>;
}

function readTags(
  { account, entity, check, prefix = '' }: DraftContext,
  row: RawRow,
  key: string,
  inside = '',
) {
  const book = account.tags[entity];
  return check.list(row, key, prefix + inside)?.flatMap((raw, index): (() => number)[] => {
    const path = `${prefix}${inside}${key}.${index}`;
    if (!isObject(raw)) return check.wrongType(path, 'object') ?? [];
    if (typeof raw.name === 'string' && raw.name !== '') {
      const { name } = raw;
      // Made when the write is carried out, not when it is checked: a refused batch leaves no tag behind.
      return [() => book.ensure(name).id];
    }
    const known = typeof raw.id === 'number' ? book.get(raw.id) : undefined;
    if (!known)
      return check.fail('NotSupportedChoice', `${path}.${raw.id === undefined ? 'name' : 'id'}`) ?? [];
    return [() => known.id];
  });
}

function tagChange(context: DraftContext, row: RawRow, embedded: RawRow): CardWrite['tags'] {
  const replaced = readTags(context, embedded, 'tags', '_embedded.');
  const added = readTags(context, row, 'tags_to_add') ?? [];
  const deleted = readTags(context, row, 'tags_to_delete') ?? [];
  return (before) => {
    const base = replaced ? replaced.map((tag) => tag()) : before;
    const gone = new Set(deleted.map((tag) => tag()));
    return [...new Set([...base, ...added.map((tag) => tag())])].filter((id) => !gone.has(id));
  };
}

function readLinked(
  { account, check, prefix = '' }: DraftContext,
  embedded: RawRow,
  key: 'contacts' | 'companies',
) {
  return (check.list(embedded, key, `${prefix}_embedded.`) ?? []).flatMap((raw, index) => {
    const path = `${prefix}_embedded.${key}.${index}.`;
    const row = isObject(raw) ? raw : {};
    const id = check.integer(row, 'id', { required: true }, path);
    if (id === undefined) return [];
    if (!account[key].isLive(id)) return check.fail('NotSupportedChoice', `${path}id`) ?? [];
    return [{ id, main: row.is_main === true }];
  });
}

/** Reads and checks a card row. `skipLinks` leaves `_embedded.contacts` and companies to the caller. */
export function readCard(context: DraftContext, row: RawRow, skipLinks = false): CardWrite {
  const { account, entity, check, before, prefix = '' } = context;
  const allowed = [...COMMON_KEYS, ...OWN_KEYS[entity], ...(before ? ['id'] : [])];
  check.onlyKeys(row, new Set(allowed), prefix);
  const embedded = isObject(row._embedded) ? row._embedded : {};
  // Links are made at creation or through the link calls, not by a change of the card.
  const parts = before ? ['tags'] : EMBEDDED_KEYS[entity];
  if (!skipLinks) check.onlyKeys(embedded, new Set(parts), `${prefix}_embedded.`);
  const columns = stripUndefined({
    name: check.text(row, 'name', false, prefix),
    ...checkUsers(context, row),
    created_at: check.integer(row, 'created_at', { least: 0 }, prefix),
    updated_at: check.integer(row, 'updated_at', { least: 0 }, prefix),
    ...(entity === 'leads' ? leadColumns(context, row) : {}),
    ...(entity === 'contacts'
      ? {
          first_name: check.text(row, 'first_name', false, prefix),
          last_name: check.text(row, 'last_name', false, prefix),
        }
      : {}),
  }) as CardWrite['columns'];
  return {
    columns,
    fields: readFieldChanges(account, entity, row, check, prefix),
    tags: tagChange(context, row, embedded),
    contacts: skipLinks ? [] : readLinked(context, embedded, 'contacts'),
    companies: skipLinks ? [] : readLinked(context, embedded, 'companies').map(({ id }) => id),
  };
}

/** When a lead in this stage counts as closed. */
export function isClosed(statusId: number): boolean {
  return statusId === WON || statusId === LOST;
}
