import { WorkbookRefused } from '../xlsx/workbook-refused';

/** How a text's bytes are read. */
export type Encoding =
  'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'ibm866' | 'koi8-r' | 'windows-1252';

/** The letters that most of a Russian text is made of, in lower case. */
const COMMON = /[оеаинтсрвлкмдпу]/g;
const CYRILLIC = ['windows-1251', 'ibm866', 'koi8-r'] as const;

/**
 * Guesses an encoding from a text's first bytes: by its mark, else UTF-8 where it is that, else the Cyrillic one in which it has the
 * most of the letters that Russian has most of.
 */
export function guessEncoding(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (isUtf8(head)) return 'utf-8';
  const scored = CYRILLIC.map((encoding) => {
    const text = new TextDecoder(encoding).decode(head);
    return { encoding, score: text.match(COMMON)?.length ?? 0 };
  }).sort((a, b) => b.score - a.score);
  const high = head.reduce((count, byte) => count + (byte > 0x7f ? 1 : 0), 0);
  const best = scored[0];
  return best && best.score * 4 >= high ? best.encoding : 'windows-1252';
}

/** A letter may be cut at the end of the head. */
function isUtf8(head: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Reads pieces of a text. @throws WorkbookRefused where the bytes are not in this encoding */
export async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding.startsWith('utf') });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new WorkbookRefused('FILE_NO_TEXT', error);
    throw error;
  }
}
