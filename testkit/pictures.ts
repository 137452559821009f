import { crc32, deflateSync } from 'node:zlib';

/** What a PNG of a test is like. */
export interface PngWishes {
  readonly width?: number;
  readonly height?: number;
  readonly bits?: number;
  /** 0 grey, 2 colours, 3 palette, 4 grey with alpha, 6 colours with alpha. */
  readonly colour?: 0 | 2 | 3 | 4 | 6;
  readonly isInterlaced?: boolean;
  /** What its lines unpack to; as long as they have to be unless told. */
  readonly unpacked?: Buffer;
  /** Chunks after the header: type and content. */
  readonly extra?: readonly (readonly [string, Buffer])[];
}

const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Lines without a filter, of one tone. */
function linesFor(width: number, height: number, bitsPerPixel: number, isInterlaced: boolean): Buffer {
  const passes = isInterlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const lines = passes.flatMap(([left, top, across, down]) => {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    if (columns < 1 || rows < 1) return [];
    const line = Buffer.alloc(1 + Math.ceil((columns * bitsPerPixel) / 8), 0x01);
    line[0] = 0;
    return Array<Buffer>(rows).fill(line);
  });
  return Buffer.concat(lines);
}

/** Makes a PNG. */
export function pngOf({
  width = 12,
  height = 9,
  bits = 8,
  colour = 2,
  isInterlaced = false,
  unpacked = linesFor(width, height, bits * SAMPLES[colour], isInterlaced),
  extra = colour === 3 ? [['PLTE', Buffer.from([0, 0, 0, 200, 30, 30])]] : [],
}: PngWishes = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([bits, colour, 0, 0, Number(isInterlaced)], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...extra.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(unpacked)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG of 8 × 4 red pixels. */
export const JPEG = Buffer.from(
  [
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV',
    'pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAE',
    'AAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhBy',
    'JxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKT',
    'lJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAA',
    'AAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRom',
    'JygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExc',
    'bHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDn6KKK8Y/ST//Z',
  ].join(''),
  'base64',
);
