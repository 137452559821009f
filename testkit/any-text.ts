import fc from 'fast-check';

/** Every character but halves of a pair. */
const character = fc
  .integer({ min: 0, max: 0x10_f7ff })
  .map((place) => String.fromCodePoint(place < 0xd800 ? place : place + 0x800));

/** Texts of any characters. fast-check's own unit `binary` first makes a table of all of them: a second and a half of CPU. */
export const anyText = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: character, ...(maxLength === undefined ? {} : { maxLength }) });
