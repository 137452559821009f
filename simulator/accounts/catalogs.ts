import { streamOf, streamRoot } from '../random';
import { Collection, type Entity } from '../store/collection';
import type { FieldDefinition } from './fields';
import type { CustomFieldValue } from './rows';
import { filled, FIRST_IDS, firstId, rowRandom, rowTimes, type SeedContext } from './seed-context';
import { WORKS } from './words';

/** A list of the account's (kommo-api.md 3.15). */
export interface Catalog {
  id: number;
  name: string;
  type: 'regular' | 'products' | 'invoices';
  sort: number;
}

/** Something in a list, that leads may have. */
export interface ElementRow extends Entity {
  catalog_id: number;
  name: string;
  created_by: number;
  updated_by: number;
  custom_fields_values: CustomFieldValue[] | null;
}

const FIRST_ELEMENT = 10_000_001;
const LEADS_PER_ELEMENT = 8;
const LIST_IDS = 11_001;

const fieldOf = (id: number, name: string, type: string): FieldDefinition => ({
  id,
  name,
  code: name.toUpperCase(),
  type,
  sort: id,
  enums: null,
  groupId: null,
  isPredefined: true,
  remind: null,
  requiredStatuses: [],
});

/** The lists of one account, what stands in them, and which leads have how much of it. */
export class CatalogBook {
  readonly lists: Catalog[];
  readonly elements: Collection<ElementRow>;
  private readonly changed = new Map<number, Map<number, number>>();

  constructor(private readonly context: SeedContext) {
    const { series, counts } = context.profile;
    const base = LIST_IDS + series * 10;
    this.lists = [
      { id: base, name: 'Products', type: 'products', sort: 10 },
      { id: base + 1, name: 'Permits', type: 'regular', sort: 20 },
    ];
    const count = Math.ceil(counts.leads / LEADS_PER_ELEMENT);
    const times = rowTimes(context, 'elements', count);
    const randomOf = rowRandom(context, 'elements');
    const first = firstId(FIRST_ELEMENT, series);
    const fieldId = 690_001 + series * 1_000;
    const fields = { sku: fieldOf(fieldId, 'SKU', 'text'), price: fieldOf(fieldId + 1, 'Price', 'price') };
    this.elements = new Collection<ElementRow>({
      firstId: first,
      count,
      stateOf: () => 'live',
      columns: { created_at: (slot) => times(slot).created, updated_at: (slot) => times(slot).updated },
      generate: (slot) => {
        const random = randomOf(slot);
        const isPermit = slot % 5 === 4;
        const author = context.users[0]?.id ?? 0;
        const sku = filled(fields.sku, [{ value: `W-${1_000 + slot}` }]);
        const price = filled(fields.price, [{ value: String(random.between(5, 900)) }]);
        return {
          id: first + slot,
          catalog_id: isPermit ? base + 1 : base,
          name: isPermit ? `Permit ${slot}` : random.pick(WORKS),
          created_by: author,
          updated_by: author,
          created_at: times(slot).created,
          updated_at: times(slot).updated,
          custom_fields_values: isPermit ? null : [sku, price],
        };
      },
    });
  }

  list(id: number): Catalog | undefined {
    return this.lists.find((one) => one.id === id);
  }

  /** What a lead has, by element: every sixth seeded one has one or two. */
  ofLead(leadId: number): ReadonlyMap<number, number> {
    return this.changed.get(leadId) ?? this.seeded(leadId);
  }

  link(leadId: number, elementId: number, quantity: number): void {
    this.changed.set(leadId, new Map(this.ofLead(leadId)).set(elementId, quantity));
  }

  unlink(leadId: number, elementId: number): void {
    const rest = new Map(this.ofLead(leadId));
    rest.delete(elementId);
    this.changed.set(leadId, rest);
  }

  private seeded(leadId: number): ReadonlyMap<number, number> {
    const { seed, profile } = this.context;
    const slot = leadId - firstId(FIRST_IDS.leads, profile.series);
    const found = new Map<number, number>();
    const count = Math.ceil(profile.counts.leads / LEADS_PER_ELEMENT);
    if (slot < 0 || slot >= profile.counts.leads || slot % 6 !== 0) return found;
    const random = streamOf(streamRoot(seed, `${profile.id}|lead-elements`), slot);
    const wanted = random.between(1, 2);
    for (let at = 0; at < wanted; at += 1) {
      found.set(firstId(FIRST_ELEMENT, profile.series) + random.below(count), random.between(1, 40));
    }
    return found;
  }
}
