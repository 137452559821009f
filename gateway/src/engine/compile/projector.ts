import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import { collectFields } from '../../pipeline/collect-fields';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from './client-names';
import { misfitCode } from './leaf-code';
import { runtimeType } from './type-facts';
import type { Tree } from '../run/tree';
import { Verbatim, VerbatimRun } from '../verbatim/verbatim';
import { placeKey, type Runs } from '../verbatim/verbatim-parts';

/*
 * The projector makes the answer's `data` from the tree of results when nothing is wrong with the tree. It is JavaScript
 * text, one function per selection set and object type, so that V8 sees objects of a fixed shape: about four times as fast
 * as closures over lists of fields. The text holds names of the schema and of the operation only, and GraphQL's names are
 * JavaScript's; they are quoted all the same.
 *
 * At anything unexpected it gives up (`ANOMALY`), and completion.ts does it all again, slowly and with errors.
 */

type ObjectLike = GraphQLObjectType | GraphQLInterfaceType;

/** Thrown by a projector that met something a subgraph had promised not to send. */
export const ANOMALY = Symbol('anomaly');

/** Takes the tree of results. @throws ANOMALY */
export type Project = (tree: Tree) => Record<string, unknown>;

/** Makes the projector of an operation for one outcome of its conditions. @param runs that its objects may have */
export function compileProjector(
  operation: Operation,
  names: ClientNames,
  conditions: Variables,
  runs: Runs,
): Project {
  const root = operation.schema.getRootType(operation.type);
  if (!root) throw new Error(`the schema has no ${operation.type}`);
  const compiler = new ProjectorCompiler(operation, names, conditions, runs);
  return compiler.objectOf(root, [operation.definition.selectionSet], []) as Project;
}

/** Makes a value of the answer from one of the tree, which is not null. */
type Complete = (value: unknown) => unknown;

class ProjectorCompiler {
  constructor(
    readonly operation: Operation,
    readonly names: ClientNames,
    readonly conditions: Variables,
    readonly runs: Runs,
  ) {}

  /** @param at the object's place: keys of the tree */
  objectOf(type: ObjectLike, sets: readonly SelectionSetNode[], at: readonly string[]): Complete {
    const usual = this.#objectWith([], type, sets, at);
    const runs = this.runs.get(placeKey(at));
    const first = runs?.[0]?.[0];
    if (!runs || first === undefined) return usual;
    const withRuns = this.#objectWith(runs, type, sets, at);
    return (value) => ((value as Tree)[first] instanceof VerbatimRun ? withRuns : usual)(value);
  }

  /** @param runs that are there: one member instead of several */
  #objectWith(
    runs: readonly (readonly string[])[],
    type: ObjectLike,
    sets: readonly SelectionSetNode[],
    at: readonly string[],
  ): Complete {
    const code = new Code();
    const members: string[] = [];
    const first = new Set(runs.map(([key]) => key));
    const later = new Set(runs.flatMap((keys) => keys.slice(1)));
    for (const [key, nodes] of collectFields(this.operation, type, sets, this.conditions)) {
      if (later.has(key)) continue;
      const name = JSON.stringify(key);
      const value = first.has(key) ? `s[${name}]` : this.#field(code, type, nodes, at);
      // In brackets it is a property of that name; else it would be the prototype.
      members.push(`${key === '__proto__' ? `[${name}]` : name}: ${value}`);
    }
    return code.compile(
      `if (typeof s !== 'object' || Array.isArray(s)) throw ANOMALY; let v; ${code.text} return {${members.join(', ')}};`,
    );
  }

  /** Adds the statements for a field; answers the expression of its value. */
  #field(code: Code, type: ObjectLike, nodes: readonly FieldNode[], at: readonly string[]): string {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') {
      if (isObjectType(type)) return JSON.stringify(type.name);
      code.add('throw ANOMALY;');
      return 'null';
    }
    const field = type.getFields()[node.name.value];
    if (!field) throw new Error(`${type.name} has no field ${node.name.value}`);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const internalKey = this.names.internalKey(node);
    code.add(`v = s[${JSON.stringify(internalKey)}];`);
    code.add(this.#check(code, field.type, sets, [...at, internalKey]));
    return code.keep('v');
  }

  /** Statements that check and complete the variable `v`. */
  #check(
    code: Code,
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    at: readonly string[],
  ): string {
    const nullable = isNonNullType(type) ? type.ofType : type;
    const whenNull = isNonNullType(type) ? 'throw ANOMALY;' : 'v = null;';
    if (isLeafType(nullable)) {
      const misfit = misfitCode(nullable, (value) => code.constant(value));
      return `if (${misfit}) { if (v === undefined || v === null) ${whenNull} else throw ANOMALY; }`;
    }
    const complete = code.constant(this.#complete(nullable, sets, at));
    return `if (v === undefined || v === null) ${whenNull} else if (!(v instanceof Verbatim)) v = ${complete}(v);`;
  }

  #complete(type: GraphQLOutputType, sets: readonly SelectionSetNode[], at: readonly string[]): Complete {
    if (isListType(type)) return this.#listOf(type.ofType, sets, at);
    const named = getNamedType(type);
    if (isObjectType(named)) return this.objectOf(named, sets, at);
    if (isAbstractType(named)) return this.#abstractOf(named, sets, at);
    throw new Error(`${named.name} is no type of an answer's field`);
  }

  #listOf(type: GraphQLOutputType, sets: readonly SelectionSetNode[], at: readonly string[]): Complete {
    const code = new Code();
    const check = this.#check(code, type, sets, at);
    return code.compile(
      `if (!Array.isArray(s)) throw ANOMALY; const n = s.length, list = new Array(n);` +
        `for (let i = 0; i < n; i++) { let v = s[i]; ${check} list[i] = v; } return list;`,
    );
  }

  /** Object types are compiled when the first object of each comes: an interface may have hundreds. */
  #abstractOf(type: GraphQLAbstractType, sets: readonly SelectionSetNode[], at: readonly string[]): Complete {
    const { schema } = this.operation;
    const byName = new Map<unknown, Complete>();
    return (value) => {
      const name = (value as Tree)['__typename'];
      let complete = byName.get(name);
      if (!complete) {
        const object = runtimeType(schema, type, name);
        if (!object) throw ANOMALY;
        complete = this.objectOf(object, sets, at);
        byName.set(name, complete);
      }
      return complete(value);
    };
  }
}

/** The text of a function, and the constants it uses. */
class Code {
  text = '';
  readonly #constants: unknown[] = [];
  #kept = 0;

  add(statement: string): void {
    this.text += `${statement}\n`;
  }

  constant(value: unknown): string {
    return `c${this.#constants.push(value) - 1}`;
  }

  /** Keeps what an expression says now. */
  keep(expression: string): string {
    const name = `k${this.#kept++}`;
    this.add(`const ${name} = ${expression};`);
    return name;
  }

  /** @param body with the argument `s` */
  compile(body: string): Complete {
    const parameters = ['ANOMALY', 'Verbatim', ...this.#constants.map((_value, index) => `c${index}`)];
    const make = new Function(...parameters, `'use strict'; return function (s) { ${body} };`) as (
      ...constants: unknown[]
    ) => Complete;
    return make(ANOMALY, Verbatim, ...this.#constants);
  }
}
