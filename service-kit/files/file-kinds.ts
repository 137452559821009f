/*
 * What a file is, by its first bytes: neither its name nor the type a client gave it proves anything. Only kinds that we have
 * a use for are known; everything else is refused. Sources: the formats' own signatures (PDF 32000-1 7.5.2, PNG 5.2,
 * JFIF 1.02, GIF 89a, RIFF, HEIF (ISO 23008-12 10.2), APPNOTE.TXT 4.3.7, MS-CFB 2.2).
 */

/** A kind of file, by the name of its extension. */
export type FileKind =
  'pdf' | 'png' | 'jpg' | 'gif' | 'webp' | 'heic' | 'xlsx' | 'docx' | 'ods' | 'xls' | 'csv' | 'zip';

/** Its media type. */
export const MEDIA_TYPES: Readonly<Record<FileKind, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  xls: 'application/vnd.ms-excel',
  csv: 'text/csv; charset=utf-8',
  zip: 'application/zip',
};

/** How many bytes {@link kindOf} wants to see. */
export const HEAD_BYTES = 4_096;

const starts = (head: Buffer, signature: string, at = 0): boolean =>
  head.subarray(at, at + signature.length / 2).equals(Buffer.from(signature, 'hex'));

/**
 * Takes a file's first bytes ({@link HEAD_BYTES}, or all of it); answers its kind, or null.
 * A zip is xlsx, docx or ods by the name of its first entries; text without control characters is taken for csv.
 */
export function kindOf(head: Buffer): FileKind | null {
  if (starts(head, '255044462d')) return 'pdf';
  if (starts(head, '89504e470d0a1a0a')) return 'png';
  if (starts(head, 'ffd8ff')) return 'jpg';
  if (starts(head, '474946383761') || starts(head, '474946383961')) return 'gif';
  if (starts(head, '52494646') && starts(head, '57454250', 8)) return 'webp';
  if (/^ftyp(hei[cxms]|hev[cmsx]|mif1)/.test(head.toString('latin1', 4, 12))) return 'heic';
  if (starts(head, 'd0cf11e0a1b11ae1')) return 'xls';
  if (starts(head, '504b0304')) return kindOfZip(head);
  return looksLikeText(head) ? 'csv' : null;
}

/** Local headers' names stand in the clear. OpenDocument puts `mimetype` first, uncompressed; Office Open XML any part. */
function kindOfZip(head: Buffer): FileKind | null {
  const text = head.toString('latin1');
  if (text.slice(30, 38) === 'mimetype') return text.includes('opendocument.spreadsheet') ? 'ods' : null;
  if (text.startsWith('README.txt', 30)) return 'zip'; // an archive of ours (service-kit/data-export)
  if (/PK\x03\x04.{26}word\//s.test(text)) return 'docx'; // its other parts are called like those of .xlsx
  return /^(\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/|customXml\/)/.test(text.slice(30)) ? 'xlsx' : null;
}

/** Markup is text, too, and a browser would run it. */
const MARKUP = /^\s*<(\?xml|!doctype|html|svg|script|body|head)/i;

function looksLikeText(head: Buffer): boolean {
  if (head.length === 0) return false;
  const wide = starts(head, 'fffe') || starts(head, 'feff');
  const text = wide ? head.toString('utf16le') : head.toString('utf8').replace(/^\uFEFF/, '');
  if (MARKUP.test(text)) return false;
  return wide || !/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(head.toString('latin1'));
}
