import { z } from 'zod';
import { HTTP_LIMITS } from '../service-kit/http/http-limits';
import { COST_LIMITS } from '../gateway/src/limits/cost-and-rate';
import { DOCUMENT_LIMITS } from '../gateway/src/limits/document/document-limits';
import { MAX_ERRORS } from '../gateway/src/limits/error-cap';
import type { GivenLimits } from '../gateway/src/limits/limits';
import { LONG_OPERATIONS } from '../gateway/src/limits/operation-lifetime';
import { RATE_RULES, type RateRules } from '../gateway/src/limits/rates/rate-limits';
import { numberSetting, secondsSetting } from '../service-kit/process/config';
import { MAX_VARIABLE_VALUES } from '../gateway/src/limits/request-check';

const count = (least: number) => numberSetting({ least });

/** The variables of the gateway's limits (docs/limits.md). */
export const limitSettings = {
  LIMIT_BODY_BYTES: count(1).default(HTTP_LIMITS.bodyBytes),
  LIMIT_URL_BYTES: count(1).default(HTTP_LIMITS.urlBytes),
  LIMIT_READ_SECONDS: secondsSetting({ least: 1 }).default(HTTP_LIMITS.readTimeoutMs / 1000),
  LIMIT_CONNECTIONS: count(1).default(HTTP_LIMITS.connections),
  LIMIT_CHARACTERS: count(1).default(DOCUMENT_LIMITS.characters),
  LIMIT_TOKENS: count(1).default(DOCUMENT_LIMITS.tokens),
  LIMIT_OPERATIONS: count(1).default(DOCUMENT_LIMITS.operations),
  LIMIT_DEPTH: count(1).default(DOCUMENT_LIMITS.depth),
  LIMIT_HEIGHT: count(1).default(DOCUMENT_LIMITS.height),
  LIMIT_ROOT_FIELDS: count(1).default(DOCUMENT_LIMITS.rootFields),
  LIMIT_ALIASES: count(0).default(DOCUMENT_LIMITS.aliases),
  LIMIT_FRAGMENT_SPREADS: count(0).default(DOCUMENT_LIMITS.fragmentSpreads),
  LIMIT_DIRECTIVES: count(0).default(DOCUMENT_LIMITS.directives),
  LIMIT_DIRECTIVES_PER_PLACE: count(0).default(DOCUMENT_LIMITS.directivesPerPlace),
  LIMIT_VARIABLE_VALUES: count(1).default(MAX_VARIABLE_VALUES),
  LIMIT_ERRORS: numberSetting({ least: 1, most: MAX_ERRORS }).default(MAX_ERRORS),
  LIMIT_COST: count(0).default(COST_LIMITS.max),
  LIMIT_LIST_SIZE: count(1).default(COST_LIMITS.listSize),
  RATE_LIMIT_ADDRESS_PER_MINUTE: count(0).optional(),
  RATE_LIMIT_USER_PER_HOUR: count(0).optional(),
  RATE_LIMIT_POINTS: count(0).optional(),
  RATE_LIMIT_POINTS_PER_SECOND: count(1).optional(),
  DEADLINE_SECONDS: secondsSetting({ least: 1 }).default(30),
  LONG_DEADLINE_SECONDS: secondsSetting({ least: 1 }).default(300),
  LONG_OPERATIONS: z.string().default(LONG_OPERATIONS.join(',')),
};
type LimitSettings = z.infer<z.ZodObject<typeof limitSettings>>;

/**
 * Outside production the rates are so many times as high: the machinery runs and says so in headers and metrics, but no test
 * and no benchmark from one machine meets it. Whoever wants to meet it sets the variables.
 */
const DEVELOPMENT_FACTOR = 10_000;

/** What the environment says of limits. */
export function limitsFrom(settings: LimitSettings & { NODE_ENV: string }): GivenLimits {
  return {
    http: {
      bodyBytes: settings.LIMIT_BODY_BYTES,
      urlBytes: settings.LIMIT_URL_BYTES,
      readTimeoutMs: settings.LIMIT_READ_SECONDS * 1000,
      connections: settings.LIMIT_CONNECTIONS,
    },
    document: {
      characters: settings.LIMIT_CHARACTERS,
      tokens: settings.LIMIT_TOKENS,
      operations: settings.LIMIT_OPERATIONS,
      depth: settings.LIMIT_DEPTH,
      height: settings.LIMIT_HEIGHT,
      rootFields: settings.LIMIT_ROOT_FIELDS,
      aliases: settings.LIMIT_ALIASES,
      fragmentSpreads: settings.LIMIT_FRAGMENT_SPREADS,
      directives: settings.LIMIT_DIRECTIVES,
      directivesPerPlace: settings.LIMIT_DIRECTIVES_PER_PLACE,
    },
    variableValues: settings.LIMIT_VARIABLE_VALUES,
    errors: settings.LIMIT_ERRORS,
    cost: { max: settings.LIMIT_COST, listSize: settings.LIMIT_LIST_SIZE },
    rates: ratesFrom(settings),
    longOperations: {
      fields: namesIn(settings.LONG_OPERATIONS),
      deadlineMs: settings.LONG_DEADLINE_SECONDS * 1000,
    },
  };
}

/** The rates in force. */
export function ratesFrom(settings: LimitSettings & { NODE_ENV: string }): RateRules {
  const factor = settings.NODE_ENV === 'production' ? 1 : DEVELOPMENT_FACTOR;
  return {
    perAddressPerMinute: settings.RATE_LIMIT_ADDRESS_PER_MINUTE ?? RATE_RULES.perAddressPerMinute * factor,
    perUserPerHour: settings.RATE_LIMIT_USER_PER_HOUR ?? RATE_RULES.perUserPerHour * factor,
    points: settings.RATE_LIMIT_POINTS ?? RATE_RULES.points * factor,
    pointsPerSecond: settings.RATE_LIMIT_POINTS_PER_SECOND ?? RATE_RULES.pointsPerSecond * factor,
  };
}

const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
