import type { XmlReader } from '../xlsx/xml-events';

/** Rows of an OpenDocument sheet that look otherwise than usual. */
interface RowLooks {
  readonly first: number;
  readonly last: number;
  readonly isHidden: boolean;
  readonly outline: number;
}

/** What SheetJS does not tell of an OpenDocument sheet. */
export interface SheetLooks {
  readonly rows: RowLooks[];
  readonly hiddenColumns: [first: number, last: number][];
}

/** What was hidden or grouped one by one; nobody does more. */
const MOST = 100_000;

type Attributes = Readonly<Record<string, string>>;

const isHidden = (attributes: Attributes): boolean =>
  ['collapse', 'filter'].includes(attributes['table:visibility'] ?? '');
const timesOf = (text: string | undefined): number => Math.max(1, Number(text ?? 1) || 1);

/** Reads `content.xml` for what is hidden and grouped (OpenDocument 1.3, 9.1). */
export class OdsLooks implements XmlReader {
  readonly sheets: SheetLooks[] = [];
  #depth = 0;
  #row = 0;
  #column = 0;
  #level = 0;

  open(name: string, attributes: Attributes): void {
    if (name === 'table') this.#openTable();
    else if (this.#depth !== 1) return;
    else if (name === 'table-row-group') this.#level += 1;
    else if (name === 'table-row') this.#openRow(attributes);
    else if (name === 'table-column') this.#openColumn(attributes);
  }

  close(name: string): void {
    if (name === 'table') this.#depth -= 1;
    else if (name === 'table-row-group' && this.#depth === 1) this.#level -= 1;
  }

  /** A table within a cell is none of ours. */
  #openTable(): void {
    this.#depth += 1;
    if (this.#depth > 1) return;
    this.sheets.push({ rows: [], hiddenColumns: [] });
    this.#row = this.#column = this.#level = 0;
  }

  #openRow(attributes: Attributes): void {
    const first = this.#row + 1;
    this.#row += timesOf(attributes['table:number-rows-repeated']);
    const rows = this.sheets.at(-1)?.rows ?? [];
    if ((!isHidden(attributes) && this.#level === 0) || rows.length >= MOST) return;
    rows.push({ first, last: this.#row, isHidden: isHidden(attributes), outline: this.#level });
  }

  #openColumn(attributes: Attributes): void {
    const first = this.#column + 1;
    this.#column += timesOf(attributes['table:number-columns-repeated']);
    const columns = this.sheets.at(-1)?.hiddenColumns ?? [];
    if (isHidden(attributes) && columns.length < MOST) columns.push([first, this.#column]);
  }
}
