import { streamOf, streamRoot } from '../random';
import { Relation } from '../store/relation';
import { FIRST_IDS, firstId, type SeedContext } from './seed-context';

type Table = 'leads' | 'contacts' | 'companies';

/** How many contacts a seeded lead has: none, one or three (kommo-api.md 7.4). */
function contactsOfLead(slot: number): number {
  if (slot % 7 === 2) return 0;
  return slot % 4 === 3 ? 3 : 1;
}

function seededRelation(
  context: SeedContext,
  left: Table,
  right: Table,
  howMany: (slot: number, roll: number) => number,
): Relation {
  const { series, counts } = context.profile;
  const root = streamRoot(context.seed, `${context.profile.id}|${left}|${right}`);
  const leftBase = firstId(FIRST_IDS[left], series);
  const rightBase = firstId(FIRST_IDS[right], series);
  const rights = (id: number): number[] => {
    const slot = id - leftBase;
    if (counts[right] === 0 || slot < 0 || slot >= counts[left]) return [];
    const random = streamOf(root, slot);
    const wanted = howMany(slot, random.below(100));
    const found = new Set<number>();
    for (let draw = 0; draw < wanted * 2 && found.size < wanted; draw += 1) {
      found.add(rightBase + random.below(counts[right]));
    }
    return [...found];
  };
  return new Relation(rights, function* leftIds() {
    for (let slot = 0; slot < counts[left]; slot += 1) yield leftBase + slot;
  });
}

/** The links between the cards of one account. */
export interface CardLinks {
  leadContacts: Relation;
  leadCompanies: Relation;
  contactCompanies: Relation;
}

/** Seeded links: pure functions of the left row. */
export function seedLinks(context: SeedContext): CardLinks {
  return {
    leadContacts: seededRelation(context, 'leads', 'contacts', contactsOfLead),
    leadCompanies: seededRelation(context, 'leads', 'companies', (_slot, roll) => (roll < 40 ? 1 : 0)),
    contactCompanies: seededRelation(context, 'contacts', 'companies', (_slot, roll) => (roll < 25 ? 1 : 0)),
  };
}
