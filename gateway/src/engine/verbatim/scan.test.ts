import fc from 'fast-check';
import {
  buildSchema,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isLeafType,
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLScalarType,
} from 'graphql';
import { isMisfit } from '../compile/leaf-code';
import { elementsOfLastList, orNull, scanLeaf, scanList, scanObject, scanString, type Scan } from './scan';
import { anyText } from '../../../../testkit/any-text';

const schema = buildSchema('enum Color { RED GREEN GREENER } scalar Anything type Query { a: Color }');
const color = schema.getType('Color') as GraphQLEnumType;
const anything = schema.getType('Anything') as GraphQLScalarType;
const LEAVES = [GraphQLString, GraphQLID, GraphQLInt, GraphQLFloat, GraphQLBoolean, color, anything];

/** What is scanned stands between others, as in an answer. */
const accepts = (scan: Scan, json: string): boolean => {
  const bytes = Buffer.from(`xx${json},`);
  return scan(bytes, 2) === bytes.length - 1;
};

/** Values of a type as servers have them. */
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  String: anyText(),
  ID: fc.string(),
  Int: fc.integer({ min: -99_999_999, max: 999_999_999 }),
  Boolean: fc.boolean(),
  Color: fc.constantFrom('RED', 'GREEN', 'GREENER'),
};

describe('a scan', () => {
  it.each(Object.keys(VALUES))('accepts every %s as JSON.stringify writes it', (name) => {
    const type = (schema.getType(name) ?? LEAVES.find((leaf) => leaf.name === name)) as GraphQLLeafType;
    expect(isLeafType(type)).toBe(true);
    fc.assert(
      fc.property(VALUES[name] as fc.Arbitrary<unknown>, (value) => {
        expect(accepts(scanLeaf(type), JSON.stringify(value))).toBe(true);
      }),
    );
  });

  // Whatever comes, what is accepted has to be JSON, of the type, and the same when JavaScript writes it again.
  it.each(LEAVES.map((type) => [type.name, type] as const))(
    'accepts as %s nothing that is none, or would be written otherwise',
    (_name, type) => {
      const text = fc.oneof(
        fc.json(),
        fc.stringMatching(/^[-+]?[0-9.eE]{1,20}$/),
        fc.stringMatching(/^"[a-zA-Z\\"u0-9\n\t]{0,12}"?$/),
        fc.constantFrom(
          '-0',
          '0',
          '00',
          '01',
          '-',
          '1.',
          '.5',
          '1.0',
          '1e3',
          '123456789012345678',
          'null',
          'nul',
        ),
        fc.constantFrom('true', 'tru', 'false', 'fals', '"RED"', '"PINK"', '"GREENER"', '"GREE', '[]', '{}'),
      );
      fc.assert(
        fc.property(text, (json) => {
          if (!accepts(scanLeaf(type), json)) return;
          const value: unknown = JSON.parse(json);
          expect(isMisfit(type, value)).toBe(false);
          expect(typeof value === 'object').toBe(false);
          if (typeof value === 'number') expect(Number(JSON.stringify(value))).toBe(Number(json));
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it.each([
    ['"\\u00e9\\n\\\\"', true],
    ['"\\ud800"', true],
    ['"\\u00g0"', false],
    ['"\\u12"', false],
    ['"\\x41"', false],
    ['"\\', false],
    ['"tab\t"', false],
    ['"never ends', false],
    ['"é ✓ 𝄞"', true],
  ])('of a string takes %s for valid: %s', (json, isValid) => {
    const bytes = Buffer.from(json);
    expect(scanString(bytes, 0) === bytes.length).toBe(isValid);
  });

  it.each([
    ['-2147483648', false], // in its range, but not surely so by its digits
    ['99999999', true],
    ['-99999999', true],
    ['1.5', false],
    ['1e2', false],
    ['"1"', false],
    ['-0', false],
  ])('of an Int takes %s: %s', (json, isTaken) => {
    expect(accepts(scanLeaf(GraphQLInt), json)).toBe(isTaken);
  });

  const lead = scanObject([
    ['id', scanLeaf(GraphQLID)],
    ['tags', orNull(scanList(orNull(scanLeaf(GraphQLString))))],
  ]);

  it.each([
    ['{"id":"1","tags":["a",null]}', true],
    ['{"id":"1","tags":[]}', true],
    ['{"id":"1","tags":null}', true],
    ['{"id":null,"tags":null}', false],
    ['{"tags":null,"id":"1"}', false],
    ['{"id":"1"}', false],
    ['{"id":"1","tags":null,"more":1}', false],
    ['{ "id":"1","tags":null}', false],
    ['{"id":"1","tags":["a",]}', false],
    ['{"id":"1","tags":["a" "b"]}', false],
    ['{"id":"1","tags":["a"', false],
    ['{"id":1,"tags":null}', false],
    ['{"\\u0069d":"1","tags":null}', false],
  ])('of an object takes %s: %s', (json, isTaken) => {
    expect(accepts(lead, json)).toBe(isTaken);
  });

  it('counts the elements of a list that are there, and not those of the lists in it', () => {
    const lists = scanList(orNull(scanList(scanLeaf(GraphQLInt))));
    expect(accepts(lists, '[[1,2,3],null,[]]')).toBe(true);
    expect(elementsOfLastList()).toBe(2);
  });
});
