import fc from 'fast-check';
import { expanded, toJson, Verbatim } from './verbatim';

/** A value that is there as bytes, among others. */
function verbatim(value: unknown): Verbatim {
  const json = Buffer.from(JSON.stringify(value));
  return new Verbatim(Buffer.concat([Buffer.from('«'), json, Buffer.from('»')]), 2, 2 + json.length, null);
}

const value = fc.jsonValue();

describe('an answer with verbatim parts', () => {
  it('is written as if they were values, whatever stands around them', () => {
    const answer = fc.tuple(value, value, value, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(answer, ([one, two, three, text]) => {
        const plain = { data: { [text]: one, list: [two, text, { three }], last: two } };
        const parts = {
          data: { [text]: verbatim(one), list: [verbatim(two), text, { three }], last: verbatim(two) },
        };
        expect(String(toJson(parts, '\n'))).toBe(`${JSON.stringify(plain)}\n`);
        expect(JSON.stringify(expanded(parts))).toBe(JSON.stringify(plain));
      }),
    );
  });

  it('is text when it has none, and forgets those of one that failed', () => {
    expect(toJson({ data: null, errors: undefined }, '\n')).toBe('{"data":null}\n');
    const failing = {
      part: verbatim(1),
      toJSON() {
        JSON.stringify(this.part);
        throw new Error('failed');
      },
    };
    expect(() => toJson(failing, '')).toThrow('failed');
    expect(String(toJson({ a: verbatim([2]) }, ''))).toBe('{"a":[2]}');
  });

  it('can be looked into', () => {
    expect(verbatim({ a: ['é', null] }).value).toEqual({ a: ['é', null] });
  });
});
