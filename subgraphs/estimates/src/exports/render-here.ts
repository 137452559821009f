import { ImageRefused, readImage } from '../../../../service-kit/files/images';
import { LOGO_LIMITS } from '../letterhead/logo-limits';
import { csvOf } from './csv';
import { pdfOf } from './pdf';
import type { Sheet } from './sheet.types';
import { xlsxOf } from './xlsx';

type ExportFormat = 'PDF' | 'XLSX' | 'CSV';

export interface RenderTask {
  readonly format: ExportFormat;
  readonly sheet: Sheet;
}

/** A picture is looked at again where it is drawn: what it was handed may not be what was looked at when it was set. */
async function withCheckedLogo(sheet: Sheet): Promise<Sheet> {
  if (!sheet.logo) return sheet;
  try {
    return { ...sheet, logo: await readImage(Buffer.from(sheet.logo.bytes), LOGO_LIMITS) };
  } catch (error) {
    if (error instanceof ImageRefused) return { ...sheet, logo: null };
    throw error;
  }
}

/** Writes a sheet in this thread; a logo that can't be drawn is left out. */
export async function renderHere({ format, sheet: given }: RenderTask): Promise<Buffer> {
  const sheet = await withCheckedLogo(given);
  if (format === 'PDF') return pdfOf(sheet);
  return format === 'XLSX' ? xlsxOf(sheet) : csvOf(sheet);
}
