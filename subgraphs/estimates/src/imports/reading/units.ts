/** Units by what people write for them, in lower case without points and spaces. Others stay as they are written. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  'м²': ['м2', 'м²', 'квм', 'мкв', 'кв м', 'm2', 'm²', 'sqm'],
  'м³': ['м3', 'м³', 'кубм', 'мкуб', 'm3', 'm³', 'cum'],
  м: ['м', 'метр', 'метров', 'm', 'мп', 'пм', 'погм', 'мпог', 'погонныйметр', 'lm'],
  'шт.': ['шт', 'штука', 'штук', 'штуки', 'pcs', 'pc', 'ea', 'each', 'nos'],
  'компл.': ['компл', 'комплект', 'к-т', 'кт', 'комп', 'set', 'sets'],
  ч: ['ч', 'час', 'часов', 'часа', 'h', 'hr', 'hrs', 'hour', 'hours'],
  'чел.-ч': ['чел-ч', 'челч', 'чел-час', 'челчас', 'человеко-час', 'человекочас'],
  'маш.-ч': ['маш-ч', 'машч', 'маш-час', 'машчас', 'машино-час'],
  кг: ['кг', 'килограмм', 'kg'],
  т: ['т', 'тн', 'тонна', 'тонн', 't'],
  л: ['л', 'литр', 'литров', 'l'],
  'уп.': ['уп', 'упак', 'упаковка'],
  'усл.': ['усл', 'услуга'],
};
const BY_WORD = new Map(
  Object.entries(UNITS).flatMap(([unit, words]) => words.map((word) => [word, unit] as const)),
);
/** English words keep their language. */
const ENGLISH: Readonly<Record<string, string>> = {
  'м²': 'm²',
  'м³': 'm³',
  м: 'm',
  'шт.': 'pcs',
  'компл.': 'set',
  ч: 'h',
  кг: 'kg',
  т: 't',
  л: 'l',
};

/** One way to write each unit: `кв.м` and `м2` are `м²`. `100 м2` keeps its number. */
export function unitOf(text: string): string {
  const [, count = '', word = ''] = /^(\d+\s*)?(.*)$/s.exec(text.trim()) ?? [];
  const plain = word.toLowerCase().replace(/[\s.\u00a0/]/g, '');
  const unit = BY_WORD.get(plain);
  if (unit === undefined) return text.trim().replace(/\s+/g, ' ');
  const own = /^[a-z]/.test(plain) ? (ENGLISH[unit] ?? unit) : unit;
  return count === '' ? own : `${count.trim()} ${own}`;
}

/** What a position is, by the word in a column for it. */
export function kindOfWord(
  text: string,
): 'WORK' | 'MATERIAL' | 'EQUIPMENT' | 'SUBCONTRACT' | 'OVERHEAD' | null {
  const word = text.trim().toLowerCase();
  if (/^(раб|услуг|монтаж|work|labou?r|service)/.test(word)) return 'WORK';
  if (/^(матер|товар|material|goods|product)/.test(word)) return 'MATERIAL';
  if (/^(оборуд|механ|маш|техник|equip|plant|machine|tool)/.test(word)) return 'EQUIPMENT';
  if (/^(субподр|подряд|subcon|sub-con)/.test(word)) return 'SUBCONTRACT';
  return /^(наклад|прочие|overhead)/.test(word) ? 'OVERHEAD' : null;
}
