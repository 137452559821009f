import { sortableAsked } from './sortable';
import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { FieldOption } from './custom-field.entity';
import { midnightIn } from './midnight';
import { writtenValue } from './written-value';
import { hasSent } from './same-value';
import { dayIn, decimalOf, heldIn, textsOf } from './field-value';

const field = (type: string, ...values: unknown[]) => ({
  field_id: '1',
  field_name: 'A field',
  field_code: null,
  field_type: type,
  values,
});

it.each([
  ['text', { value: 'Moon' }, { type: 'TextFieldValue', text: 'Moon' }],
  ['text', { value: 7 }, { type: 'TextFieldValue', text: '7' }],
  ['numeric', { value: '12.50' }, { type: 'NumberFieldValue', number: '12.50' }],
  ['numeric', { value: '12,5' }, { type: 'NumberFieldValue', number: '12.5' }],
  ['numeric', { value: 1e21 }, { type: 'NumberFieldValue', number: `1${'0'.repeat(21)}` }],
  ['numeric', { value: 1.5e-7 }, { type: 'NumberFieldValue', number: '0.00000015' }],
  ['numeric', { value: 'much' }, { type: 'OtherFieldValue', data: [{ value: 'much' }] }],
  ['monetary', { value: 100 }, { type: 'MoneyFieldValue', amount: '100' }],
  ['checkbox', { value: true }, { type: 'FlagFieldValue', isChecked: true }],
  ['checkbox', { value: '0' }, { type: 'FlagFieldValue', isChecked: false }],
  ['date', { value: 1_767_243_600 }, { type: 'DateFieldValue', date: 1_767_243_600 }],
  ['date', { value: '1767243600' }, { type: 'DateFieldValue', date: 1_767_243_600 }],
  ['date', { value: '2026-01-01' }, { type: 'DateFieldValue', date: '2026-01-01' }],
  ['date', { value: '2026-02-30' }, { type: 'OtherFieldValue', data: [{ value: '2026-02-30' }] }],
  ['birthday', { value: '12.01.1980' }, { type: 'DateFieldValue', date: '1980-01-12' }],
  ['birthday', { value: -500_000_000 }, { type: 'DateFieldValue', date: -500_000_000 }],
  ['date_time', { value: '1767243600' }, { type: 'DateTimeFieldValue', seconds: 1_767_243_600 }],
  ['date_time', { value: '2026-01-01T05:00:00Z' }, { type: 'DateTimeFieldValue', seconds: 1_767_243_600 }],
  [
    'select',
    { value: 'High', enum_id: 7001, enum_code: null },
    { type: 'ChoiceFieldValue', options: [{ value: 'High', enumId: '7001', code: null }] },
  ],
  [
    'select',
    { enum_id: '7001' },
    { type: 'ChoiceFieldValue', options: [{ value: '', enumId: '7001', code: null }] },
  ],
  [
    'multitext',
    { value: 79_120_000_000, enum_id: 1, enum_code: 'WORK' },
    { type: 'EntriesFieldValue', entries: [{ value: '79120000000', enumId: '1', code: 'WORK' }] },
  ],
  [
    'legal_entity',
    { value: { name: 'Acme' } },
    { type: 'OtherFieldValue', data: [{ value: { name: 'Acme' } }] },
  ],
  [
    'chained_list',
    { catalog_id: 1, catalog_element_id: 2 },
    { type: 'OtherFieldValue', data: [{ catalog_id: 1, catalog_element_id: 2 }] },
  ],
  ['constructor', { value: 'x' }, { type: 'OtherFieldValue', data: [{ value: 'x' }] }],
])('reads a %s of %j', (type, value, expected) => {
  expect(heldIn(field(type, value))).toEqual(expected);
});

it.each([[[]], [[null]], [[{ value: null }]], [[{ value: '' }]], [[{ value: null, enum_id: null }]], [[{}]]])(
  'takes %j for no value',
  (values) => {
    expect(heldIn(field('text', ...values))).toBeNull();
    expect(textsOf(field('text', ...values))).toEqual([]);
  },
);

it('leaves empty elements out and keeps the others', () => {
  const given = field('multiselect', { value: null }, { value: 'a', enum_id: 1 }, { value: 'b', enum_id: 2 });
  expect(textsOf(given)).toEqual(['a', 'b']);
  expect(heldIn(given)).toMatchObject({ options: [{ enumId: '1' }, { enumId: '2' }] });
});

it('tells the day of a midnight in the account’s time zone', () => {
  expect(dayIn('America/New_York', 1_767_243_600)).toBe('2026-01-01');
  expect(dayIn('UTC', 1_767_243_599 - 5 * 3_600)).toBe('2025-12-31');
  expect(dayIn('Asia/Kolkata', 1_767_205_800)).toBe('2026-01-01');
  expect(dayIn('Europe/Berlin', -500_000_000)).toBe('1954-02-27');
});

