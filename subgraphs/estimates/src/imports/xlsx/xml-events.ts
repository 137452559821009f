import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { WorkbookRefused } from './workbook-refused';

/** What a reader wants to know of a part, as it is read. Names come without their prefixes: `x:row` is `row`. */
export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

/**
 * Reads an XML part piece by piece.
 *
 * @yields after each piece, so that whoever reads may take what it came to
 * @throws WorkbookRefused for XML that is broken, or that brings definitions of its own (entities can be bombs)
 */
export async function* readXml(part: Readable, reader: XmlReader): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => reader.open(localName(name), attributes));
  if (reader.close) parser.on('closetag', ({ name }) => reader.close?.(localName(name)));
  if (reader.text) {
    parser.on('text', (text) => reader.text?.(text));
    parser.on('cdata', (text) => reader.text?.(text));
  }
  parser.on('doctype', () => {
    throw new WorkbookRefused('FILE_IS_BOMB');
  });
  parser.on('error', (error) => {
    throw new WorkbookRefused('FILE_BROKEN', error);
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of part as AsyncIterable<Buffer>) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.write(decoder.decode()).close();
    yield;
  } catch (error) {
    if (error instanceof WorkbookRefused) throw error;
    throw new WorkbookRefused('FILE_BROKEN', error);
  } finally {
    part.destroy();
  }
}

/** Reads a part to its end. */
export async function readWhole(part: Readable, reader: XmlReader): Promise<void> {
  for await (const _piece of readXml(part, reader));
}
