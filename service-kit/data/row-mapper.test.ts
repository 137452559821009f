import { compileMapper, UnreadColumnError, type RowLayout } from './row-mapper';
import { asText, readerOf } from './wire-values';

class Person {
  name!: string;
  age!: number;
}
class Member {
  id!: string;
  since!: Date | null;
  person!: Person;
}

const column = (propertyName: string, type: string, more: object = {}) =>
  ({ propertyName, propertyPath: propertyName, type, isArray: false, ...more }) as never;

const layout = (read: readonly string[]): RowLayout => {
  const all = { id: column('id', 'uuid'), since: column('since', 'timestamptz') };
  const [columns, unread] = [true, false].map((wanted) =>
    Object.entries(all).flatMap(([name, one]) => (read.includes(name) === wanted ? [one] : [])),
  );
  const person = {
    entity: Person,
    columns: [column('name', 'text'), column('age', 'integer')],
    first: columns?.length ?? 0,
    unread: [],
    nested: [],
  };
  return {
    entity: Member,
    columns: columns ?? [],
    first: 0,
    unread: unread ?? [],
    nested: [{ property: 'person', layout: person }],
  };
};

it('makes instances with plain properties, joined rows within', () => {
  const map = compileMapper<Member>(layout(['id', 'since']));
  const row = map(['x', '2026-01-31 10:20:30.5+00', 'Ada', '36']);
  expect(row).toBeInstanceOf(Member);
  expect({ ...row, person: { ...row.person } }).toEqual({
    id: 'x',
    since: new Date('2026-01-31T10:20:30.500Z'),
    person: { name: 'Ada', age: 36 },
  });
  expect(map(['x', null, '', '0']).since).toBeNull();
});

it('throws at a column that was not read, and says what to do', () => {
  const row = compileMapper<Member>(layout(['id']))(['x', 'Ada', '36']);
  expect(row.id).toBe('x');
  expect(() => row.since).toThrow(UnreadColumnError);
  expect(() => row.since).toThrow('Member.since was not read. Name it for the field that needs it');
  expect(Object.keys(row)).toEqual(['id', 'person']);
});

it('refuses a property that is no name', () => {
  const strange = { ...layout([]), columns: [column('a;b', 'text')] };
  expect(() => compileMapper(strange)).toThrow('"a;b" is not the name of a property.');
});

it.each([
  ['numeric', '1234567890123456789.0001', '1234567890123456789.0001'],
  ['bigint', '9223372036854775807', '9223372036854775807'],
  ['date', '2026-01-31', '2026-01-31'],
  ['integer', '-7', -7],
  ['real', '0.5', 0.5],
  ['boolean', 't', true],
  ['boolean', 'f', false],
  ['jsonb', '{"a":[1]}', { a: [1] }],
  ['timestamptz', '0099-12-31 23:59:59.999+00', new Date('0099-12-31T23:59:59.999Z')],
  ['timestamptz', '2026-01-31 12:20:30+02', new Date('2026-01-31T10:20:30Z')],
])('reads a %s', (type, text, expected) => {
  const read = readerOf(column('x', type));
  expect(read ? read(text) : text).toEqual(expected);
});

it('reads through transformers, lists of texts, and refuses what it was not taught', () => {
  const transformer = { to: String, from: (text: string) => Number(text) };
  expect(readerOf(column('x', 'bigint', { transformer }))?.('42')).toBe(42);
  expect(readerOf(column('x', 'text', { isArray: true }))?.('{a,"b c",NULL}')).toEqual(['a', 'b c', null]);
  expect(() => readerOf(column('x', 'point'))).toThrow('x: no reader for a column of type point.');
});

it.each([
  [null, null],
  [undefined, null],
  [12, '12'],
  [true, 'true'],
  [new Date('2026-01-01T00:00:00Z'), '2026-01-01T00:00:00.000Z'],
  [[], '{}'],
  [['a', 'NULL', null, 'x y', '"\\'], '{a,"NULL",NULL,"x y","\\"\\\\"}'],
])('writes %p as %p', (value, expected) => {
  expect(asText(value)).toBe(expected);
});
