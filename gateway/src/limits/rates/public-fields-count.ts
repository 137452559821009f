import { isIncluded } from '../../pipeline/conditions';
import { publicRootFields, type IsPublic } from '../../authorization/public-fields';
import type { OperationRequest } from '../../pipeline/stage';
import { rootFieldsOf } from '../../pipeline/root-fields';
import type { StageFactory } from '../../graphs/served-graph';
import type { OnRefusal } from '../request-check';
import { tooManyFrom, type AddressLimit } from './address-limit';
import { tooMany, windowHeaders } from './refusals';

/**
 * The stage that counts each public root field of an operation against its address: twenty guesses of a password in one
 * operation are twenty. The first is counted with the request, or with the message on its socket.
 */
export const publicFieldsCount =
  (addresses: AddressLimit, onRefusal: OnRefusal): StageFactory =>
  ({ supergraph }) => {
    const isPublic = publicRootFields(supergraph);
    return (next) => (request) => {
      const more = request.moment?.kind === 'event' ? 0 : publicFieldsIn(request, isPublic) - 1;
      return more > 0 ? countThen(request, more, () => next(request)) : next(request);
    };

    async function countThen<T>(request: OperationRequest, more: number, act: () => Promise<T>): Promise<T> {
      const state = await addresses.add(request.context.facts.ip ?? '', more);
      if (!state) return act();
      if (!state.allowed) {
        onRefusal('rate_address');
        throw tooMany(tooManyFrom(state), state.resetMs, {}, windowHeaders(state));
      }
      for (const [name, value] of windowHeaders(state)) request.head.headers.set(name, value);
      return act();
    }
  };

function publicFieldsIn({ operation, variables }: OperationRequest, isPublic: IsPublic): number {
  const { selections } = operation.definition.selectionSet;
  if (selections.length === 1 && selections[0]?.kind === 'Field') return 1; // nearly every operation
  const root = operation.schema.getRootType(operation.type)?.name ?? '';
  const fields = rootFieldsOf(operation, (selection) => isIncluded(selection, variables));
  return [...fields.values()].filter((field) => isPublic(root, field)).length;
}
