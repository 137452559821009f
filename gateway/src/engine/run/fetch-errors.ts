import { getOperationAST, Kind, parse, type GraphQLFormattedError, type SelectionNode } from 'graphql';
import { fragmentsOf, selectedIn } from '../../pipeline/operation';
import { failureMessage, SubgraphFailure, type SubgraphDocument } from '../../sources/subgraph-source';
import type { ClientPlace } from '../compile/asked-fields';
import { placesAt, type ConcretePath, type PlanPath } from './places';
import type { ErrorFrom, Run } from './run';
import { own, type Tree } from './tree';
import type { TypeFacts } from '../compile/type-facts';

/*
 * What went wrong in a fetch, said at the client's paths: a subgraph speaks of `_entities/3/name`, the client of every place
 * where the third representation stands.
 */

/** A fetch, as its errors need it. */
export interface FetchFacts {
  readonly subgraph: string;
  readonly document: SubgraphDocument;
  readonly types: TypeFacts;
  /** Where its entities stand; null for a fetch of root fields. */
  readonly path: PlanPath | null;
  /** Aliases of the plan's that are undone in the tree of results. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** The entities of a fetch: what stood at its path, and which representation each of them was sent as. */
export interface Entities {
  readonly objects: readonly Tree[];
  readonly slots: readonly number[];
}

interface Trouble {
  readonly message: string;
  readonly from: ErrorFrom;
}

/** Reports a fetch that brought no answer: an error for each field it should have filled. */
export function reportFailure(
  run: Run,
  fetch: FetchFacts,
  failure: unknown,
  entities: Entities | null,
): void {
  reportEverywhere(run, fetch, troubleOf(failure), entities);
}

function troubleOf(failure: unknown): Trouble {
  if (failure instanceof SubgraphFailure) {
    const extensions = { code: 'SERVICE_UNAVAILABLE', subgraph: failure.subgraph };
    return { message: failureMessage(failure.reason), from: { extensions } };
  }
  const originalError = failure instanceof Error ? failure : new Error(String(failure));
  return { message: 'fault', from: { originalError } }; // a bug: masked, and logged
}

/** Reports the errors in a subgraph's answer. */
export function reportErrors(
  run: Run,
  fetch: FetchFacts,
  errors: readonly GraphQLFormattedError[],
  entities: Entities | null,
): void {
  const places = entities && placesBySlot(run, fetch, entities);
  for (const { message, path, extensions } of errors) {
    const trouble = {
      message: message || 'fault',
      from: { extensions: { ...extensions, serviceName: fetch.subgraph } },
    };
    const [first, slot, ...rest] = path ?? [];
    if (!entities) {
      const at = path ? run.placeOf(treePath(path, fetch.renamed)) : WHOLE;
      if (!at) continue;
      run.report(trouble.message, at.path, trouble.from);
      if (!at.path?.length) excuseAll(run, fetch);
    } else if (first === '_entities' && typeof slot === 'number') {
      const inner = treePath(rest, fetch.renamed);
      for (const place of places?.get(slot) ?? []) {
        const at = run.placeOf([...place, ...inner]);
        if (at) run.report(trouble.message, at.path, trouble.from);
      }
    } else reportEverywhere(run, fetch, trouble, entities);
  }
}

/** For an error that says nothing of where it is. */
const WHOLE = { path: null };

/** Nothing of what the fetch was to fill needs another word. */
function excuseAll(run: Run, fetch: FetchFacts): void {
  const { fields } = run.placeOf([]) ?? {};
  run.excuse(keysFilled(fetch, () => true).flatMap((key) => fields?.get(key)?.key ?? []));
}

const treePath = (path: ConcretePath, renamed: ReadonlyMap<string, string>): ConcretePath =>
  path.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));

function placesBySlot(run: Run, fetch: FetchFacts, entities: Entities): Map<number, ConcretePath[]> {
  const bySlot = new Map<number, ConcretePath[]>();
  for (const { slot, places } of standing(run, fetch, entities)) {
    bySlot.set(slot, [...(bySlot.get(slot) ?? []), ...places]);
  }
  return bySlot;
}

/** Each object once, with its representation and all places where it stands. */
function standing(run: Run, { path }: FetchFacts, { objects, slots }: Entities) {
  const places = placesAt(run.tree, path ?? []);
  const slotOf = new Map(objects.map((object, index) => [object, slots[index] ?? -1]));
  return [...slotOf].map(([object, slot]) => ({ object, slot, places: places.get(object) ?? [] }));
}

function reportEverywhere(
  run: Run,
  fetch: FetchFacts,
  { message, from }: Trouble,
  entities: Entities | null,
): void {
  if (!entities) {
    const keys = keysFilled(fetch, () => true);
    return reportFields(run, run.placeOf([]), keys, message, from);
  }
  const keysByType = new Map<unknown, string[]>();
  for (const { object, slot, places } of standing(run, fetch, entities)) {
    if (slot < 0) continue;
    const type = own(object, '__typename');
    let keys = keysByType.get(type);
    if (!keys) {
      keys = keysFilled(fetch, (condition) => fetch.types.matches(type, condition));
      keysByType.set(type, keys);
    }
    for (const place of places) reportFields(run, run.placeOf(place), keys, message, from);
  }
}

/** An error per field the client asked for; one for the object when it asked for none of them itself. */
function reportFields(
  run: Run,
  place: ClientPlace | null,
  keys: readonly string[],
  message: string,
  from: ErrorFrom,
): void {
  if (!place) return;
  const asked = keys.flatMap((key) => place.fields.get(key)?.key ?? []);
  if (asked.length === 0) run.report(message, place.path, from);
  for (const key of asked) run.report(message, [...place.path, key], from);
}

/** The keys a fetch fills in objects whose type satisfies the conditions that `applies` says. */
function keysFilled(
  { document, path, renamed }: FetchFacts,
  applies: (condition: string) => boolean,
): string[] {
  const parsed = parse(document.query, { noLocation: true });
  const fragments = fragmentsOf(parsed);
  const keys = new Set<string>();
  const visit = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      if (key !== '__typename') keys.add(renamed.get(key) ?? key);
      return;
    }
    const { typeCondition } =
      selection.kind === Kind.FRAGMENT_SPREAD ? (fragments[selection.name.value] ?? {}) : selection;
    if (!typeCondition || applies(typeCondition.name.value))
      selectedIn(selection, fragments)?.selections.forEach(visit);
  };
  const asked = getOperationAST(parsed)?.selectionSet;
  const [first] = asked?.selections ?? [];
  const isEntities = path !== null && first?.kind === Kind.FIELD;
  (isEntities ? first.selectionSet : asked)?.selections.forEach(visit);
  return [...keys];
}
