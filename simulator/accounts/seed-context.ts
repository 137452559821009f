import type { Random } from '../random';
import { streamOf, streamRoot } from '../random';
import type { RowState } from '../store/collection';
import type { FieldDefinition } from './fields';
import { danglingUserId, type SimulatorUser } from './people';
import type { AccountProfile } from './profiles';
import type { CustomFieldValue, EntityType, FieldValue } from './rows';
import type { LossReason, Pipeline } from './stages';

/** How far back seeded rows reach, in seconds. */
const HISTORY = 400 * 86_400;
/** Rows of this stretch of every large table share one `updated_at` (kommo-api.md 7.4: ties over page borders). */
const TIES = { from: 50, to: 350, needs: 400 };

/** Everything the row generators of one account read. */
export interface SeedContext {
  seed: number;
  /** All seeded rows lie before this moment, unix seconds. */
  epoch: number;
  profile: AccountProfile;
  users: readonly SimulatorUser[];
  pipelines: readonly Pipeline[];
  lossReasons: readonly LossReason[];
  fields: Record<EntityType, FieldDefinition[]>;
}

/** First ids of the tables; series keep accounts apart, as ids are unique across Kommo. */
export const FIRST_IDS = {
  tasks: 30000001,
  contacts: 40000001,
  leads: 50000001,
  companies: 60000001,
} as const;
/** First note ids: one table per parent entity. */
export const FIRST_NOTE_IDS = { leads: 20000001, contacts: 20700001, companies: 21400001 } as const;
const SERIES_SPAN = 2_097_152;

/** The first id of a table in an account. */
export function firstId(base: number, series: number): number {
  return base + series * SERIES_SPAN;
}

export interface RowTimes {
  created: number;
  updated: number;
}

/** Times of the rows of one table: ids grow with time, changes come after creation, one block shares a second. */
export function rowTimes(context: SeedContext, table: string, count: number): (slot: number) => RowTimes {
  const root = streamRoot(context.seed, `${context.profile.id}|${table}|times`);
  const tie = context.epoch - 3 * 86_400;
  return (slot) => {
    const random = streamOf(root, slot);
    const created =
      context.epoch - HISTORY + Math.floor((HISTORY * 0.97 * slot) / Math.max(1, count)) + random.below(3600);
    const tied = count >= TIES.needs && slot >= TIES.from && slot < TIES.to;
    const room = context.epoch - 120 - created;
    const updated = tied ? tie : created + Math.floor(room * (random.next() / 0x1_0000_0000) ** 2);
    return { created: Math.min(created, updated), updated };
  };
}

/** The generator of one table's rows. */
export function rowRandom(context: SeedContext, table: string): (slot: number) => Random {
  const root = streamRoot(context.seed, `${context.profile.id}|${table}`);
  return (slot) => streamOf(root, slot);
}

/** Every `every`-th row from `first` on is in `state`, all others are live. */
export function stateEvery(rules: readonly (readonly [state: RowState, every: number, first: number])[]) {
  return (slot: number): RowState => {
    for (const [state, every, first] of rules) if (slot % every === first) return state;
    return 'live';
  };
}

/** The user a row belongs to: mostly active ones, some inactive, a few removed. */
export function pickOwner(context: SeedContext, random: Random): { userId: number; groupId: number } {
  const roll = random.below(100);
  if (roll < 2) return { userId: danglingUserId(context.profile.series), groupId: 0 };
  const wanted = roll < 5 ? context.users.filter((user) => !user.isActive) : context.users;
  const user = random.pick(wanted);
  return { userId: user.id, groupId: user.groupId ?? 0 };
}

/** Who created or changed a row: the owner, or 0, the robot. */
export function pickAuthor(owner: number, random: Random): number {
  return random.chance(0.15) ? 0 : owner;
}

/** Finds a field definition by type and name or code; throws if the seed names a field that does not exist. */
export function fieldNamed(context: SeedContext, entity: EntityType, name: string): FieldDefinition {
  const field = context.fields[entity].find(
    (candidate) => candidate.code === name || candidate.name === name,
  );
  if (!field) throw new Error(`The seed names an unknown ${entity} field: ${name}`);
  return field;
}

/** The stored form of a filled custom field. */
export function filled(field: FieldDefinition, values: FieldValue[]): CustomFieldValue {
  return {
    field_id: field.id,
    field_name: field.name,
    field_code: field.code,
    field_type: field.type,
    values,
  };
}

/** A value of a select-like or multitext field by the position of its enum. */
export function enumValue(field: FieldDefinition, position: number, value?: string): FieldValue {
  const choice = field.enums?.[position];
  if (!choice) throw new Error(`Field ${field.name} has no enum ${position}`);
  if (field.type !== 'multitext') return { value: choice.value, enum_id: choice.id, enum_code: null };
  return { value: value ?? '', enum_id: choice.id, enum_code: choice.value };
}
