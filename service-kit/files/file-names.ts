import { normalForm } from '../data/normal-form';

/** Longer names are cut: some systems refuse more than 255 bytes, and a letter may take four. */
const MAX_NAME = 120;

/** Control characters, what Windows and shells refuse, and marks that turn `gpj.exe` around. */
const UNFIT = /[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** A file's name without what no system should show or keep in one. People do not choose it: it is mended, not refused. */
export const cleanFileName = (name: string): string =>
  normalForm(name).toWellFormed().replace(UNFIT, ' ').replace(/\s+/g, ' ').trim();

/**
 * Makes a name that every system can save a file under.
 *
 * @param name as a person wrote it
 * @param extension without its dot; put at the end unless it is there
 * @param fallback for a name of which nothing is left
 */
export function safeFileName(name: string, extension: string, fallback = 'file'): string {
  const given = cleanFileName(name);
  const ending = `.${extension}`;
  const stem = given.toLowerCase().endsWith(ending) ? given.slice(0, -ending.length) : given;
  const cut = [...stem]
    .slice(0, MAX_NAME)
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${cut === '' ? fallback : cut}${ending}`;
}

/**
 * The `Content-Disposition` by which a browser saves an answer under a name and never shows it (RFC 6266, 4.3; RFC 8187).
 * The plain name is for old clients: letters beyond ASCII become underscores in it.
 *
 * @param name of {@link safeFileName}
 */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%;]/g, '_');
  const extended = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === name
    ? `attachment; filename="${plain}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}
