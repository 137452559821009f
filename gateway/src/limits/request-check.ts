import type { RequestRefusal } from '../../../service-kit/http/http';
import { measureVariables, NESTS_TOO_DEEP } from '../../../service-kit/subgraph/nesting';
import { createDocumentGate } from './document/document-gate';
import type { DocumentLimits } from './document/document-limits';

/** Lists, objects and leaves in a request's variables. */
export const MAX_VARIABLE_VALUES = 100_000;

/** Told of each refusal, by its limit's name. */
export type OnRefusal = (limit: string) => void;

/**
 * Makes the check of a request's parameters that comes before anything is parsed, validated or coerced in earnest.
 *
 * @param limits.variableValues values its variables may hold
 */
export function createRequestCheck(
  limits: { document: DocumentLimits; variableValues: number },
  onRefusal: OnRefusal,
): (sent: { query?: unknown; variables?: unknown }) => RequestRefusal | null {
  const refusalOfDocument = createDocumentGate(limits.document);
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

/** `rootFields` is `root_fields` in metrics. */
const nameOf = (limit: string): string => limit.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
