import { csvOf } from './csv';
import { pdfOf } from './pdf';
import type { Sheet } from './sheet.types';
import { xlsxOf } from './xlsx';

type ExportFormat = 'PDF' | 'XLSX' | 'CSV';

export interface RenderTask {
  readonly format: ExportFormat;
  readonly sheet: Sheet;
}

/** Writes a sheet in this thread. */
export async function renderHere({ format, sheet }: RenderTask): Promise<Buffer> {
  if (format === 'PDF') return pdfOf(sheet);
  return format === 'XLSX' ? xlsxOf(sheet) : csvOf(sheet);
}
