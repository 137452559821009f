import type { Random } from '../random';
import type { CollectionSource } from '../store/collection';
import type { CustomFieldValue, LeadRow } from './rows';
import {
  FIRST_IDS,
  enumValue,
  fieldNamed,
  filled,
  firstId,
  pickAuthor,
  pickOwner,
  rowRandom,
  rowTimes,
  stateEvery,
  type SeedContext,
} from './seed-context';
import { LOST, WON, removedPipelineId, type Pipeline } from './stages';
import { localMidnight } from './time-zone';
import { CITIES, LAST_NAMES, OBJECTS, ODD_NAMES, STREETS, WORKS } from './words';

/** Which seeded leads lie in the bin. */
export const leadState = stateEvery([['bin', 29, 13]]);

/** How many leads must be seeded so that the listed ones fill pages of 250 exactly. */
export function countForExactPages(count: number): number {
  let live = 0;
  for (let slot = 0; ; slot += 1) {
    if (live >= Math.max(250, count) && live % 250 === 0) return slot;
    if (leadState(slot) === 'live') live += 1;
  }
}

function leadName(slot: number, random: Random): string {
  if (slot % 71 === 1) return '';
  if (slot % 23 === 5) return ODD_NAMES[Math.floor(slot / 23) % ODD_NAMES.length] as string;
  const work = random.pick(WORKS);
  const form = random.below(3);
  if (form === 0) return `${work}, ${random.pick(OBJECTS)} in ${random.pick(CITIES)}`;
  if (form === 1) return `${work} — ${random.between(1, 180)} ${random.pick(STREETS)}`;
  return `${work} for the ${random.pick(LAST_NAMES)} family`;
}

function leadFields(
  context: SeedContext,
  slot: number,
  created: number,
  random: Random,
): CustomFieldValue[] | null {
  if (slot % 10 === 1) return null;
  const field = (name: string) => fieldNamed(context, 'leads', name);
  const values: CustomFieldValue[] = [];
  if (random.chance(0.5)) {
    const note = random.pick([
      'Fair booth',
      'Call from the website',
      'Recommended by a client',
      '<b>urgent</b>',
    ]);
    values.push(filled(field('Source note'), [{ value: note }]));
  }
  const budget = field('Budget level');
  // An enum that was removed from the definition but is still stored in old rows.
  const removed = { value: 'Premium', enum_id: 7099, enum_code: null };
  values.push(filled(budget, [slot % 40 === 7 ? removed : enumValue(budget, random.below(3))]));
  values.push(filled(field('Object area, m²'), [{ value: String(random.between(18, 420)) }]));
  if (random.chance(0.4)) {
    const day = localMidnight(context.profile.timeZone, created + random.between(1, 20) * 86_400);
    values.push(filled(field('Measurement date'), [{ value: day }]));
  }
  if (random.chance(0.3)) values.push(filled(field('Mortgage'), [{ value: true }]));
  if (random.chance(0.3)) {
    const works = field('Work types');
    values.push(filled(works, [enumValue(works, random.below(2)), enumValue(works, 2 + random.below(2))]));
  }
  if (random.chance(0.3))
    values.push(filled(field('UTM_SOURCE'), [{ value: random.pick(['google', 'instagram']) }]));
  return values;
}

interface Standing {
  pipeline_id: number;
  status_id: number;
  loss_reason_id: number | null;
  closed: boolean;
}

function leadStanding(context: SeedContext, slot: number, random: Random): Standing {
  const roll = random.below(100);
  const pipeline = context.pipelines[roll < 72 ? 0 : roll < 94 ? 1 : 2] as Pipeline;
  const removed = slot % 199 === 60;
  const pipelineId = removed ? removedPipelineId(context.profile.series) : pipeline.id;
  const fate = random.below(100);
  if (removed || fate < 22)
    return { pipeline_id: pipelineId, status_id: WON, loss_reason_id: null, closed: true };
  if (fate < 42) {
    const reason = random.chance(0.8) ? random.pick(context.lossReasons).id : null;
    return { pipeline_id: pipelineId, status_id: LOST, loss_reason_id: reason, closed: true };
  }
  const open = pipeline.stages.filter((stage) => stage.id !== WON && stage.id !== LOST && stage.type === 0);
  return { pipeline_id: pipelineId, status_id: random.pick(open).id, loss_reason_id: null, closed: false };
}

function leadPrice(slot: number, random: Random): number {
  // One price does not fit into 32 bits; some leads have none yet.
  if (slot % 500 === 17) return 3_000_000_000;
  return random.chance(0.08) ? 0 : random.between(8, 2600) * 100;
}

/** Seeded leads of an account as pure functions of the row number. */
export function leadSource(context: SeedContext, tagIds: readonly number[]): CollectionSource<LeadRow> {
  const { profile } = context;
  const count = profile.counts.leads;
  const times = rowTimes(context, 'leads', count);
  const randomOf = rowRandom(context, 'leads');
  const generate = (slot: number): LeadRow => {
    const random = randomOf(slot);
    const { created, updated } = times(slot);
    const owner = pickOwner(context, random);
    const { closed, ...standing } = leadStanding(context, slot, random);
    return {
      id: firstId(FIRST_IDS.leads, profile.series) + slot,
      name: leadName(slot, random),
      price: leadPrice(slot, random),
      responsible_user_id: owner.userId,
      group_id: owner.groupId,
      ...standing,
      created_by: pickAuthor(owner.userId, random),
      updated_by: pickAuthor(owner.userId, random),
      created_at: created,
      updated_at: updated,
      closed_at: closed ? updated : null,
      custom_fields_values: leadFields(context, slot, created, random),
      score: null,
      labor_cost: null,
      tags: random.chance(0.35) ? [random.pick(tagIds)] : [],
      source_id: null,
      is_price_modified_by_robot: false,
    };
  };
  return {
    firstId: firstId(FIRST_IDS.leads, profile.series),
    count,
    generate,
    stateOf: leadState,
    columns: { created_at: (slot) => times(slot).created, updated_at: (slot) => times(slot).updated },
  };
}
