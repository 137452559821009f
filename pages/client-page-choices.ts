import { currencySign, writeDecimal } from '../service-kit/data/written-values';
import { textOf, type Form } from './forms';
import type { ClientChoice, ClientDocument } from './client-page.types';
import { speaker, type Language } from './client-page-words';

/*
 * What a client ticks. Of what was sent nothing ever changes, so a choice is named on the page by its place among all of them, in base
 * 36: a form has room for thousands, and a list of what is taken fits into a field. A form holds either what is ticked in it, or what
 * was taken when it was shown.
 */

const RADIX = 36;
/** More than an estimate can have. */
const MOST = 20_000;

/** Writes places in rising order: `0-4,9`. */
export function writePlaces(places: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const place of places) {
    const last = ranges.at(-1);
    if (last && last[1] === place - 1) last[1] = place;
    else ranges.push([place, place]);
  }
  const written = (place: number) => place.toString(RADIX);
  return ranges
    .map(([from, to]) => (from === to ? written(from) : `${written(from)}-${written(to)}`))
    .join(',');
}

const placeOf = (text: string): number => (/^[0-9a-z]{1,4}$/.test(text) ? parseInt(text, RADIX) : MOST);

/** Reads them; what is no place is left out. */
export function readPlaces(text: string): number[] {
  const places = new Set<number>();
  let left = MOST;
  for (const range of text.split(',')) {
    const [from = MOST, to = from] = range.split('-').map(placeOf);
    for (let place = from; place <= to && place < MOST && left > 0; place += 1, left -= 1) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

/** What is ticked in a form of all choices, what another one carries along; null where nothing can be chosen. */
export function placesIn(form: Form): number[] | null {
  if (typeof form.shown !== 'string') return null;
  if (form.ticks === undefined) return readPlaces(form.shown);
  const ticked = Object.keys(form).filter((name) => /^(t|g\d{1,5})$/.test(name));
  return readPlaces(ticked.map((name) => form[name]).join(','));
}

/** Whether something else is ticked than what the page was worked out with. */
export const isTickedOtherwise = (form: Form): boolean =>
  form.ticks !== undefined &&
  writePlaces(placesIn(form) ?? []) !== writePlaces(readPlaces(textOf(form.shown)));

/** The places of what is taken. */
export const takenPlaces = (choices: readonly Pick<ClientChoice, 'taken'>[]): number[] =>
  choices.flatMap(({ taken }, place) => (taken ? [place] : []));

/** Options and each group of alternatives, by the section they lie in. */
export function choicesOf({ choices, currency }: ClientDocument, language: Language) {
  const groups = new Map<string, (ClientChoice & { value: string; shown: string })[]>();
  for (const [place, choice] of choices.entries()) {
    const { sectionId, group, amount } = choice;
    const key = JSON.stringify([sectionId, group]);
    const shown = `${writeDecimal(amount.amount, language)}\u00a0${currencySign(currency)}`;
    const all = groups.get(key);
    const each = { ...choice, value: place.toString(RADIX), shown };
    if (all) all.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].map((all, index) => {
    const { group = null, sectionName = null } = all[0] ?? {};
    const what = group ?? speaker(language)('options');
    return {
      ...{ all, isOne: group !== null },
      legend: sectionName === null ? what : `${what} · ${sectionName}`,
      field: group === null ? 't' : `g${index}`,
    };
  });
}
