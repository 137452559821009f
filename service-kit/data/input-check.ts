import { isId } from './ids';
import { InputRejected, reject, type UserErrorShape } from '../errors/user-errors';

/** Where a value stands in `input`, outermost first. */
export type InputPath = readonly string[];

/** Nobody reads more at once, and 500 rows can hold thousands. */
const MAX_REPORTED = 50;

/** Collects every mistake of an input, so that a person mends them all at once. */
export interface InputCheck {
  /** Notes a mistake. */
  refuse(code: string, path: InputPath, message: string): void;
  /** Trims a text; one in which nobody sees anything is null. @param max characters */
  text(value: string | null | undefined, max: number, path: InputPath): string | null;
  /** Trims a text that must hold something. @param max characters */
  requiredText(value: string | null | undefined, max: number, path: InputPath): string;
  /** @throws InputRejected when there was a mistake */
  finish(): void;
}

// Tab and line ends are the only control characters a text needs; PostgreSQL refuses NUL and half surrogate pairs.
const BAD_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u;

/** What nobody sees: joiners, variation selectors, fillers that count as letters (U+3164), tags, and the empty Braille cell. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Show what follows the other way round, so that a text reads otherwise than it is stored (https://trojansource.codes). */
const OVERRIDES = /[\u202d\u202e]/;

/** Whether there is nothing in a text that a person could see. */
export const looksEmpty = (text: string): boolean => text.replace(INVISIBLE, '').trim() === '';

/** Makes a check with no mistakes yet. What a subgraph checks beyond texts it builds on `refuse`. */
export function createInputCheck(): InputCheck {
  const mistakes: UserErrorShape[] = [];
  const refuse = (code: string, path: InputPath, message: string) => {
    if (mistakes.length < MAX_REPORTED) mistakes.push({ code, path: [...path], message });
  };
  const text = (value: string | null | undefined, max: number, path: InputPath) => {
    const trimmed = value?.trim() ?? '';
    const field = path.at(-1) ?? 'text';
    if (trimmed.length > max) refuse('TOO_LONG', path, `${field} takes at most ${max} characters.`);
    if (BAD_CHARACTERS.test(trimmed) || OVERRIDES.test(trimmed)) {
      refuse('INVALID_CHARACTERS', path, `${field} holds control or broken characters: take them out.`);
    }
    return trimmed.length <= max && looksEmpty(trimmed) ? null : trimmed;
  };
  return {
    refuse,
    text,
    requiredText(value, max, path) {
      const given = text(value, max, path);
      if (given === null) refuse('REQUIRED', path, `${path.at(-1) ?? 'text'} must not be empty.`);
      return given ?? '';
    },
    finish() {
      if (mistakes.length > 0) throw new InputRejected(mistakes);
    },
  };
}

/**
 * Normalises the id of an object an input refers to (not the one it changes: that is NOT_FOUND).
 *
 * @throws InputRejected with the code given: a malformed id names nothing, just as an unknown one
 */
export function referencedId(id: string, kind: string, path: InputPath): string {
  if (!isId(id)) throw refusedReference(kind, path);
  return id.toLowerCase();
}

/** The mistake of naming an object that is not there, or not yours: `LEAD_NOT_FOUND` for kind "Lead". */
export function refusedReference(kind: string, path: InputPath): InputRejected {
  return reject(`${kind.toUpperCase()}_NOT_FOUND`, path.join('.'), `${kind} not found.`);
}
