import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';
import { refusalOfDocument, type DocumentLimits } from './document-limits';

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
