import { Kind, type SelectionSetNode } from 'graphql';
import { SupergraphError, type Supergraph } from '../supergraph/supergraph';
import type { Demand } from './demand';
import { implies, saySame } from './dnf';
import type { Marks } from './marks';
import { readShape, type GraphShape, type TypeShape } from './shape';

/*
 * The rules of a supergraph, brought down to concrete types: what an object of a type demands, and what each of its
 * fields demands. Whatever way a client goes (an interface, a union, a fragment), it ends at a concrete type.
 */

export interface AccessRules {
  /** What an object of the type demands of whoever reaches it through an interface or a union. */
  ofType(type: string): readonly Demand[];
  /**
   * What a field of an object type demands: its own directives, those of the type it returns, and those of every field
   * that a subgraph needs to answer it. The types that an interface or union can turn out to be are left to
   * {@link ofType}. @throws Error for a field that isn't there
   */
  ofField(type: string, field: string): readonly Demand[];
}

/**
 * Compiles the rules of a supergraph.
 *
 * @throws SupergraphError when something protected has no rule, or depends on what can't be read
 */
export function compileRules({ document, auth }: Pick<Supergraph, 'document' | 'auth'>): AccessRules {
  const mistakes: string[] = [];
  const shape = readShape(document, mistakes);
  const { marks, publicFields } = auth;
  const objects = [...shape.types].filter(([, { kind }]) => kind === 'object');
  const inherited = explicitOnInterfaces(shape, marks);
  const types = new Map(objects.map(([name, type]) => [name, ownDemands(name, type, marks, inherited)]));
  const direct = new Map<string, readonly Demand[]>();
  for (const [name, type] of objects) {
    for (const [field, { returns }] of type.fields) {
      const at = `${name}.${field}`;
      const root = shape.roots.has(name) ? (types.get(name) ?? []) : [];
      const own = [
        ...(marks.get(at) ?? []),
        ...type.interfaces.flatMap((one) => inherited.get(`${one}.${field}`) ?? []),
      ];
      direct.set(at, [
        ...root,
        ...own,
        ...(publicFields.has(at) ? [] : returned(returns, shape, marks, types)),
      ]);
    }
  }
  const fields = new Map([...direct.keys()].map((at) => [at, withNeeds(at, { shape, types, direct })]));
  mistakes.push(...uncovered(shape, marks, publicFields, types, fields));
  if (mistakes.length > 0) {
    throw new SupergraphError(
      `The supergraph can't be protected, so it isn't served: ${mistakes.join('; ')}.`,
    );
  }
  return {
    ofType: (type) => types.get(type) ?? [],
    ofField(type, field) {
      const found = fields.get(`${type}.${field}`);
      if (!found) throw new Error(`there is no rule for ${type}.${field}`);
      return found;
    },
  };
}

type DemandsOf = ReadonlyMap<string, readonly Demand[]>;

const distinct = (demands: readonly Demand[]): readonly Demand[] => [...new Set(demands)];

const ownDemands = (name: string, { interfaces }: TypeShape, marks: Marks, inherited: Marks) =>
  distinct([...(marks.get(name) ?? []), ...interfaces.flatMap((one) => inherited.get(one) ?? [])]);

/** What the type a field returns demands, unless that is only known at runtime. */
function returned(name: string, { types }: GraphShape, marks: Marks, objects: DemandsOf): readonly Demand[] {
  const kind = types.get(name)?.kind;
  if (kind === 'leaf') return marks.get(name) ?? [];
  return kind === 'object' ? (objects.get(name) ?? []) : [];
}

/**
 * What is written on interfaces and on their fields, and binds all that implement them.
 *
 * Composition since November 2025 writes on an interface the sum of what its implementers demand (GHSA-mx7m-j9xf-62hw);
 * such a mark says nothing new, and would close the interface for everyone who lacks one of them. What says more than
 * the sum was written by a person, and so was everything in a supergraph where some interface says less than it.
 */
function explicitOnInterfaces(shape: GraphShape, marks: Marks): Marks {
  const elements = [...shape.types].flatMap(([name, type]) =>
    type.kind === 'interface'
      ? [
          { at: name, under: type.possible },
          ...[...type.fields.keys()].map((field) => ({
            at: `${name}.${field}`,
            under: type.possible.map((one) => `${one}.${field}`),
          })),
        ]
      : [],
  );
  const compared = elements.map(({ at, under }) => ({
    at,
    written: marks.get(at) ?? [],
    sum: distinct(under.flatMap((one) => marks.get(one) ?? [])),
  }));
  const isOld =
    /^v0\.[1-4]$/.test(shape.joinVersion) ||
    compared.some(({ written, sum }) => implies(written, sum) === false);
  return new Map(
    compared
      .filter(({ written, sum }) => written.length > 0 && (isOld || !saySame(written, sum)))
      .map(({ at, written }) => [at, written]),
  );
}

interface Parts {
  shape: GraphShape;
  types: DemandsOf;
  direct: DemandsOf;
}

/** A field's demands with those of all it needs, and of all that these need. */
function withNeeds(at: string, { shape, types, direct }: Parts): readonly Demand[] {
  const found = new Set<Demand>();
  const seen = new Set<string>();
  const queue = [at];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const demand of direct.get(next) ?? []) found.add(demand);
    const [type = '', field = ''] = next.split('.');
    for (const { from, selection } of shape.types.get(type)?.fields.get(field)?.needs ?? []) {
      for (const start of from) follow(start, selection);
    }
  }
  return [...found];

  function follow(typeName: string, { selections }: SelectionSetNode): void {
    const type = shape.types.get(typeName);
    for (const one of type?.kind === 'object' ? [] : (type?.possible ?? [])) {
      for (const demand of types.get(one) ?? []) found.add(demand);
    }
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        follow(selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
      } else if (selection.kind === Kind.FIELD && selection.name.value !== '__typename') {
        const name = selection.name.value;
        for (const one of type?.possible ?? []) queue.push(`${one}.${name}`);
        const returns = type?.fields.get(name)?.returns;
        if (returns && selection.selectionSet) follow(returns, selection.selectionSet);
      }
    }
  }
}

/** The proof: every element that carries a directive is held by a rule. Answers, in words, those that are not. */
function uncovered(
  { types: shapes }: GraphShape,
  marks: Marks,
  publicFields: ReadonlySet<string>,
  types: DemandsOf,
  fields: DemandsOf,
): string[] {
  const holds = (held: readonly Demand[] | undefined, demands: readonly Demand[]) =>
    demands.every((demand) => held?.includes(demand));
  return [...marks].flatMap(([at, demands]) => {
    const [typeName = '', field] = at.split('.');
    const shape = shapes.get(typeName);
    const under = (shape?.possible ?? []).map((one) => (field === undefined ? one : `${one}.${field}`));
    const compiled = field === undefined ? types : fields;
    const isHeld =
      shape?.kind === 'object'
        ? holds(compiled.get(at), demands)
        : shape?.kind === 'interface'
          ? under.length === 0 ||
            implies(
              under.flatMap((one) => compiled.get(one) ?? []),
              demands,
            ) !== false
          : shape?.kind === 'leaf' &&
            returning(typeName, shapes).every(
              (one) => publicFields.has(one) || holds(fields.get(one), demands),
            );
    return isHeld ? [] : [`what is demanded at ${at} has no rule`];
  });
}

const returning = (name: string, shapes: GraphShape['types']): string[] =>
  [...shapes].flatMap(([typeName, { kind, fields }]) =>
    kind === 'object'
      ? [...fields].flatMap(([field, { returns }]) => (returns === name ? [`${typeName}.${field}`] : []))
      : [],
  );
