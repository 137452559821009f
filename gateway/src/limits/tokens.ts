import type { ParseOptions } from 'graphql';

/** A document longer than this is refused while it is read, before it can cost memory. */
const MAX_TOKENS = 10_000;

export const tokenLimit: ParseOptions = { maxTokens: MAX_TOKENS };
