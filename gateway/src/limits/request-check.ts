import type { RequestRefusal } from '../../../service-kit/http/http';
import { measureVariables, NESTS_TOO_DEEP } from '../../../service-kit/subgraph/nesting';
import { LRUCache } from 'lru-cache';
import { refusalOfText, type DocumentLimits, type Refusal } from './document/document-limits';

/** Lists, objects and leaves in a request's variables. */
export const MAX_VARIABLE_VALUES = 100_000;

/** Told of each refusal, by its limit's name. */
export type OnRefusal = (limit: string) => void;

/**
 * Makes the check of a request's parameters that comes before anything is parsed, validated or coerced in earnest.
 *
 * @param limits.variableValues values its variables may hold
 * @param isKnown whether a document has passed all checks before
 */
export function createRequestCheck(
  limits: { document: DocumentLimits; variableValues: number },
  onRefusal: OnRefusal,
  isKnown: (text: string) => boolean = () => false,
): (sent: { query?: unknown; variables?: unknown }) => RequestRefusal | null {
  const refusalOfDocument = createDocumentCheck(limits.document, isKnown);
  const refused = (limit: string, message: string, code: RequestRefusal['code']): RequestRefusal => {
    onRefusal(limit);
    return { message, code };
  };
  return ({ query, variables }) => {
    if (typeof variables === 'object' && variables !== null) {
      const { nestsTooDeep, values } = measureVariables(variables, limits.variableValues);
      if (nestsTooDeep) return refused('nesting', NESTS_TOO_DEEP, 'BAD_REQUEST');
      if (values > limits.variableValues) {
        const message = `The variables hold more than ${limits.variableValues} values. Send them in several requests.`;
        return refused('variable_values', message, 'BAD_REQUEST');
      }
    }
    const refusal = typeof query === 'string' ? refusalOfDocument(query) : null;
    return refusal && refused(nameOf(refusal.limit), refusal.message, refusal.code);
  };
}

/** The part of that check that remains for a document that has passed. */
export function variablesFit(variables: object, maxValues: number): boolean {
  const { nestsTooDeep, values } = measureVariables(variables, maxValues);
  return !nestsTooDeep && values <= maxValues;
}

/** Characters of refused documents that are remembered. */
const REMEMBERED = 1_000_000;

/** Who sends a refused document again has it refused without looking. */
function createDocumentCheck(limits: DocumentLimits, isKnown: (text: string) => boolean) {
  const refused = new LRUCache<string, Refusal>({
    maxSize: REMEMBERED,
    sizeCalculation: (_refusal, text) => text.length + 1,
  });
  return (text: string): Refusal | null => {
    if (text.length > limits.characters) return refusalOfText(text, limits); // cheap, and not worth the room
    if (isKnown(text)) return null;
    const refusal = refused.get(text) ?? refusalOfText(text, limits);
    if (refusal) refused.set(text, refusal);
    return refusal;
  };
}

/** `rootFields` is `root_fields` in metrics. */
const nameOf = (limit: string): string => limit.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
