import { HTTP_LIMITS, type HttpLimits } from '../../../service-kit/http/http-limits';
import { COST_LIMITS, type CostLimits } from './cost-and-rate';
import { DOCUMENT_LIMITS, type DocumentLimits } from './document/document-limits';
import { MAX_ERRORS } from './error-cap';
import { LONG_DEADLINE_MS, LONG_OPERATIONS, type LongOperations } from './operation-lifetime';
import { RATE_RULES, type RateRules } from './rates/rate-limits';
import { MAX_VARIABLE_VALUES } from './request-check';

/** Every limit of the gateway. docs/limits.md says what a client sees of each. */
export interface GatewayLimits {
  readonly http: HttpLimits;
  readonly document: DocumentLimits;
  /** Lists, objects and leaves in a request's variables. */
  readonly variableValues: number;
  /** Errors in an answer. */
  readonly errors: number;
  readonly cost: CostLimits;
  readonly rates: RateRules;
  readonly longOperations: LongOperations;
}

/** Some of them; a group may be given in part. */
export type GivenLimits = {
  readonly [Name in keyof GatewayLimits]?: GatewayLimits[Name] extends number
    ? number
    : Partial<GatewayLimits[Name]>;
};

/** Fills in what is not given. */
export function withDefaults(given: GivenLimits = {}): GatewayLimits {
  return {
    http: { ...HTTP_LIMITS, ...given.http },
    document: { ...DOCUMENT_LIMITS, ...given.document },
    variableValues: given.variableValues ?? MAX_VARIABLE_VALUES,
    errors: given.errors ?? MAX_ERRORS,
    cost: { ...COST_LIMITS, ...given.cost },
    rates: { ...RATE_RULES, ...given.rates },
    longOperations: { fields: LONG_OPERATIONS, deadlineMs: LONG_DEADLINE_MS, ...given.longOperations },
  };
}