it.each([
  ['1 500,25', '1500.25'],
  ['+3', '3'],
  ['1,500.25', null],
  ['', null],
  ['0x10', null],
  ['NaN', null],
])('takes %j for the number %j', (given, expected) => {
  expect(decimalOf(given)).toBe(expected);
});

describe('a value that is written', () => {
  const write = (type: string, input: object, options: FieldOption[] = []) => {
    const check = createInputCheck();
    const field = { type, name: 'Field', options };
    const written = writtenValue(
      { clear: false, ...input },
      { check, field, timeZone: 'America/New_York', path: [] },
    );
    check.finish();
    return written;
  };
  const city = { enumId: '17', code: 'city', value: 'City' };

  it('of several entries names their kinds by number', () => {
    const written = write(
      'smart_address',
      { entries: [{ value: ' Porto ', kind: 'city' }, { value: 'Rua 1' }] },
      [city],
    );
    expect(written?.values).toEqual([{ value: 'Porto', enum_id: 17 }, { value: 'Rua 1' }]);
    const held = (entries: object[]) => ({ type: 'EntriesFieldValue', entries }) as never;
    const [porto, rua] = [
      { value: 'Porto', enumId: '17', code: 'city' },
      { value: 'Rua 1', enumId: '18', code: null },
    ];
    expect(written?.isHeld(held([porto, rua]))).toBe(true);
    expect([[rua, porto], [porto]].map((entries) => written?.isHeld(held(entries)))).toEqual([false, false]);
    expect(() => write('multitext', { entries: [{ value: 'x', kind: 'moon' }] }, [city])).toThrow(
      'KIND_NOT_FOUND',
    );
  });

  it('of a type that can’t be written, or of another member, is refused', () => {
    expect(() => write('legal_entity', { text: 'x' })).toThrow('FIELD_NOT_WRITABLE');
    expect(() => write('numeric', { text: '1', number: '1' })).toThrow('VALUE_NEEDED');
    expect(() => write('text', { clear: true, text: 'x' })).toThrow('VALUE_NEEDED');
  });

  it.each([
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00Z'],
    ['Etc/GMT+12', '2026-01-01', '2026-01-01T12:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'], // that day began at 01:00
    ['Asia/Kolkata', '1969-12-31', '1969-12-30T18:30:00Z'],
  ])('as a day begins, in %s, on %s, at %s', (timeZone, day, at) => {
    expect(midnightIn(timeZone, day)).toBe(Date.parse(at) / 1_000);
    expect(dayIn(timeZone, midnightIn(timeZone, day))).toBe(day);
  });
});

it.each([
  ['numeric', '82.50', 82.5, 82.51],
  ['numeric', '12.345', '12,35', '12.5'],
  ['monetary', '1500', '1500.00', '1501'],
  ['text', 'Web  site', 'Web site ', 'Website'],
  ['checkbox', true, '1', false],
  ['date', 1_772_956_800, '2026-03-08', '2026-03-07'], // midnight in New York
  ['date', 1_772_956_800, '1772956800', 1_773_039_600],
  ['date_time', 1_772_956_812, '2026-03-08T08:00:12Z', 1_772_960_412],
])('knows a %s that was sent as %j in %j, and not in %j', (type, sent, same, other) => {
  const values = [{ value: sent }];
  expect(hasSent(field(type, { value: same }), values)).toBe(true);
  expect(hasSent(field(type, { value: other }), values)).toBe(false);
  expect(hasSent(undefined, values)).toBe(false);
});

it('knows an option by its number, takes what is not listed for not ticked, and believes what it can’t read', () => {
  const low = { value: 'Low', enum_id: 7, enum_code: null };
  expect(hasSent(field('select', low), [{ enum_id: 7 }])).toBe(true);
  expect(hasSent(field('select', low), [{ enum_id: 8 }])).toBe(false);
  expect(hasSent(undefined, [{ value: false }])).toBe(true);
  expect(hasSent(field('numeric', { value: 'much' }), [{ value: '7' }])).toBe(true);
});

it('gives numbers an order by letters that is their own', () => {
  const numbers = [
    '-1000',
    '-99.5',
    '-99.25',
    '-5',
    '-0.5',
    '-0.05',
    '0',
    '0.05',
    '0.5',
    '1',
    '1.05',
    '1.5',
    '9',
    '10',
    '99.25',
    '1e+3',
    '123456789012345678901234567890',
  ];
  const sorts = numbers.map((number) => sortableAsked('NUMBER', number) ?? '');
  const byBytes = [...sorts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(byBytes).toEqual(sorts);
  expect(new Set(sorts).size).toBe(numbers.length);
  for (const same of ['1.50', '+1.5', '01.5', '1,5']) expect(sortableAsked('NUMBER', same)).toBe(sorts[11]);
  expect(sortableAsked('NUMBER', '-0.0')).toBe(sorts[6]);
});
