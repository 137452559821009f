import { inPreviewTurn } from '../drafts/preview-turns';
import { plainDecimal } from '../calculation/decimal-text';
import type { Resolvers } from '../generated/types';
import { explain } from './explanations.service';

export const explanationResolvers: Resolvers = {
  Query: {
    explainAmounts: (_root, { estimateId, rowId, language }, ctx) =>
      inPreviewTurn(ctx, () => explain(ctx, estimateId, rowId ?? null, language)),
  },
  Explanation: {
    policyVersion: ({ estimate }) => estimate.policyVersion,
    rounding: ({ estimate }) => estimate.rounding,
    steps: ({ steps }) => [...steps],
  },
  ExplanationStep: {
    inputs: ({ inputs }) => [...inputs],
    amount: ({ rule, amount }) => (rule === 'QUANTITY' ? plainDecimal(amount) : amount),
  },
};
