import { crc32, inflate } from 'node:zlib';
import { promisify } from 'node:util';

/*
 * Pictures that people send, made safe to draw: measured by their headers, never larger than the header says, and without what
 * is not drawn (texts, places where photos were taken). Sources: PNG (ISO/IEC 15948) 5 and 11, JPEG (ITU-T T.81) B.
 */

/** What a picture may have. */
export interface ImageLimits {
  /** Pixels of width, and of height. */
  readonly maxSide: number;
  readonly maxPixels: number;
}

/** A picture that can be drawn. */
export interface Picture {
  readonly kind: 'png' | 'jpg';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Only what is drawn. */
  readonly bytes: Buffer;
}

/** A picture that is not drawn; the message says what to mend. */
export class ImageRefused extends Error {
  constructor(
    readonly code: 'IMAGE_BROKEN' | 'IMAGE_TOO_LARGE' | 'IMAGE_KIND',
    message: string,
  ) {
    super(message);
    this.name = 'ImageRefused';
  }
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const inflated = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);

const broken = (why: string): ImageRefused =>
  new ImageRefused('IMAGE_BROKEN', `The picture is broken (${why}): save it anew, as PNG or JPEG.`);
const unlike = (why: string): ImageRefused =>
  new ImageRefused('IMAGE_KIND', `${why} can't be drawn: save the picture as a PNG of 8 bits, or as JPEG.`);

function checkSize({ width, height }: Size, { maxSide, maxPixels }: ImageLimits): void {
  if (width < 1 || height < 1) throw broken('it has no pixels');
  if (width <= maxSide && height <= maxSide && width * height <= maxPixels) return;
  const most = `at most ${maxSide} wide and high, and ${maxPixels} in all`;
  throw new ImageRefused('IMAGE_TOO_LARGE', `The picture has ${width} × ${height} pixels; ${most}.`);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads a picture.
 *
 * @throws ImageRefused for what is neither PNG nor JPEG, is broken, has too many pixels, or unpacks to more than its header says
 */
export async function readImage(bytes: Buffer, limits: ImageLimits): Promise<Picture> {
  if (bytes.subarray(0, PNG.length).equals(PNG)) return readPng(bytes, limits);
  if (bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8) return readJpeg(bytes, limits);
  throw unlike('This kind of file');
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = PNG.length; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw broken(`a bad ${type}`);
    chunks.push({ type, data: bytes.subarray(at + 8, end) });
    if (type === 'IEND') return chunks;
    at = end + 4;
  }
  throw broken('its end is missing');
}

function written({ type, data }: Chunk): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** Samples of a pixel, and how many bits one may have, by colour type. */
const COLOURS: Record<number, { samples: number; bits: readonly number[] }> = {
  0: { samples: 1, bits: [1, 2, 4, 8, 16] },
  2: { samples: 3, bits: [8, 16] },
  3: { samples: 1, bits: [1, 2, 4, 8] },
  4: { samples: 2, bits: [8, 16] },
  6: { samples: 4, bits: [8, 16] },
};
const INDEXED = 3;

/** The seven passes of an interlaced picture: where they begin, and their steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The lines that a picture's data unpack to: how many, and how long with their filter. */
function linesOf({ width, height }: Size, bitsPerPixel: number, isInterlaced: boolean): [number, number][] {
  const passes = isInterlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  return passes.flatMap(([left, top, across, down]): [number, number][] => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    return columns < 1 || rows < 1 ? [] : [[rows, 1 + Math.ceil((columns * bitsPerPixel) / 8)]];
  });
}

