import type { Collection, CollectionSource } from '../store/collection';
import { companyState } from './seed-companies';
import { contactState } from './seed-contacts';
import { leadState } from './seed-leads';
import { FIRST_IDS, firstId, rowTimes, type RowTimes, type SeedContext } from './seed-context';
import type { EntityType, EventRow, LeadRow } from './rows';

const KINDS = [
  ['lead_added', 'leads'],
  ['contact_added', 'contacts'],
  ['company_added', 'companies'],
  ['lead_status_changed', 'leads'],
  ['lead_deleted', 'leads'],
  ['contact_deleted', 'contacts'],
  ['company_deleted', 'companies'],
  ['entity_merged', 'contacts'],
] as const;
type KindName = (typeof KINDS)[number][0];

/** The singular names events use for their entities. */
export const SINGULAR: Record<EntityType, string> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
};

interface Journal {
  kinds: number[];
  slots: number[];
}

function journalOf(context: SeedContext): Journal {
  const kinds: number[] = [];
  const slots: number[] = [];
  const write = (name: KindName, slot: number): void => {
    kinds.push(KINDS.findIndex(([kind]) => kind === name));
    slots.push(slot);
  };
  const { counts } = context.profile;
  for (let slot = 0; slot < counts.leads; slot += 1) {
    write('lead_added', slot);
    if (slot % 3 === 0) write('lead_status_changed', slot);
    if (leadState(slot) === 'bin') write('lead_deleted', slot);
  }
  for (let slot = 0; slot < counts.contacts; slot += 1) {
    write('contact_added', slot);
    if (contactState(slot) === 'bin') write('contact_deleted', slot);
    if (contactState(slot) === 'gone') write('entity_merged', slot);
  }
  for (let slot = 0; slot < counts.companies; slot += 1) {
    write('company_added', slot);
    if (companyState(slot) === 'bin') write('company_deleted', slot);
  }
  return { kinds, slots };
}

function statusChange(context: SeedContext, lead: LeadRow): Pick<EventRow, 'value_before' | 'value_after'> {
  const first = context.pipelines.find((pipeline) => pipeline.id === lead.pipeline_id)?.stages[1];
  const value = (id: number) => [{ lead_status: { id, pipeline_id: lead.pipeline_id } }];
  return { value_before: first ? value(first.id) : [], value_after: value(lead.status_id) };
}

/** The change log that fits the seeded rows: additions, stage changes, deletions, merges. */
export function eventSource(
  context: SeedContext,
  leads: (slot: number) => LeadRow,
): CollectionSource<EventRow> {
  const { profile } = context;
  const { kinds, slots } = journalOf(context);
  const times: Record<EntityType, (slot: number) => RowTimes> = {
    leads: rowTimes(context, 'leads', profile.counts.leads),
    contacts: rowTimes(context, 'contacts', profile.counts.contacts),
    companies: rowTimes(context, 'companies', profile.counts.companies),
  };
  const createdAt = (index: number): number => {
    const [type, entity] = KINDS[kinds[index] as number] as (typeof KINDS)[number];
    const { created, updated } = times[entity](slots[index] as number);
    return type.endsWith('_added') ? created : updated;
  };
  const generate = (index: number): EventRow => {
    const [type, entity] = KINDS[kinds[index] as number] as (typeof KINDS)[number];
    const slot = slots[index] as number;
    const at = createdAt(index);
    const values =
      type === 'lead_status_changed'
        ? statusChange(context, leads(slot))
        : { value_before: [], value_after: [] };
    return {
      id: index + 1,
      type,
      entity_type: SINGULAR[entity],
      entity_id: firstId(FIRST_IDS[entity], profile.series) + slot,
      created_by: index % 5 === 0 ? 0 : (context.users[index % 2]?.id ?? 0),
      created_at: at,
      updated_at: at,
      ...values,
    };
  };
  return {
    firstId: 1,
    count: kinds.length,
    generate,
    stateOf: () => 'live',
    columns: { created_at: createdAt, updated_at: createdAt },
  };
}

export type EventLog = Collection<EventRow>;
