import { Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';

/** A file of the archive; its content is read once, when its turn comes. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<string>;
}

/** What an entry's headers say of it, once it is written. */
interface Written {
  name: Buffer;
  crc: number;
  packed: number;
  size: number;
  at: number;
}

/** Sizes follow the bytes (bit 3), names are UTF-8 (bit 11): APPNOTE.TXT 4.4.4. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1 January 1980, the earliest there is: the archive tells no time. */
const DATE = 0x0021;
const MAX_ENTRIES = 65_535;
/** Beyond this a reader needs Zip64; callers keep entries and archives smaller. */
const MAX_SIZE = 0xffff_ffff;

/**
 * Writes a zip file as its entries come: nothing is held but what the compressor works on.
 *
 * @throws Error when an entry or the archive grows beyond 4 GB
 */
export async function* zipStream(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory: Written[] = [];
  let at = 0;
  for await (const { name, content } of entries) {
    const written: Written = { name: Buffer.from(name), crc: 0, packed: 0, size: 0, at };
    const head = Buffer.concat([localHeader(written), written.name]);
    yield head;
    const watched = Readable.from(bytesOf(content, written), { objectMode: false });
    const packer = createDeflateRaw({ level: constants.Z_BEST_SPEED });
    watched.on('error', (error) => packer.destroy(error));
    try {
      for await (const chunk of watched.pipe(packer) as AsyncIterable<Buffer>) {
        written.packed += chunk.length;
        yield chunk;
      }
    } finally {
      watched.destroy();
    }
    const tail = descriptor(written);
    yield tail;
    at += head.length + written.packed + tail.length;
    directory.push(written);
    if (at > MAX_SIZE || written.size > MAX_SIZE || directory.length > MAX_ENTRIES)
      throw new Error('The archive is too large for a zip.');
  }
  yield closing(directory, at);
}

async function* bytesOf(content: AsyncIterable<string>, written: Written): AsyncGenerator<Buffer> {
  for await (const text of content) {
    const bytes = Buffer.from(text);
    written.crc = crc32(bytes, written.crc);
    written.size += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
}

function localHeader({ name }: Written): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt16LE(name.length, 26);
  return header;
}

function descriptor({ crc, packed, size }: Written): Buffer {
  const after = Buffer.alloc(16);
  after.writeUInt32LE(0x08074b50, 0);
  after.writeUInt32LE(crc, 4);
  after.writeUInt32LE(packed, 8);
  after.writeUInt32LE(size, 12);
  return after;
}

function closing(directory: readonly Written[], at: number): Buffer {
  const entries = directory.map((written) => {
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(20, 6);
    header.writeUInt16LE(FLAGS, 8);
    header.writeUInt16LE(DEFLATED, 10);
    header.writeUInt16LE(DATE, 14);
    header.writeUInt32LE(written.crc, 16);
    header.writeUInt32LE(written.packed, 20);
    header.writeUInt32LE(written.size, 24);
    header.writeUInt16LE(written.name.length, 28);
    header.writeUInt32LE(written.at, 42);
    return Buffer.concat([header, written.name]);
  });
  const whole = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([whole, end]);
}
