import { meaningOf, type NumberMeaning } from './number-formats';
import { WorkbookRefused } from './workbook-refused';
import { readWhole } from './xml-events';
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
  readonly meanings: readonly NumberMeaning[];
  /** Whether formulas look into other files: what they came to when it was saved is read. */
  readonly hasExternalLinks: boolean;
}

/** More letters than any sheet for people holds. */
const MOST_LETTERS = 150_000_000;

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
    meanings: await readStyles(parts, part('styles')),
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
      const state = attributes['state'];
      sheets.push({
        name: attributes['name'] ?? '',
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
        strings.push(current ?? '');
        current = null;
      }
    },
  });
  return strings;
}

async function readStyles(parts: ZipParts, path: string | undefined): Promise<NumberMeaning[]> {
  const meanings: NumberMeaning[] = [];
  if (path === undefined) return meanings;
  const codes = new Map<number, string>();
  let inCellStyles = false;
  await readWhole(await parts.read(path), {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt' && formatCode !== undefined) codes.set(Number(numFmtId), formatCode);
      else if (name === 'cellXfs') inCellStyles = true;
      else if (name === 'xf' && inCellStyles) {
        const id = Number(numFmtId ?? 0);
        meanings.push(meaningOf(id, codes.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return meanings;
}
