import type { NumberMeaning } from '../xlsx/number-formats';
import type { XmlReader } from '../xlsx/xml-events';

type Attributes = Readonly<Record<string, string>>;

/** What a style says of a cell, as far as anybody here asks. */
export interface OdsLooks {
  readonly isBold: boolean;
  /** How far it is moved in; 0 for not. */
  readonly indent: number;
}

interface Style {
  readonly parent: string | undefined;
  /** Of how it writes numbers. */
  readonly format: string | undefined;
  isBold: boolean | null;
  indent: number | null;
  isHidden: boolean;
}

/** No sheet for people has more. */
const MOST_STYLES = 100_000;
const LONGEST_CHAIN = 8;
const LONGEST_INDENT = 250;
/** One step of an indent, as spreadsheets write it: 10 points. */
const STEP = 10;
const POINTS: Readonly<Record<string, number>> = { pt: 1, cm: 28.35, mm: 2.835, in: 72, px: 0.75, pc: 12 };
const FORMATS: Readonly<Record<string, NumberMeaning>> = {
  'date-style': 'date',
  'time-style': 'date',
  'percentage-style': 'percent',
};
const PLAIN: OdsLooks = { isBold: false, indent: 0 };

function stepsOf(length: string | undefined): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]{2})$/.exec(length ?? '') ?? [];
  const points = POINTS[unit];
  if (number === undefined || points === undefined) return null;
  return Math.min(Math.round((Number(number) * points) / STEP), LONGEST_INDENT);
}

const isHeavy = (weight: string): boolean => weight === 'bold' || Number(weight) >= 600;

/** Gathers styles as their elements come (OpenDocument 1.3, 16); those of `styles.xml` before those of the content, which build on them. */
export class OdsStyles implements XmlReader {
  readonly #styles = new Map<string, Style>();
  readonly #looks = new Map<string, OdsLooks>();
  /** By the names of formats that are not of plain numbers. */
  readonly #formats = new Map<string, NumberMeaning>();
  #open: Style | null = null;

  open(name: string, attributes: Attributes): void {
    const meaning = FORMATS[name];
    if (meaning && this.#formats.size < MOST_STYLES)
      this.#formats.set(attributes['style:name'] ?? '', meaning);
    if (name === 'style') this.#begin(attributes);
    else if (!this.#open) return;
    else if (name === 'text-properties') {
      const weight = attributes['fo:font-weight'];
      if (weight !== undefined) this.#open.isBold = isHeavy(weight);
    } else if (name === 'paragraph-properties') this.#open.indent = stepsOf(attributes['fo:margin-left']);
    else if (name === 'table-properties') this.#open.isHidden = attributes['table:display'] === 'false';
  }

  #begin(attributes: Attributes): void {
    const { 'style:name': name, 'style:family': family, 'style:parent-style-name': parent } = attributes;
    const format = attributes['style:data-style-name'];
    this.#open = null;
    if (name === undefined || this.#styles.size >= MOST_STYLES) return;
    if (family !== 'table-cell' && family !== 'table') return;
    this.#open = { parent, format, isBold: null, indent: null, isHidden: false };
    this.#styles.set(`${family} ${name}`, this.#open);
  }

  close(name: string): void {
    if (name === 'style') this.#open = null;
  }

  /** Whether a sheet of this style is shown. */
  isHidden(table: string | undefined): boolean {
    return this.#styles.get(`table ${table}`)?.isHidden ?? false;
  }

  /** How numbers of this style are meant, where their cells do not say it. */
  meaningOf(cell: string | undefined): NumberMeaning {
    return this.#formats.get(this.#styles.get(`table-cell ${cell}`)?.format ?? '') ?? 'number';
  }

  looksOf(cell: string | undefined): OdsLooks {
    if (cell === undefined) return PLAIN;
    const known = this.#looks.get(cell);
    if (known) return known;
    const looks: { isBold: boolean | null; indent: number | null } = { isBold: null, indent: null };
    let style = this.#styles.get(`table-cell ${cell}`);
    for (let step = 0; style && step < LONGEST_CHAIN; step += 1) {
      looks.isBold ??= style.isBold;
      looks.indent ??= style.indent;
      style = this.#styles.get(`table-cell ${style.parent}`);
    }
    const found = { isBold: looks.isBold ?? false, indent: looks.indent ?? 0 };
    if (this.#looks.size < MOST_STYLES) this.#looks.set(cell, found);
    return found;
  }
}
