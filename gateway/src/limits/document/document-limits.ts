import { parse, type DocumentNode, GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';
import type { ErrorCode } from '../../../../service-kit/errors/errors';
import { documentNestsTooDeep, NESTS_TOO_DEEP } from '../../../../service-kit/subgraph/nesting';
import { conditionalRootOf } from '../../../../service-kit/subgraph/subscription-root';
import { RULES, type DocumentRule } from './document-rules';
import { factsOf } from './document-facts';

/** How large and how intricate a document may be. Each is a count; what exceeds it is refused. */
export interface DocumentLimits {
  /** Characters of its text. */
  readonly characters: number;
  /** Words and signs, as the parser reads them; the parser stops there. */
  readonly tokens: number;
  readonly operations: number;
  readonly depth: number;
  readonly height: number;
  readonly rootFields: number;
  readonly aliases: number;
  readonly fragmentSpreads: number;
  readonly directives: number;
  readonly directivesPerPlace: number;
}

/**
 * Room for what people and generators of clients write. Depth: four lists within one another (each takes three: the field,
 * `edges`, `node`) and what hangs on the last.
 */
export const DOCUMENT_LIMITS: DocumentLimits = {
  characters: 200_000,
  tokens: 10_000,
  operations: 50,
  depth: 15,
  height: 2_000,
  rootFields: 20,
  aliases: 50,
  fragmentSpreads: 100,
  directives: 200,
  directivesPerPlace: 10,
};

/** Why a document is refused. */
export interface Refusal {
  /** Which limit, for metrics. */
  readonly limit: keyof DocumentLimits | 'nesting' | 'conditionalRoot';
  /** What the limit is and what to do, for the client. */
  readonly message: string;
  readonly code: ErrorCode;
}

/** Checks a parsed document. It need not be valid: this comes before validation, which has rules that take long. */
function refusalOfDocument(document: DocumentNode, limits: DocumentLimits): Refusal | null {
  const facts = factsOf(document);
  for (const [limit, { count, refusal }] of Object.entries(RULES) as [keyof typeof RULES, DocumentRule][]) {
    const [found, max] = [count(facts), limits[limit]];
    if (found > max) return { limit, message: refusal(found, max), code: 'GRAPHQL_VALIDATION_FAILED' };
  }
  const message = conditionalRootOf(document);
  return message === null ? null : { limit: 'conditionalRoot', message, code: 'GRAPHQL_VALIDATION_FAILED' };
}

/** graphql-js has no code for it. */
const TOO_MANY_TOKENS = /contains more tha[nt] \d+ tokens/;

/**
 * Checks a document's text, without trust in it: it may nest deeper than a parser that recurses can bear.
 *
 * @returns null for a text that is not GraphQL too: the parser's own error tells more
 */
export function refusalOfText(text: string, limits: DocumentLimits): Refusal | null {
  const { characters, tokens } = limits;
  if (text.length > characters) {
    const message = `This document has ${text.length} characters; ${characters} is the limit. Send data as variables.`;
    return { limit: 'characters', message, code: 'GRAPHQL_PARSE_FAILED' };
  }
  if (documentNestsTooDeep(text)) return { limit: 'nesting', message: NESTS_TOO_DEEP, code: 'BAD_REQUEST' };
  try {
    return refusalOfDocument(parse(text, { maxTokens: tokens, noLocation: true }), limits);
  } catch (error) {
    if (!TOO_MANY_TOKENS.test((error as Error).message)) return null;
    const message = `This document has more than ${tokens} tokens. Ask in several operations, and send data as variables.`;
    return { limit: 'tokens', message, code: 'GRAPHQL_PARSE_FAILED' };
  }
}

/**
 * The limits as a validation rule, for documents that did not come as text through the gate: persisted ones, and those of
 * ways in that validate by themselves.
 */
export function documentRule(limits: DocumentLimits) {
  return (context: ValidationContext): ASTVisitor => {
    const refusal = refusalOfDocument(context.getDocument(), limits);
    if (refusal) context.reportError(new GraphQLError(refusal.message));
    return {};
  };
}
