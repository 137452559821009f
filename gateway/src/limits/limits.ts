import { HTTP_LIMITS, type HttpLimits } from '../../../service-kit/http-limits';
import { DOCUMENT_LIMITS, type DocumentLimits } from './document/document-limits';
import { MAX_ERRORS } from './error-cap';
import { MAX_VARIABLE_VALUES } from './request-check';

/** Every limit of the gateway. docs/limits.md says what a client sees of each. */
export interface GatewayLimits {
  readonly http: HttpLimits;
  readonly document: DocumentLimits;
  /** Lists, objects and leaves in a request's variables. */
  readonly variableValues: number;
  /** Errors in an answer. */
  readonly errors: number;
}

/** Some of them; a group may be given in part. */
export interface GivenLimits {
  readonly http?: Partial<HttpLimits>;
  readonly document?: Partial<DocumentLimits>;
  readonly variableValues?: number;
  readonly errors?: number;
}

/** Fills in what is not given. */
export function withDefaults(given: GivenLimits = {}): GatewayLimits {
  return {
    http: { ...HTTP_LIMITS, ...given.http },
    document: { ...DOCUMENT_LIMITS, ...given.document },
    variableValues: given.variableValues ?? MAX_VARIABLE_VALUES,
    errors: given.errors ?? MAX_ERRORS,
  };
}
