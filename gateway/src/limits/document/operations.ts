import type { DocumentFacts } from './document-facts';

/** Operations in one document: one of them is run, all of them are validated. */
export function operationsOver({ operations }: DocumentFacts, max: number): string | null {
  if (operations.length <= max) return null;
  return `This document has ${operations.length} operations; ${max} is the limit. Send the one to be run.`;
}
