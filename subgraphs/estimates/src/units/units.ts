/*
 * The units that are known, with what people write for them in Russian and English. One table for all that reads, compares, searches
 * or counts by units; an organisation's own words come beside it (`unit-book.ts`).
 */

/** What kind of thing a unit counts. Pieces, sets and points are counts of one kind. */
export type UnitKind = 'COUNT' | 'LENGTH' | 'MASS' | 'VOLUME' | 'TIME' | 'LABOUR' | 'MACHINES' | 'OTHER';

/** How a unit is written, and what it is called. */
interface Words {
  readonly symbol: string;
  readonly name: string;
}

/** A unit of the table. */
export interface UnitDefinition {
  readonly ru: Words;
  readonly en: Words;
  readonly kind: UnitKind;
  /** What it is a power of: m² is m to the second. Null: of itself. */
  readonly power: readonly [base: string, exponent: number] | null;
  /** As people write it besides its symbols, in lower case, without points and spaces. */
  readonly words: readonly string[];
}

type Row = readonly [
  ru: string,
  ruName: string,
  en: string,
  enName: string,
  kind: UnitKind,
  words: string,
  power?: readonly [string, number],
];

// prettier-ignore
const ROWS: readonly Row[] = [
  ['м', 'метр', 'm', 'metre', 'LENGTH', 'метр метра метров мп пм погм мпог погонныйметр погонныхметров lm meter meters metre metres rm linearm', ['m', 1]],
  ['м²', 'квадратный метр', 'm²', 'square metre', 'LENGTH', 'м2 квм мкв квадратныйметр квадратныхметров кввм m2 sqm sqmeter sqmetre squaremeter squaremetre', ['m', 2]],
  ['м³', 'кубический метр', 'm³', 'cubic metre', 'LENGTH', 'м3 кубм мкуб куб кубометр кубометров кубическийметр m3 cum cbm cubicmeter cubicmetre', ['m', 3]],
  ['мм', 'миллиметр', 'mm', 'millimetre', 'LENGTH', 'миллиметр миллиметров millimeter millimetre', ['mm', 1]],
  ['см', 'сантиметр', 'cm', 'centimetre', 'LENGTH', 'сантиметр сантиметров centimeter centimetre', ['cm', 1]],
  ['дм', 'дециметр', 'dm', 'decimetre', 'LENGTH', 'дециметр decimeter decimetre', ['dm', 1]],
  ['км', 'километр', 'km', 'kilometre', 'LENGTH', 'километр километров kilometer kilometre', ['km', 1]],
  ['см²', 'квадратный сантиметр', 'cm²', 'square centimetre', 'LENGTH', 'см2 квсм cm2 sqcm', ['cm', 2]],
  ['дм²', 'квадратный дециметр', 'dm²', 'square decimetre', 'LENGTH', 'дм2 квдм dm2 sqdm', ['dm', 2]],
  ['км²', 'квадратный километр', 'km²', 'square kilometre', 'LENGTH', 'км2 квкм km2 sqkm', ['km', 2]],
  ['дм³', 'кубический дециметр', 'dm³', 'cubic decimetre', 'LENGTH', 'дм3 кубдм dm3', ['dm', 3]],
  ['га', 'гектар', 'ha', 'hectare', 'LENGTH', 'гектар гектаров hectare hectares'],
  ['сотка', 'сотка', 'are', 'are', 'LENGTH', 'сот соток сотки'],
  ['фт', 'фут', 'ft', 'foot', 'LENGTH', 'фут футов foot feet lf linft', ['ft', 1]],
  ['фт²', 'квадратный фут', 'ft²', 'square foot', 'LENGTH', 'кфт квфут ft2 sqft sf squarefeet squarefoot', ['ft', 2]],
  ['фт³', 'кубический фут', 'ft³', 'cubic foot', 'LENGTH', 'ft3 cuft cf cubicfeet cubicfoot', ['ft', 3]],
  ['ярд', 'ярд', 'yd', 'yard', 'LENGTH', 'yard yards', ['yd', 1]],
  ['ярд³', 'кубический ярд', 'yd³', 'cubic yard', 'LENGTH', 'yd3 cuyd cy', ['yd', 3]],
  ['кг', 'килограмм', 'kg', 'kilogram', 'MASS', 'килограмм килограммов kgs kilo kilogram kilograms'],
  ['г', 'грамм', 'g', 'gram', 'MASS', 'гр грамм граммов gr gram grams'],
  ['т', 'тонна', 't', 'tonne', 'MASS', 'тн тонн тонны to ton tons tonnes mt'],
  ['ц', 'центнер', 'centner', 'centner', 'MASS', 'центнер центнеров'],
  ['фунт', 'фунт', 'lb', 'pound', 'MASS', 'lbs pound pounds'],
  ['л', 'литр', 'l', 'litre', 'VOLUME', 'литр литров литра ltr liter liters litre litres'],
  ['мл', 'миллилитр', 'ml', 'millilitre', 'VOLUME', 'миллилитр milliliter millilitre'],
  ['шт.', 'штука', 'pcs', 'piece', 'COUNT', 'штука штук штуки pc pce piece pieces ea each nos nr no unit units'],
  ['компл.', 'комплект', 'set', 'set', 'COUNT', 'комплект комплекта комплектов кт комп компл-т комплт sets kit kits'],
  ['пара', 'пара', 'pair', 'pair', 'COUNT', 'пар пары pr pairs'],
  ['уп.', 'упаковка', 'pack', 'pack', 'COUNT', 'упак упаковка упаковок пач пачка пачек packs package pk pkg'],
  ['кор.', 'коробка', 'box', 'box', 'COUNT', 'коробка коробок короб boxes'],
  ['меш.', 'мешок', 'bag', 'bag', 'COUNT', 'мешок мешков bags'],
  ['рул.', 'рулон', 'roll', 'roll', 'COUNT', 'рулон рулонов rolls rl'],
  ['лист', 'лист', 'sheet', 'sheet', 'COUNT', 'листов листа sheets'],
  ['бал.', 'баллон', 'cylinder', 'cylinder', 'COUNT', 'баллон баллонов'],
  ['вед.', 'ведро', 'bucket', 'bucket', 'COUNT', 'ведро ведер buckets'],
  ['точка', 'точка', 'point', 'point', 'COUNT', 'точек точки тчк points pt'],
  ['место', 'место', 'place', 'place', 'COUNT', 'мест места places'],
  ['узел', 'узел', 'node', 'node', 'COUNT', 'узлов узла nodes'],
  ['стык', 'стык', 'joint', 'joint', 'COUNT', 'стыков стыка joints'],
  ['чел.', 'человек', 'person', 'person', 'COUNT', 'человек persons people'],
  ['рейс', 'рейс', 'trip', 'trip', 'COUNT', 'рейсов рейса trips'],
  ['усл.', 'услуга', 'service', 'service', 'COUNT', 'услуг услуги services'],
  ['поз.', 'позиция', 'item', 'item', 'COUNT', 'позиция позиций items lot ls lumpsum lsum'],
  ['ч', 'час', 'h', 'hour', 'TIME', 'час часов часа hr hrs hour hours'],
  ['мин', 'минута', 'min', 'minute', 'TIME', 'минута минут minute minutes'],
  ['дн.', 'день', 'day', 'day', 'TIME', 'день дней дня сут сутки суток days d'],
  ['нед.', 'неделя', 'week', 'week', 'TIME', 'неделя недель недели weeks wk'],
  ['мес.', 'месяц', 'month', 'month', 'TIME', 'месяц месяцев месяца months mo mth'],
  ['смена', 'смена', 'shift', 'shift', 'TIME', 'смен смены shifts'],
  ['чел.-ч', 'человеко-час', 'man-hour', 'man-hour', 'LABOUR', 'челчас человекочас человекочасов manhours mh manh personhour'],
  ['чел.-дн.', 'человеко-день', 'man-day', 'man-day', 'LABOUR', 'челдень человекодень человекодней mandays md'],
  ['маш.-ч', 'машино-час', 'machine-hour', 'machine-hour', 'MACHINES', 'машчас машиночас машиночасов machinehours mach-h machh'],
  ['маш.-см.', 'машино-смена', 'machine-shift', 'machine-shift', 'MACHINES', 'машсмена машиносмена машсмен'],
  ['кВт', 'киловатт', 'kW', 'kilowatt', 'OTHER', 'киловатт kilowatt'],
  ['кВт·ч', 'киловатт-час', 'kWh', 'kilowatt-hour', 'OTHER', 'квтчас киловаттчас'],
  ['т·км', 'тонно-километр', 't·km', 'tonne-kilometre', 'OTHER', 'тоннокилометр tkm'],
  ['%', 'процент', '%', 'per cent', 'OTHER', 'проц процент процентов pct percent'],
];

/** All of them, those of length first. */
export const UNITS: readonly UnitDefinition[] = ROWS.map(
  ([ru, ruName, en, enName, kind, words, power = null]) => ({
    ru: { symbol: ru, name: ruName },
    en: { symbol: en, name: enName },
    kind,
    power,
    words: words.split(' '),
  }),
);

/** What makes no other unit: ё is е, and the rest of these signs is left out. */
const UNIT_SIGNS = { from: 'ё .,/^·-–—\u00a0\u2009\u202f\t\n\r', to: 'е' } as const;

/** A unit in the one way in which it is looked up: `Кв. м` and `кв.м` are `квм`. */
export function plainUnit(text: string): string {
  let plain = '';
  for (const letter of text.toLowerCase()) {
    const at = UNIT_SIGNS.from.indexOf(letter);
    plain += at < 0 ? letter : (UNIT_SIGNS.to[at] ?? '');
  }
  return plain;
}
