/** Why a workbook can't be read; stable, for `userErrors`. */
export type WorkbookRefusal =
  | 'FILE_BROKEN'
  | 'FILE_ENCRYPTED'
  | 'FILE_HAS_MACROS'
  | 'FILE_IS_BOMB'
  | 'FILE_OLD_FORMAT'
  | 'FILE_NO_WORKBOOK'
  | 'FILE_TOO_LARGE'
  | 'FILE_NO_TEXT';

const MESSAGES: Record<WorkbookRefusal, string> = {
  FILE_BROKEN: 'The file is damaged or was cut off. Open it in Excel, save it anew and send that.',
  FILE_ENCRYPTED: 'The file is protected by a password. Save it without one and send that.',
  FILE_HAS_MACROS: 'The file holds macros, which are never run here. Save it as .xlsx and send that.',
  FILE_IS_BOMB: 'The file unpacks to far more than it should. Open it in Excel, save it anew and send that.',
  FILE_OLD_FORMAT: 'The file is called .xlsx and is of Excel 97–2003. Save it as .xlsx and send that.',
  FILE_NO_WORKBOOK: 'The file holds no sheets. Send an .xlsx workbook.',
  FILE_NO_TEXT:
    'The file is no text in an encoding that is known. Save it as .xlsx, or as CSV in UTF-8, and send that.',
  FILE_TOO_LARGE: 'The workbook is too large. Split it into smaller ones.',
};

/** A workbook that is not read, with what a person can do about it. */
export class WorkbookRefused extends Error {
  override readonly name = 'WorkbookRefused';

  constructor(
    readonly code: WorkbookRefusal,
    cause?: unknown,
  ) {
    super(MESSAGES[code], cause === undefined ? undefined : { cause });
  }
}
