import { plainUnit, UNITS, type UnitDefinition } from './units';

/** A unit with an organisation's own words for it. */
export interface KnownUnit extends UnitDefinition {
  readonly own: readonly string[];
}

/** A word of an organisation's own, and the unit it stands for. */
export type OwnWord = readonly [word: string, unit: string];

/** What a text names: a unit, and how many of it are one: `100 м²`. */
interface Named {
  readonly unit: KnownUnit;
  readonly count: string;
}

const plainsOf = ({ ru, en, words }: UnitDefinition): string[] =>
  [ru.symbol, ru.name, en.symbol, en.name, ...words].map(plainUnit);

const BY_WORD: ReadonlyMap<string, KnownUnit> = new Map(
  UNITS.flatMap((unit) => plainsOf(unit).map((word) => [word, { ...unit, own: [] }] as const)),
);

const ownUnit = (symbol: string): KnownUnit => {
  const words = { symbol, name: symbol };
  return { ru: words, en: words, kind: 'OTHER', power: null, words: [], own: [] };
};

/** The unit of the table that a word names, whatever an organisation calls it. */
export const tableUnit = (text: string): UnitDefinition | null => BY_WORD.get(plainUnit(text)) ?? null;

/** The table, with an organisation's own words. */
export class UnitBook {
  readonly #own = new Map<string, KnownUnit>();

  /** @param words the organisation's own, in any order: none stands for another of them */
  constructor(readonly words: readonly OwnWord[] = []) {
    const units = new Map<string, { unit: KnownUnit; own: string[] }>();
    for (const [word, text] of words) {
      const known = BY_WORD.get(plainUnit(text)) ?? ownUnit(text);
      const named = units.get(known.en.symbol) ?? { unit: known, own: [] };
      units.set(known.en.symbol, named);
      named.own.push(word);
    }
    for (const { unit, own } of units.values()) {
      const known = { ...unit, own: [...own].sort() };
      for (const word of [...plainsOf(unit), ...own.map(plainUnit)]) this.#own.set(word, known);
    }
  }

  /** All units: the table's, then the organisation's own. */
  get all(): KnownUnit[] {
    const own = new Set(this.#own.values());
    const table = UNITS.map((unit) => this.#own.get(plainUnit(unit.en.symbol)) ?? { ...unit, own: [] });
    return [...table, ...[...own].filter((unit) => !table.includes(unit))];
  }

  /** @returns null for a unit that is not known */
  find(text: string): Named | null {
    const plain = plainUnit(text);
    const whole = this.#own.get(plain) ?? BY_WORD.get(plain);
    if (whole) return { unit: whole, count: '' };
    const [, count = '', word = ''] = /^(\d+)(.+)$/s.exec(plain) ?? [];
    const unit = this.#own.get(word) ?? BY_WORD.get(word);
    return unit ? { unit, count } : null;
  }

  /** One way to write each unit: `кв.м` and `м2` are `м²`, `sq m` is `m²`. Others stay as they are written. */
  spelled(text: string): string {
    const named = this.find(text);
    if (!named) return text.trim().replace(/\s+/g, ' ');
    const { symbol } = /^\d*[a-z]/.test(plainUnit(text)) ? named.unit.en : named.unit.ru;
    return counted(named.count, symbol);
  }

  /** How a unit is written in each language; an unknown one as it stands. */
  symbolsOf(text: string): readonly string[] {
    const named = this.find(text);
    return named ? [named.unit.ru, named.unit.en].map(({ symbol }) => counted(named.count, symbol)) : [text];
  }

  /** Whether two texts name one unit. Unknown ones are compared letter by letter. */
  isSame(one: string, other: string): boolean {
    const [first, second] = [this.find(one), this.find(other)];
    if (!first || !second) return first === second && this.spelled(one) === this.spelled(other);
    return first.unit.en.symbol === second.unit.en.symbol && first.count === second.count;
  }
}

const counted = (count: string, symbol: string): string => (count === '' ? symbol : `${count} ${symbol}`);
