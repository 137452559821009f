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
import type { Operation } from '../pipeline/operation';
import type { Variables } from './asked-fields';
import type { ClientNames } from './client-names';
import { collectFields } from './collect-fields';
import { misfitCode } from './leaf-code';
import { runtimeType } from './runtime-type';
import type { Tree } from './tree';
import { Verbatim } from './verbatim/verbatim';

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

/** Makes the projector of an operation for one outcome of its conditions. */
export function compileProjector(operation: Operation, names: ClientNames, conditions: Variables): Project {
  const root = operation.schema.getRootType(operation.type);
  if (!root) throw new Error(`the schema has no ${operation.type}`);
  const compiler = new ProjectorCompiler(operation, names, conditions);
  return compiler.objectOf(root, [operation.definition.selectionSet]) as Project;
}

/** Makes a value of the answer from one of the tree, which is not null. */
type Complete = (value: unknown) => unknown;

class ProjectorCompiler {
  constructor(
    readonly operation: Operation,
    readonly names: ClientNames,
    readonly conditions: Variables,
  ) {}

  objectOf(type: ObjectLike, sets: readonly SelectionSetNode[]): Complete {
    const code = new Code();
    const members: string[] = [];
    for (const [key, nodes] of collectFields(this.operation, type, sets, this.conditions)) {
      const value = this.#field(code, type, nodes);
      members.push(`[${JSON.stringify(key)}]: ${value}`);
    }
    // An object literal with `__proto__` in brackets has a property of that name, and V8 takes constants in brackets as keys.
    const plain = members.map((member) =>
      member.startsWith('["__proto__"]') ? member : unbracketed(member),
    );
    return code.compile(
      `if (typeof s !== 'object' || Array.isArray(s)) throw ANOMALY; let v; ${code.text} return {${plain.join(', ')}};`,
    );
  }

  /** Adds the statements for a field; answers the expression of its value. */
  #field(code: Code, type: ObjectLike, nodes: readonly FieldNode[]): string {
    const [node] = nodes as [FieldNode];
    if (node.name.value === '__typename') {
      if (isObjectType(type)) return JSON.stringify(type.name);
      code.add('throw ANOMALY;');
      return 'null';
    }
    const field = type.getFields()[node.name.value];
    if (!field) throw new Error(`${type.name} has no field ${node.name.value}`);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    code.add(`v = s[${JSON.stringify(this.names.internalKey(node))}];`);
    code.add(this.#check(code, field.type, sets));
    return code.keep('v');
  }

  /** Statements that check and complete the variable `v`. */
  #check(code: Code, type: GraphQLOutputType, sets: readonly SelectionSetNode[]): string {
    const nullable = isNonNullType(type) ? type.ofType : type;
    const whenNull = isNonNullType(type) ? 'throw ANOMALY;' : 'v = null;';
    if (isLeafType(nullable)) {
      const misfit = misfitCode(nullable, (value) => code.constant(value));
      if (misfit === null) return `if (v === undefined || v === null) ${whenNull}`;
      return `if (${misfit}) { if (v === undefined || v === null) ${whenNull} else throw ANOMALY; }`;
    }
    const complete = code.constant(this.#complete(nullable, sets));
    return `if (v === undefined || v === null) ${whenNull} else if (!(v instanceof Verbatim)) v = ${complete}(v);`;
  }

  #complete(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Complete {
    if (isListType(type)) return this.#listOf(type.ofType, sets);
    const named = getNamedType(type);
    if (isObjectType(named)) return this.objectOf(named, sets);
    if (isAbstractType(named)) return this.#abstractOf(named, sets);
    throw new Error(`${named.name} is no type of an answer's field`);
  }

  #listOf(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Complete {
    const code = new Code();
    const check = this.#check(code, type, sets);
    return code.compile(
      `if (!Array.isArray(s)) throw ANOMALY; const n = s.length, list = new Array(n);` +
        `for (let i = 0; i < n; i++) { let v = s[i]; ${check} list[i] = v; } return list;`,
    );
  }

  /** Object types are compiled when the first object of each comes: an interface may have hundreds. */
  #abstractOf(type: GraphQLAbstractType, sets: readonly SelectionSetNode[]): Complete {
    const { schema } = this.operation;
    const byName = new Map<unknown, Complete>();
    return (value) => {
      const name = (value as Tree)['__typename'];
      let complete = byName.get(name);
      if (!complete) {
        const object = runtimeType(schema, type, name);
        if (!object) throw ANOMALY;
        complete = this.objectOf(object, sets);
        byName.set(name, complete);
      }
      return complete(value);
    };
  }
}

const unbracketed = (member: string): string => member.replace(/^\[("\w+")\]/, '$1');

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