async function readPng(bytes: Buffer, limits: ImageLimits): Promise<Picture> {
  const chunks = chunksOf(bytes);
  const head = chunks[0];
  if (head?.type !== 'IHDR' || head.data.length !== 13) throw broken('its header is missing');
  const size = { width: head.data.readUInt32BE(0), height: head.data.readUInt32BE(4) };
  checkSize(size, limits);
  const [bits = 0, colour = 0, compression, filter, interlace = 0] = head.data.subarray(8);
  const { samples, bits: known } = COLOURS[colour] ?? { samples: 0, bits: [] };
  if (!known.includes(bits) || compression !== 0 || filter !== 0 || interlace > 1) throw broken('its header');
  const found = (type: string) => chunks.filter((chunk) => chunk.type === type).map(({ data }) => data);
  const [palette] = found('PLTE');
  const [alpha] = found('tRNS');
  const data = Buffer.concat(found('IDAT'));
  if (bits < 8 && interlace === 1) throw unlike('An interlaced PNG of less than 8 bits');
  const isIndexed = colour === INDEXED;
  if (isIndexed) checkPalette(palette, alpha, bits);
  await checkLines(data, linesOf(size, bits * samples, interlace === 1));
  const kept: Chunk[] = [head];
  if (isIndexed && palette) kept.push({ type: 'PLTE', data: palette });
  if (isIndexed && palette && alpha) {
    // As many as the palette has: what draws it takes missing ones for seen only up to the last but one.
    const whole = Buffer.concat([alpha, Buffer.alloc(palette.length / 3 - alpha.length, 255)]);
    kept.push({ type: 'tRNS', data: whole });
  }
  kept.push({ type: 'IDAT', data }, { type: 'IEND', data: Buffer.alloc(0) });
  return { kind: 'png', ...size, bytes: Buffer.concat([PNG, ...kept.map(written)]) };
}

function checkPalette(palette: Buffer | undefined, alpha: Buffer | undefined, bits: number): void {
  const count = (palette?.length ?? 0) / 3;
  if (count < 1 || count > 2 ** bits || !Number.isInteger(count)) throw broken('its palette');
  if (!alpha) return;
  if (alpha.length > count) throw broken('its palette');
  if (bits < 8) throw unlike('A transparent PNG of less than 8 bits');
}

/** Unpacks no more than the header promises: a picture that is a bomb ends here. */
async function checkLines(data: Buffer, lines: readonly (readonly [number, number])[]): Promise<void> {
  const expected = lines.reduce((sum, [rows, length]) => sum + rows * length, 0);
  const pixels = await inflated(data, { maxOutputLength: expected }).catch(() => null);
  if (pixels?.length !== expected) throw broken('its data are not what its header says');
  let at = 0;
  for (const [rows, length] of lines) {
    for (let row = 0; row < rows; row += 1, at += length) {
      if ((pixels[at] ?? 0) > 4) throw broken('an unknown filter');
    }
  }
}

/** Frames that everything draws: baseline, extended and progressive, by Huffman's code. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const TABLES = new Set([0xc4, 0xc8, 0xcc]);
const [SCAN, COMMENT, EXIF] = [0xda, 0xfe, 0xe1];

/** A JPEG is not unpacked here, nor on paper: it is put there as it is, without remarks and where it was taken. */
function readJpeg(bytes: Buffer, limits: ImageLimits): Picture {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let size: Size | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (bytes[at] !== 0xff || marker < 0xc0 || marker === 0xff || end < at + 4 || end > bytes.length) break;
    const segment = bytes.subarray(at, end);
    if (marker >= 0xc0 && marker <= 0xcf && !TABLES.has(marker)) {
      if (size) throw broken('it has two frames');
      size = frameOf(segment, marker);
      checkSize(size, limits);
    }
    if (marker === SCAN) {
      if (!size || bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) < end) break;
      return { kind: 'jpg', ...size, bytes: Buffer.concat([...kept, bytes.subarray(at)]) };
    }
    if (marker !== COMMENT && marker !== EXIF) kept.push(segment);
    at = end;
  }
  throw broken('it ends too early');
}

function frameOf(segment: Buffer, marker: number): Size {
  if (segment.length < 10) throw broken('its frame');
  const [precision, samples] = [segment[4], segment[9] ?? 0];
  if (!FRAMES.has(marker) || precision !== 8 || ![1, 3, 4].includes(samples))
    throw unlike('This kind of JPEG');
  return { height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) };
}
