/** The language of an explanation. */
export type ExplanationLanguage = 'EN' | 'RU';

const EN = {
  quantity: 'The quantity and {wastePercent} % of waste.',
  coefficients: 'For one: {names}. It is not rounded.',
  price: 'The quantity with waste times the price for one, rounded to the smallest coin.',
  markup: 'The line’s own markup, on quantity times price.',
  discount: 'The line’s own discount, on that and the markup.',
  costShare:
    'Its part of “{name}”, which is measured on the cost and shared out by price: it is in the price.',
  amount: 'What the line shows.',
  notTaken: 'It is not taken: it counts in nothing above it.',
  share: 'Its part of “{name}”, shared out by what it was measured on, or by what each line holds.',
  equalShare: 'Its part of “{name}”, shared out in equal parts: no line holds anything.',
  credit: 'It is a credit: adjustments are carried by the other lines.',
  perRate: 'Its part of the tax, which is rounded once for each rate.',
  perLine: 'The tax on the line, rounded.',
  exempt: 'It is outside the tax.',
  second: 'Its part of the second tax.',
  gross: 'Net and tax.',
  cost: 'The quantity with waste times the cost of one, rounded.',
  costUnknown: 'The cost of one is not known.',
  lines: 'Its own lines that count.',
  sections: 'The sections in it that count.',
  topSections: 'The sections and lines that count, with the sections’ adjustments.',
  percent: '“{name}”: {value} % of what it is measured on.',
  fixed: '“{name}”: a fixed amount.',
  round: '“{name}”: rounds what stands there to a multiple of {value}.',
  limited: '“{name}”: cut to what its lines hold, or no line carries it.',
  inPrices: '“{name}” is measured on the cost: it is in the lines’ prices.',
  total: 'What all that comes to.',
  tax: 'The tax of {rate} %.',
  secondTax: 'The second tax of {rate} %.',
  payable: 'Rounded to a multiple of {value} for payment.',
};

const RU: typeof EN = {
  quantity: 'Количество и отходы {wastePercent} %.',
  coefficients: 'За единицу: {names}. Не округляется.',
  price: 'Количество с отходами, умноженное на цену за единицу, с округлением до мельчайшей монеты.',
  markup: 'Собственная наценка строки: от количества на цену.',
  discount: 'Собственная скидка строки: от этой суммы с наценкой.',
  costShare: 'Доля «{name}», которая считается от себестоимости и делится по ценам: она входит в цену.',
  amount: 'Сумма, показанная в строке.',
  notTaken: 'Не выбрано: выше не учитывается.',
  share: 'Доля «{name}»: делится по тому, от чего считается, или по тому, что осталось в строках.',
  equalShare: 'Доля «{name}»: делится поровну, в строках ничего нет.',
  credit: 'Это зачёт: надбавки и скидки несут другие строки.',
  perRate: 'Доля налога, который округляется один раз по каждой ставке.',
  perLine: 'Налог строки, с округлением.',
  exempt: 'Без налога.',
  second: 'Доля второго налога.',
  gross: 'Сумма без налога и налог.',
  cost: 'Количество с отходами, умноженное на себестоимость единицы, с округлением.',
  costUnknown: 'Себестоимость единицы не известна.',
  lines: 'Собственные строки, которые учитываются.',
  sections: 'Вложенные разделы, которые учитываются.',
  topSections: 'Разделы и строки, которые учитываются, с надбавками разделов.',
  percent: '«{name}»: {value} % от того, от чего считается.',
  fixed: '«{name}»: фиксированная сумма.',
  round: '«{name}»: округляет сумму до кратной {value}.',
  limited: '«{name}»: урезано до того, что есть в строках, или нет строк, которые его несут.',
  inPrices: '«{name}» считается от себестоимости и входит в цены строк.',
  total: 'Всего.',
  tax: 'Налог {rate} %.',
  secondTax: 'Второй налог {rate} %.',
  payable: 'Округлено до кратного {value} к оплате.',
};

const WORDS: Readonly<Record<ExplanationLanguage, typeof EN>> = { EN, RU };

/** Says something with its values. */
export const say = (
  language: ExplanationLanguage,
  what: keyof typeof EN,
  values: Readonly<Record<string, string>> = {},
): string => WORDS[language][what].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
