import { normalForm } from '../../../../../service-kit/data/normal-form';

/*
 * What the columns of an estimate are called, in Russian and English, as people write them. A header is compared in lower case,
 * without marks and line ends.
 */

/** What a column may hold. */
export type ImportField =
  | 'NUMBER'
  | 'CODE'
  | 'NAME'
  | 'DESCRIPTION'
  | 'KIND'
  | 'UNIT'
  | 'QUANTITY'
  | 'UNIT_PRICE'
  | 'UNIT_COST'
  | 'AMOUNT'
  | 'TAX_RATE'
  | 'MARKUP'
  | 'DISCOUNT'
  | 'ROW_ID';

/** Fields that hold numbers. */
export const NUMERIC_FIELDS: ReadonlySet<ImportField> = new Set<ImportField>([
  'QUANTITY',
  'UNIT_PRICE',
  'UNIT_COST',
  'AMOUNT',
  'TAX_RATE',
  'MARKUP',
  'DISCOUNT',
]);

interface Names {
  readonly field: ImportField;
  /** The whole header. */
  readonly is: RegExp;
  /** A part of it. */
  readonly has?: RegExp;
}

/** What a header may not be although it holds a word of a field. */
const OTHERS = /(дата|date|срок|телефон|phone|вес|weight|итого по|трудозатрат|чел час|норма расхода|остаток)/;

const UNIT_PRICE_WORDS =
  /(цена|стоимость|расценка|price|rate|cost).*(за ?ед|ед(иницу|иницы| изм)?$|единиц|за 1|per unit|each|per item|unit)|^unit (price|rate|cost)/;

/** The first that fits is it: what is more special stands before. */
const NAMES: readonly Names[] = [
  { field: 'ROW_ID', is: /^cashcraft/ },
  {
    field: 'TAX_RATE',
    is: /^(ставка ?ндс|ндс ?%|% ?ндс|ндс|vat ?%?|vat rate|tax ?%?|tax rate|ставка налога)$/,
  },
  { field: 'DISCOUNT', is: /^(скидка( ?%)?|discount( ?%)?)$/, has: /(скидка|discount)/ },
  { field: 'MARKUP', is: /^(наценка( ?%)?|markup( ?%)?)$/, has: /(наценка|markup)/ },
  {
    field: 'UNIT_COST',
    is: /^(себестоимость|закуп(ка|очная( цена)?)?|цена закупки|unit cost|our cost|cost price)$/,
    has: /(себестоимост|закуп)/,
  },
  {
    field: 'UNIT_PRICE',
    is: /^(цена|расценка|price|unit price|rate|unit rate|тариф|price per unit)$/,
    has: UNIT_PRICE_WORDS,
  },
  {
    field: 'AMOUNT',
    is: /^(сумма|стоимость|всего|итого|общая стоимость|amount|total|sum|line total|total (price|cost|amount)|ext(ended)? (price|amount))$/,
    has: /(сумма|всего|итого|общая стоимость|стоимость|amount|total)/,
  },
  {
    field: 'QUANTITY',
    is: /^(кол|кол ?во|количество|объ?ем( работ)?|qty|quantity|amt|volume|count)$/,
    has: /(кол ?во|количеств|об[ъь]?ем|qty|quantity)/,
  },
  {
    field: 'UNIT',
    is: /^(ед|ед ?изм|един изм|единица|единица измерения|ед измерения|изм|unit|uom|units?|unit of measure|measure)$/,
    has: /(ед ?изм|ед измер|единица изм|unit of meas)/,
  },
  { field: 'KIND', is: /^(тип|вид|type|kind|категория|category)$/ },
  {
    field: 'NUMBER',
    is: /^(№|n|no|nr|#|№ ?п ?п|n ?п ?п|п ?п|пп|номер|№ пп|номер по порядку|поз|позиция|№ поз|pos|position|item no|item|line|line no|s ?no|sr no)$/,
  },
  {
    field: 'CODE',
    is: /^(код|шифр|артикул|арт|обоснование|код работ(ы)?|sku|code|article|part no|ref|reference|item code|шифр расценки)$/,
    has: /(шифр|обоснован|артикул|код |sku| code)/,
  },
  {
    field: 'NAME',
    is: /^(наименование|название|имя|работ[аы]|описание|виды? работ|перечень работ|номенклатура|товар|услуга|позиция сметы|description|name|item description|item name|works?|scope( of works?)?|product|service|particulars|details)$/,
    has: /(наименован|название|вид(ы|ов)? работ|перечень|номенклатур|товар|описание работ|description|item name|scope)/,
  },
  {
    field: 'DESCRIPTION',
    is: /^(примечание|примечания|комментарий|комментарии|пояснение|remarks?|notes?|comments?)$/,
    has: /(примечан|коммент|remark)/,
  },
];

/** A header as it is compared. */
export const plainHeader = (text: string): string =>
  normalForm(text, 'NFKC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[\s\u00a0_\-–—/\\.,:;()[\]"'«»]+/g, ' ')
    .replace(/(^| )no(?= |$)/g, '$1№')
    .trim()
    .replace(/ (руб(лей|ля|)|р|₽|rub|eur|usd|€|\$|тыс|кзт|тенге)( ₽)?$/u, '')
    .trim();

/** What a header names, and how sure that is: 1 for the very word. Null for nothing known. */
export function fieldOf(header: string): { field: ImportField; confidence: number } | null {
  const text = plainHeader(header);
  if (text === '') return null;
  const exact =
    NAMES.find(({ is }) => is.test(text)) ?? NAMES.find(({ is }) => is.test(text.replace(/№/g, 'no')));
  if (exact) return { field: exact.field, confidence: 1 };
  if (text.length > 120 || OTHERS.test(text)) return null;
  const part = NAMES.find(({ has }) => has?.test(text));
  return part ? { field: part.field, confidence: 0.8 } : null;
}
