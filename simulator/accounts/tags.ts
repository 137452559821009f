import type { EntityType } from './rows';
import { LEAD_TAGS } from './words';

export interface Tag {
  id: number;
  name: string;
  color: string | null;
}

/** The tags of one entity type in one account; names are unique. */
export class TagBook {
  private readonly tags: Tag[];
  /** Ids of the seeded tags. */
  readonly seeded: readonly number[];

  private constructor(
    private readonly firstId: number,
    names: readonly string[],
  ) {
    this.tags = names.map((name, index) => ({ id: firstId + index, name, color: null }));
    this.seeded = this.tags.map((tag) => tag.id);
  }

  /** The tag books of an account. */
  static seed(series: number): Record<EntityType, TagBook> {
    const base = 3301 + series * 3000;
    return {
      leads: new TagBook(base, LEAD_TAGS),
      contacts: new TagBook(base + 1000, ['client', 'supplier', 'do not call']),
      companies: new TagBook(base + 2000, ['client', 'supplier', 'partner']),
    };
  }

  all(): readonly Tag[] {
    return this.tags;
  }

  get(id: number): Tag | undefined {
    return this.tags.find((tag) => tag.id === id);
  }

  named(name: string): Tag | undefined {
    return this.tags.find((tag) => tag.name === name);
  }

  /** The tag with this name, made if new. */
  ensure(name: string, color: string | null = null): Tag {
    const known = this.named(name);
    if (known) return known;
    const tag = { id: this.firstId + this.tags.length, name, color };
    this.tags.push(tag);
    return tag;
  }
}
