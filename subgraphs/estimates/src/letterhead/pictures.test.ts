import { JPEG, pngOf, type PngWishes } from '../../../../testkit/pictures';
import { pdfOf } from '../exports/pdf';
import type { Sheet } from '../exports/sheet.types';
import { ImageRefused, readImage } from '../../../../service-kit/files/images';

const LIMITS = { maxSide: 4_000, maxPixels: 4_000_000 };
const read = (bytes: Buffer) => readImage(bytes, LIMITS);
const codeOf = async (bytes: Buffer): Promise<string> => {
  const error = await read(bytes).then(
    () => new Error('It was read.'),
    (refused: Error) => refused,
  );
  if (!(error instanceof ImageRefused)) throw error;
  return error.code;
};

const SHEET: Sheet = {
  ...{
    language: 'RU',
    heading: 'Смета',
    title: 'Т',
    isDraft: true,
    date: '2026-01-31',
    validUntil: null,
    supplyDate: null,
  },
  ...{ notes: null, currency: 'RUB', minorUnits: 2, taxIncluded: false, seller: null, client: null },
  ...{ rows: [], offered: [], totals: [], contentHash: null },
};

const KINDS: PngWishes[] = [
  ...([1, 2, 4, 8, 16] as const).map((bits) => ({ colour: 0 as const, bits })),
  ...([1, 2, 4, 8] as const).map((bits) => ({ colour: 3 as const, bits })),
  ...([2, 4, 6] as const).flatMap((colour) => [8, 16].map((bits) => ({ colour, bits }))),
];
const INTERLACED = KINDS.filter(({ bits = 8 }) => bits >= 8).map((kind) => ({ ...kind, isInterlaced: true }));

it.each([...KINDS, ...INTERLACED])('reads a PNG of %j, and paper takes it', async (wishes) => {
  const picture = await read(pngOf(wishes));
  expect(picture).toMatchObject({ kind: 'png', width: 12, height: 9 });
  const pdf = await pdfOf({ ...SHEET, logo: picture });
  expect(pdf.toString('latin1')).toMatch(/\/Subtype \/Image/);
  expect((await read(picture.bytes)).bytes).toEqual(picture.bytes);
});

it('reads a JPEG, and leaves out remarks and where it was taken', async () => {
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 14]), Buffer.from('Exif\0\0secret')]);
  const told = Buffer.concat([JPEG.subarray(0, 2), exif, JPEG.subarray(2)]);
  const picture = await read(told);
  expect(picture).toMatchObject({ kind: 'jpg', width: 8, height: 4 });
  expect(picture.bytes.includes('secret')).toBe(false);
  expect((await pdfOf({ ...SHEET, logo: picture })).toString('latin1')).toMatch(/\/Subtype \/Image/);
});

it('leaves out of a PNG what is not drawn: a long text would stop whoever draws it', async () => {
  const picture = await read(pngOf({ extra: [['tEXt', Buffer.alloc(1_000_000, 'x')]] }));
  expect(picture.bytes.length).toBeLessThan(1_000);
});

it('fills up the transparency of a palette, so that its last colour is seen', async () => {
  const extra = [
    ['PLTE', Buffer.alloc(768, 1)],
    ['tRNS', Buffer.from([0])],
  ] as const;
  const { bytes } = await read(pngOf({ colour: 3, extra }));
  const at = bytes.indexOf('tRNS');
  expect(bytes.readUInt32BE(at - 4)).toBe(256);
  expect([bytes[at + 4], bytes[at + 5], bytes[at + 4 + 255]]).toEqual([0, 255, 255]);
});

it.each([
  ['a bomb: few pixels that unpack to many', pngOf({ unpacked: Buffer.alloc(50_000_000) }), 'IMAGE_BROKEN'],
  ['fewer lines than its header says', pngOf({ unpacked: Buffer.alloc(10) }), 'IMAGE_BROKEN'],
  ['lines with an unknown filter', pngOf({ unpacked: Buffer.alloc(9 * 37, 9) }), 'IMAGE_BROKEN'],
  ['too wide', pngOf({ width: 4_001, height: 1 }), 'IMAGE_TOO_LARGE'],
  ['too many pixels', pngOf({ width: 2_001, height: 2_000, unpacked: Buffer.alloc(1) }), 'IMAGE_TOO_LARGE'],
  [
    '4,294,967,295 pixels wide',
    pngOf({ width: 0xffffffff, height: 1, unpacked: Buffer.alloc(1) }),
    'IMAGE_TOO_LARGE',
  ],
  ['no pixels', pngOf({ width: 0, height: 1, unpacked: Buffer.alloc(1) }), 'IMAGE_BROKEN'],
  ['an impossible depth', pngOf({ colour: 2, bits: 3 }), 'IMAGE_BROKEN'],
  ['a palette that is missing', pngOf({ colour: 3, extra: [] }), 'IMAGE_BROKEN'],
  ['interlaced lines of 4 bits', pngOf({ colour: 0, bits: 4, isInterlaced: true }), 'IMAGE_KIND'],
  ['a cut PNG', pngOf().subarray(0, 60), 'IMAGE_BROKEN'],
  ['a PNG that ends after its first bytes', pngOf().subarray(0, 8), 'IMAGE_BROKEN'],
  [
    'a PNG with a flipped bit',
    Buffer.from(pngOf().map((byte, at) => (at === 19 ? byte ^ 1 : byte))),
    'IMAGE_BROKEN',
  ],
  ['a cut JPEG', JPEG.subarray(0, 100), 'IMAGE_BROKEN'],
  ['a JPEG without an end', JPEG.subarray(0, -2), 'IMAGE_BROKEN'],
  ['a JPEG of nothing', Buffer.from('ffd8ffd9', 'hex'), 'IMAGE_KIND'],
  ['a GIF', Buffer.from('GIF89a, and so on'), 'IMAGE_KIND'],
  ['nothing', Buffer.alloc(0), 'IMAGE_KIND'],
])('refuses %s', async (_what, bytes, code) => {
  expect(await codeOf(bytes)).toBe(code);
});

it.each([
  [0xffff, 0xffff, 'IMAGE_TOO_LARGE'],
  [0, 8, 'IMAGE_BROKEN'],
])('refuses a JPEG of %d × %d pixels', async (height, width, code) => {
  const bytes = Buffer.from(JPEG);
  const at = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, at + 5);
  bytes.writeUInt16BE(width, at + 7);
  expect(await codeOf(bytes)).toBe(code);
});
