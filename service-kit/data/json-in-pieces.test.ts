import fc from 'fast-check';
import { atOnce } from '../subgraph/turns';
import { jsonInPieces, mapInPieces } from './json-in-pieces';

it('writes what JSON.stringify writes', () => {
  const odd = {
    at: new Date(0),
    none: undefined,
    list: [undefined, null, new Date(1), () => 1],
    '__proto__ ': [],
  };
  expect(atOnce(jsonInPieces(odd))).toBe(JSON.stringify(odd));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const leave = (name: string, each: unknown) => (name === 'a' ? undefined : each);
      expect(atOnce(jsonInPieces(value))).toBe(JSON.stringify(value));
      expect(atOnce(jsonInPieces(value, leave))).toBe(JSON.stringify(value, leave));
    }),
    { numRuns: 200 },
  );
});

it('lets others have their turn within a long list', () => {
  const pieces = mapInPieces(Array.from({ length: 1_000 }), (each) => each);
  let count = 0;
  while (!pieces.next().done) count += 1;
  expect(count).toBe(20);
});
