import { currencyOfCode, meaningOf, type NumberMeaning } from './number-formats';
import { LONGEST_SHEET_NAME, MOST_SHEETS } from '../workbook-limits';
import { WorkbookRefused } from './workbook-refused';
import { readWhole, type XmlReader } from './xml-events';
import type { ZipParts } from './zip-parts';

/** A sheet as the workbook lists it. */
interface SheetEntry {
  readonly name: string;
  readonly isHidden: boolean;
  /** The path of its part. */
  readonly path: string;
}

/** What of a workbook its sheets need. */
export interface WorkbookParts {
  readonly sheets: readonly SheetEntry[];
  readonly is1904: boolean;
  readonly strings: readonly string[];
  /** By the number of a cell's style. */
  readonly styles: readonly CellStyle[];
  /** Whether formulas look into other files: what they came to when it was saved is read. */
  readonly hasExternalLinks: boolean;
}

/** What a style says of a cell, as far as anybody here asks. */
interface CellStyle {
  readonly meaning: NumberMeaning;
  readonly isBold: boolean;
  readonly indent: number;
  readonly currency: string | null;
}

/** More letters, and more texts, than any sheet for people holds. */
const MOST_LETTERS = 50_000_000;
const MOST_STRINGS = 1_000_000;
/** Excel's own bound is 65,490. */
const MOST_STYLES = 100_000;
const LONGEST_INDENT = 250;

const isOn = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Reads what comes before the sheets. @throws WorkbookRefused */
export async function readWorkbookParts(parts: ZipParts): Promise<WorkbookParts> {
  if (parts.paths().some((path) => path.endsWith('vbaproject.bin')))
    throw new WorkbookRefused('FILE_HAS_MACROS');
  const path = await workbookPath(parts);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const targets = await relations(parts, `${folder}_rels/${path.slice(folder.length)}.rels`, folder);
  const { sheets, is1904 } = await readWorkbook(parts, path, targets);
  const part = (type: string): string | undefined =>
    [...targets.values()].find((each) => each.type === type && parts.has(each.path))?.path;
  return {
    sheets,
    is1904,
    strings: await readStrings(parts, part('sharedStrings')),
    styles: await readStyles(parts, part('styles')),
    hasExternalLinks: [...targets.values()].some(({ type }) => type === 'externalLink'),
  };
}

interface Target {
  readonly type: string;
  readonly path: string;
}

async function relations(parts: ZipParts, path: string, folder: string): Promise<Map<string, Target>> {
  const targets = new Map<string, Target>();
  if (!parts.has(path)) return targets;
  await readWhole(await parts.read(path), {
    open(name, { Id, Type, Target: target }) {
      if (name !== 'Relationship' || !Id || !Type || target === undefined) return;
      targets.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), path: resolve(folder, target) });
    },
  });
  return targets;
}

/** A target is relative to the part that names it, or begins at the root. */
function resolve(folder: string, target: string): string {
  const steps = target.startsWith('/') ? target.split('/') : [...folder.split('/'), ...target.split('/')];
  const path: string[] = [];
  for (const step of steps) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

async function workbookPath(parts: ZipParts): Promise<string> {
  const roots = await relations(parts, '_rels/.rels', '');
  const found = [...roots.values()].find(({ type }) => type === 'officeDocument')?.path ?? 'xl/workbook.xml';
  if (!parts.has(found)) throw new WorkbookRefused('FILE_NO_WORKBOOK');
  return found;
}

async function readWorkbook(
  parts: ZipParts,
  path: string,
  targets: ReadonlyMap<string, Target>,
): Promise<{ sheets: SheetEntry[]; is1904: boolean }> {
  const sheets: SheetEntry[] = [];
  let is1904 = false;
  await readWhole(await parts.read(path), {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = isOn(attributes['date1904']);
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1] ?? '';
      const target = targets.get(id);
      if (!target || target.type !== 'worksheet' || !parts.has(target.path)) return; // a sheet of charts, say
      if (sheets.length >= MOST_SHEETS) throw new WorkbookRefused('FILE_TOO_LARGE');
      const state = attributes['state'];
      sheets.push({
        name: (attributes['name'] ?? '').slice(0, LONGEST_SHEET_NAME),
        isHidden: state === 'hidden' || state === 'veryHidden',
        path: target.path,
      });
    },
  });
  if (sheets.length === 0) throw new WorkbookRefused('FILE_NO_WORKBOOK');
  return { sheets, is1904 };
}

/** Texts that many cells share. A rich text is its parts; how it is pronounced (`rPh`) is no part of it. */
async function readStrings(parts: ZipParts, path: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (path === undefined) return strings;
  let current: string | null = null;
  let inText = false;
  let inPhonetic = false;
  let letters = 0;
  await readWhole(await parts.read(path), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') inPhonetic = true;
      else if (name === 't') inText = !inPhonetic;
    },
    text(text) {
      if (!inText || current === null) return;
      letters += text.length;
      if (letters > MOST_LETTERS) throw new WorkbookRefused('FILE_TOO_LARGE');
      current += text;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        if (strings.length >= MOST_STRINGS) throw new WorkbookRefused('FILE_TOO_LARGE');
        strings.push(current ?? '');
        current = null;
      }
    },
  });
  return strings;
}

async function readStyles(parts: ZipParts, path: string | undefined): Promise<CellStyle[]> {
  if (path === undefined) return [];
  const reader = new StyleReader();
  await readWhole(await parts.read(path), reader);
  return reader.styles;
}

/** Reads styles as their elements come: fonts and formats before the cells' own. */
class StyleReader implements XmlReader {
  readonly styles: CellStyle[] = [];
  readonly #codes = new Map<number, string>();
  readonly #boldFonts: boolean[] = [];
  #list: string | null = null;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const { numFmtId, formatCode, fontId, indent, val } = attributes;
    if (name === 'fonts' || name === 'cellXfs' || name === 'cellStyleXfs' || name === 'dxfs')
      this.#list = name;
    else if (name === 'numFmt' && formatCode !== undefined && this.#codes.size < MOST_STYLES) {
      this.#codes.set(Number(numFmtId), formatCode.slice(0, 255));
    } else if (name === 'font' && this.#list === 'fonts') this.#boldFonts.push(false);
    else if (name === 'b' && this.#list === 'fonts')
      this.#boldFonts[this.#boldFonts.length - 1] = val !== '0' && val !== 'false';
    else if (name === 'xf' && this.#list === 'cellXfs') this.#add(Number(numFmtId ?? 0), Number(fontId ?? 0));
    else if (name === 'alignment' && this.#list === 'cellXfs') {
      const last = this.styles.pop();
      if (last) this.styles.push({ ...last, indent: Math.min(Number(indent ?? 0) || 0, LONGEST_INDENT) });
    }
    if (this.#boldFonts.length > MOST_STYLES) throw new WorkbookRefused('FILE_TOO_LARGE');
  }

  #add(format: number, font: number): void {
    if (this.styles.length >= MOST_STYLES) throw new WorkbookRefused('FILE_TOO_LARGE');
    const code = this.#codes.get(format);
    this.styles.push({
      meaning: meaningOf(format, code),
      isBold: this.#boldFonts[font] ?? false,
      indent: 0,
      currency: code === undefined ? null : currencyOfCode(code),
    });
  }

  close(name: string): void {
    if (name === this.#list) this.#list = null;
  }
}
