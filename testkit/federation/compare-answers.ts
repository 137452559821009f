import type { ExecutionResult } from 'graphql';

/**
 * How well answers must agree. `strict`: the same keys in the same order, errors at the same places with the words of the
 * resolver that threw. `loose`: the same data in any order, and errors where the monolith has some (stock reorders keys
 * when it merges fragments, and doesn't always know where an error belongs).
 */
export type Strictness = 'strict' | 'loose';

interface Answer {
  data?: ExecutionResult['data'];
  errors?: readonly { message: string; path?: readonly (string | number)[] | undefined }[] | undefined;
}

export interface Difference {
  readonly kind: 'data' | 'errors' | 'effects' | 'exception';
  /** What differs, for people. */
  readonly words: string;
  /** Whether the engine's data is the monolith's with parts missing: nothing in it is wrong. */
  readonly isLoss: boolean;
}

/** Compares an engine's answer with the monolith's; null when they agree. */
export function compareAnswers(expected: Answer, got: Answer, strictness: Strictness): Difference | null {
  const isStrict = strictness === 'strict';
  const dataText = isStrict ? text : sortedText;
  const isLoss = isPartOf(got.data, expected.data);
  if (dataText(expected.data) !== dataText(got.data)) {
    const words = `data\n  expected ${text(expected.data)}\n  got      ${text(got.data)}${errorsText(got)}`;
    return { kind: 'data', words, isLoss };
  }
  const [places, others] = [placesOf(expected), placesOf(got)];
  const doAgree = isStrict ? text(places) === text(others) : places.length > 0 === others.length > 0;
  if (doAgree) return null;
  const [wanted, given] = [text(places) + errorsText(expected), text(others) + errorsText(got)];
  const words = `errors (data agrees: ${text(got.data)})\n  expected ${wanted}\n  got      ${given}`;
  return { kind: 'errors', words, isLoss };
}

function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === null || part === undefined) return true;
  if (typeof part !== 'object' || whole === null || typeof whole !== 'object') return part === whole;
  return Object.entries(part).every(([key, value]) =>
    Object.hasOwn(whole, key) ? isPartOf(value, (whole as Record<string, unknown>)[key]) : false,
  );
}

const text = (value: unknown): string => JSON.stringify(value ?? null);

/** With the keys of each object in alphabetical order. */
const sortedText = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1))
      : inner,
  );

const errorsText = ({ errors = [] }: Answer): string =>
  errors.map(({ message, path }) => `\n    error ${text(path)} ${message}`).join('');

/**
 * The places the errors explain: an error below a null that it caused stands for that null. Several fields can blow up the
 * same object, and which of them is told is left to the executor (https://spec.graphql.org/October2021/#sel-GAPHRPTCAACEzBg6S).
 */
function placesOf({ data, errors = [] }: Answer): string[] {
  const places = errors.map(({ message, path }) => {
    if (!path) return `nowhere: ${message}`;
    const place = placeOf(data, path);
    const isOwn = place.length === path.length && message.startsWith('fault');
    return isOwn ? `${place.join('.')}: ${message}` : place.join('.');
  });
  // A place that is told twice, once with the resolver's words and once as the null it made, is one place.
  return [...new Set(places)].sort();
}

function placeOf(data: unknown, path: readonly (string | number)[]): (string | number)[] {
  let value: unknown = data;
  for (const [index, key] of path.entries()) {
    if (value === null || value === undefined) return path.slice(0, index);
    value = Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
  }
  return [...path];
}
