import { currencyOfCode, dateOf, type NumberMeaning } from '../xlsx/number-formats';
import { plainNumber, type SheetCell } from '../xlsx/sheet-reader';
import { LONGEST_TEXT } from '../workbook-limits';

type Attributes = Readonly<Record<string, string>>;
type Told = Pick<SheetCell, 'value' | 'kind'>;

/** What stands beside a cell's text, or over it, and is none of it: comments, pictures, shapes, a table within. */
const BESIDE = new Set(
  `annotation table note ruby-text frame custom-shape g rect line polyline polygon path circle ellipse connector caption measure
   regular-polygon control scene shapes`.split(/\s+/),
);
const MOST_SPACES = 1_000;

/** Reads one cell as its elements come (OpenDocument 1.3, 9.1.4 and 6.1). */
export class OdsCell {
  #text = '';
  #hasParagraph = false;
  #isInParagraph = false;
  /** How deep in something beside the text. */
  #beside = 0;

  constructor(private readonly attributes: Attributes) {}

  open(name: string, attributes: Attributes): void {
    if (this.#beside > 0 || BESIDE.has(name)) this.#beside += 1;
    else if (name === 'p' || name === 'h') {
      if (this.#hasParagraph) this.#add('\n');
      this.#hasParagraph = this.#isInParagraph = true;
    } else if (name === 's') {
      this.#add(' '.repeat(Math.min(Math.max(1, Number(attributes['text:c'] ?? 1) || 1), MOST_SPACES)));
    } else if (name === 'tab') this.#add('\t');
    else if (name === 'line-break') this.#add('\n');
  }

  text(text: string): void {
    if (this.#beside === 0 && this.#isInParagraph) this.#add(text.replace(/[ \t\r\n]+/g, ' '));
  }

  close(name: string): void {
    if (this.#beside > 0) this.#beside -= 1;
    else if (name === 'p' || name === 'h') this.#isInParagraph = false;
  }

  #add(text: string): void {
    if (this.#text.length < LONGEST_TEXT) this.#text += text;
  }

  /** Whether what is open now is none of its text. */
  get isBeside(): boolean {
    return this.#beside > 0;
  }

  get isFormula(): boolean {
    return this.attributes['table:formula'] !== undefined;
  }

  get currency(): string | null {
    const code = this.attributes['office:currency'];
    return code === undefined ? null : /^[A-Z]{3}$/.test(code) ? code : currencyOfCode(code);
  }

  /** What it holds; null for nothing. @param meaning of a number that does not say it itself */
  read(meaning: NumberMeaning): Told | null {
    const { attributes } = this;
    if (attributes['calcext:value-type'] === 'error')
      return { value: (this.#text || '#ERROR!').slice(0, LONGEST_TEXT), kind: 'error' };
    const of = (name: string) => attributes[`office:${name}`];
    switch (of('value-type')) {
      case 'float':
        return numberOf(of('value'), meaning);
      case 'currency':
        return numberOf(of('value'), 'number');
      case 'percentage':
        return numberOf(of('value'), 'percent');
      case 'date':
        return told((of('date-value') ?? '').replace(/T00:00:00(\.0+)?Z?$|(\.\d+)?Z$|\.\d+$/, ''), 'date');
      case 'time':
        return told(timeOf(of('time-value') ?? ''), 'date');
      case 'boolean':
        return { value: of('boolean-value') === 'true' ? 'true' : 'false', kind: 'boolean' };
      case undefined:
        if (this.isFormula && this.#text === '') return { value: '', kind: 'uncalculated' };
    }
    return told(this.#hasParagraph ? this.#text : (of('string-value') ?? ''), 'text');
  }
}

const told = (value: string, kind: Told['kind']): Told | null =>
  value === '' ? null : { value: value.slice(0, LONGEST_TEXT), kind };

function numberOf(text: string | undefined, meaning: NumberMeaning): Told | null {
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return null;
  const date = meaning === 'date' ? dateOf(number, false) : null;
  if (date !== null) return { value: date, kind: 'date' };
  return { value: plainNumber(number), kind: meaning === 'percent' ? 'percent' : 'number' };
}

/** `PT08H30M00S` as `08:30:00`. */
function timeOf(duration: string): string {
  const [, hours, minutes, seconds] = /^PT(\d+)H(\d+)M(\d+)/.exec(duration) ?? [];
  return hours === undefined
    ? ''
    : [hours, minutes, seconds].map((part) => (part ?? '').padStart(2, '0')).join(':');
}
