import type { CollectionSource } from '../store/collection';
import type { EntityType, NoteRow, TaskRow } from './rows';
import {
  FIRST_IDS,
  FIRST_NOTE_IDS,
  firstId,
  pickOwner,
  rowRandom,
  rowTimes,
  type SeedContext,
} from './seed-context';

const TEXTS = [
  'Call back',
  'Send the estimate',
  'Arrange a site visit',
  'Ask for drawings',
  'Check the payment',
];
const RESULTS = ['Agreed on Tuesday', 'No answer', 'Sent by mail', 'Client asks for a discount'];

/** Tasks of an account: most belong to a lead or contact, every 9th to nothing, with and without a result. */
export function taskSource(context: SeedContext, ownTaskTypeId: number): CollectionSource<TaskRow> {
  const { profile, epoch } = context;
  const { series, counts } = profile;
  const times = rowTimes(context, 'tasks', counts.tasks);
  const randomOf = rowRandom(context, 'tasks');
  const generate = (slot: number): TaskRow => {
    const random = randomOf(slot);
    const { created, updated } = times(slot);
    const owner = pickOwner(context, random);
    const parent = slot % 9 === 2 ? null : random.chance(0.75) ? 'leads' : 'contacts';
    const completed = slot % 3 === 0;
    return {
      id: firstId(FIRST_IDS.tasks, series) + slot,
      created_by: owner.userId,
      updated_by: owner.userId,
      created_at: created,
      updated_at: updated,
      responsible_user_id: owner.userId,
      group_id: owner.groupId,
      entity_id: parent
        ? firstId(FIRST_IDS[parent], series) + random.below(Math.max(1, counts[parent]))
        : null,
      entity_type: parent,
      is_completed: completed,
      task_type_id: slot % 9 === 2 ? ownTaskTypeId : random.between(1, 2),
      text: random.pick(TEXTS),
      duration: 1800,
      complete_till: completed ? updated : epoch + random.between(-5, 30) * 86_400,
      result: completed && random.chance(0.7) ? { text: random.pick(RESULTS) } : null,
    };
  };
  return {
    firstId: firstId(FIRST_IDS.tasks, series),
    count: counts.tasks,
    generate,
    stateOf: () => 'live',
    columns: {
      created_at: (slot) => times(slot).created,
      updated_at: (slot) => times(slot).updated,
      complete_till: (slot) => generate(slot).complete_till,
    },
  };
}

const NOTE_TEXTS = [
  'Asked for a quote',
  'Wants to start in spring',
  'Site is on the 4th floor, no lift',
  'Pays in cash?',
];

/** Notes of one parent entity: one for every 5th row, a text or a call. */
export function noteSource(context: SeedContext, parent: EntityType): CollectionSource<NoteRow> {
  const { series, counts } = context.profile;
  const count = Math.floor(counts[parent] / 5);
  const times = rowTimes(context, `${parent}-notes`, count);
  const randomOf = rowRandom(context, `${parent}-notes`);
  const generate = (slot: number): NoteRow => {
    const random = randomOf(slot);
    const { created, updated } = times(slot);
    const owner = pickOwner(context, random);
    const call = random.chance(0.2);
    return {
      id: firstId(FIRST_NOTE_IDS[parent], series) + slot,
      entity_type: parent,
      entity_id: firstId(FIRST_IDS[parent], series) + slot * 5,
      created_by: owner.userId,
      updated_by: owner.userId,
      created_at: created,
      updated_at: updated,
      responsible_user_id: owner.userId,
      group_id: owner.groupId,
      note_type: call ? 'call_in' : 'common',
      params: call
        ? {
            uniq: `call-${slot}`,
            duration: random.between(5, 900),
            source: 'pbx',
            link: '',
            phone: '+12125551000',
          }
        : { text: random.pick(NOTE_TEXTS) },
    };
  };
  return {
    firstId: firstId(FIRST_NOTE_IDS[parent], series),
    count,
    generate,
    stateOf: () => 'live',
    columns: { created_at: (slot) => times(slot).created, updated_at: (slot) => times(slot).updated },
  };
}
