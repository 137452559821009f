import type { Supergraph } from '../supergraph/supergraph';
import { compileRules } from './rules';

/** Says of a root field whether anyone may ask for it. */
export type IsPublic = (rootType: string, field: string) => boolean;

const known = new WeakMap<Supergraph['document'], IsPublic>();

/**
 * Which root fields of a supergraph are public: those that demand nothing. Introspection and `__typename` are not among
 * them, but see {@link needsNobody}.
 */
export function publicRootFields(supergraph: Pick<Supergraph, 'document' | 'auth'>): IsPublic {
  let isPublic = known.get(supergraph.document);
  if (!isPublic) {
    const rules = compileRules(supergraph);
    isPublic = (rootType, field) => {
      if (field.startsWith('__')) return false;
      try {
        return rules.ofField(rootType, field).length === 0;
      } catch {
        return false; // not there
      }
    };
    known.set(supergraph.document, isPublic);
  }
  return isPublic;
}

/** Whether a root field can be answered to nobody: a public one, or one that tells of the schema only. */
export const needsNobody = (isPublic: IsPublic, rootType: string, field: string): boolean =>
  field.startsWith('__') || isPublic(rootType, field);
