import { COMMON_LITERALS, COMMON_WORDS, KEY_RUNS } from './common-password-list';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * Which passwords of twelve characters and more a guesser tries first. Published lists of common passwords hold few
 * that long, and nearly all of them are made in one of five ways, so the ways are checked rather than a long list:
 * listed as they are; two or three different characters; a short piece repeated; runs of the keyboard or the
 * alphabet; one or two common words with digits and signs around them, `@` for `a` and the like included.
 */

const LITERALS = new Set(COMMON_LITERALS);
const WORDS = new Set(COMMON_WORDS);
const LONGEST_WORD = Math.max(...COMMON_WORDS.map((word) => word.length));
const RUNS = KEY_RUNS.flatMap((run) => [run, [...run].reverse().join('')]);

/** How guessers write letters: `p@ssw0rd`. */
const LEET: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

const LEET_BEFORE_LETTER = /[@431!0$57]+(?=\p{L})/gu;

/** Takes a password as typed; answers whether it is among the first to be guessed. */
export function isCommonPassword(password: string): boolean {
  const text = normalForm(password, 'NFKC').toLowerCase();
  return (
    LITERALS.has(text) ||
    new Set(text).size <= 3 ||
    isRepeated(text) ||
    isMadeOfRuns(text) ||
    isMadeOfWords(text) ||
    isMadeOfWords(text.replace(LEET_BEFORE_LETTER, (signs) => [...signs].map((sign) => LEET[sign]).join('')))
  );
}

/** `abcabcabcabc`, `passwordpassword`, `qwerty12qwerty12`. */
function isRepeated(text: string): boolean {
  const unit = /^(.+?)\1+$/su.exec(text)?.[1];
  return unit !== undefined && (unit.length <= 4 || isMadeOfWords(unit) || isMadeOfRuns(unit));
}

const MIN_RUN = 3;

/** `1234567890qwerty`, `qwertyuiop123`: nothing but runs of three keys or more. */
function isMadeOfRuns(text: string): boolean {
  let at = 0;
  while (at < text.length) {
    const length = longestRunAt(text, at);
    if (length < MIN_RUN) return false;
    at += length;
  }
  return true;
}

function longestRunAt(text: string, at: number): number {
  let longest = 0;
  for (const run of RUNS) {
    for (
      let start = run.indexOf(text[at] ?? '');
      start >= 0;
      start = run.indexOf(text[at] ?? '', start + 1)
    ) {
      let length = 0;
      while (
        at + length < text.length &&
        start + length < run.length &&
        run[start + length] === text[at + length]
      )
        length += 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

const MAX_WORDS = 2;

/** `welcome2024!!`, `dragon_monkey`: one or two common words; everything else is digits and signs. */
function isMadeOfWords(text: string): boolean {
  const pieces = text.split(/[^\p{L}]+/u).filter(Boolean);
  let words = 0;
  for (const piece of pieces) {
    words += wordsIn(piece);
    if (words > MAX_WORDS) return false;
  }
  return words > 0 || text.length < 20; // short and without a letter: a date, a telephone number
}

/** Into how many common words a run of letters falls, at the fewest; Infinity when it does not. */
function wordsIn(letters: string): number {
  const fewest = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    let best = Infinity;
    for (let start = Math.max(0, end - LONGEST_WORD); start < end; start += 1) {
      if (WORDS.has(letters.slice(start, end))) best = Math.min(best, (fewest[start] ?? Infinity) + 1);
    }
    fewest[end] = best;
  }
  return fewest[letters.length] ?? Infinity;
}
