/** What PT Sans lacks, by what looks the same. */
const ALIKE: Readonly<Record<string, string>> = {
  ...{ '\u202f': '\u00a0', '\u2009': '\u00a0', '\u200b': '' },
  ...{ '∅': 'Ø', '′': "'", '″': '"' },
};
const LACKING = new RegExp(`[${Object.keys(ALIKE).join('')}]`, 'g');

/** All texts in what is drawn, in letters that the font has, where there are such. */
export function inLettersOfFont<T>(drawn: T): T {
  if (typeof drawn === 'string') return drawn.replace(LACKING, (letter) => ALIKE[letter] ?? letter) as T;
  if (Array.isArray(drawn)) return drawn.map((each: unknown) => inLettersOfFont(each)) as T;
  if (drawn === null || typeof drawn !== 'object' || ArrayBuffer.isView(drawn)) return drawn;
  return Object.fromEntries(
    Object.entries(drawn).map(([field, value]): [string, unknown] => [field, inLettersOfFont(value)]),
  ) as T;
}
