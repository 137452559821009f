import { UnitBook } from './unit-book';
import { plainUnit, UNITS } from './units';

it('has one unit for each word', () => {
  const seen = new Map<string, string>();
  for (const { ru, en, words } of UNITS) {
    for (const word of new Set([ru.symbol, ru.name, en.symbol, en.name, ...words].map(plainUnit))) {
      expect([word, seen.get(word)]).toEqual([word, undefined]);
      seen.set(word, en.symbol);
    }
  }
});

it.each([
  [['м2', 'м²', 'кв.м', 'Кв. м.', 'м^2', 'кв\u00a0м', 'КВ.М'], 'м²'],
  [['m2', 'sq m', 'SQ. M', 'sq.m.', 'm²'], 'm²'],
  [['шт', 'ШТ.', 'штук'], 'шт.'],
  [['pcs', 'Pcs.', 'ea', 'each'], 'pcs'],
  [['чел-ч', 'чел.–час', 'человеко-час'], 'чел.-ч'],
  [['100 м2', '100м2', '100 кв. м'], '100 м²'],
  [['к-т', 'компл'], 'компл.'],
  [['м.п.', 'пог. м', 'п/м'], 'м'],
  [['мм²  чего-то'], 'мм² чего-то'],
])('writes %j as %s', (texts, symbol) => {
  const units = new UnitBook();
  expect(texts.map((text) => units.spelled(text))).toEqual(texts.map(() => symbol));
});

it('compares units, however they are written, and unknown ones letter by letter', () => {
  const units = new UnitBook();
  expect(units.isSame('кв.м', 'sq m')).toBe(true);
  expect(units.isSame('м2', 'м3')).toBe(false);
  expect(units.isSame('100 м2', 'м2')).toBe(false);
  expect(units.isSame('бухта', ' бухта')).toBe(true);
  expect(units.isSame('бухта', 'Бухта')).toBe(false);
  expect(units.isSame('бухта', 'м')).toBe(false);
});

it('knows words of an organisation’s own, for units of the table and for others', () => {
  const units = new UnitBook([
    ['квадрат', 'м²'],
    ['бх', 'бухта'],
    ['бух.', 'бухта'],
  ]);
  expect(['Квадрат', '10 квадрат', 'бух', 'Бухта'].map((text) => units.spelled(text))).toEqual([
    ...['м²', '10 м²', 'бухта', 'бухта'],
  ]);
  expect(units.isSame('бх', 'БУХ.')).toBe(true);
  const own = units.all.filter((unit) => unit.own.length > 0);
  expect(own.map(({ en, own }) => [en.symbol, own])).toEqual([
    ['m²', ['квадрат']],
    ['бухта', ['бух.', 'бх']],
  ]);
  expect(units.all).toHaveLength(UNITS.length + 1);
});
