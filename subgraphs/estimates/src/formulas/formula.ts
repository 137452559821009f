import jsep from 'jsep';
import { LRUCache } from 'lru-cache';
import { ExactDecimal } from '../calculation/rounding';

/*
 * Formulas of quantities, prices and costs: `length * height - 2 * doors`, `max(walls, 10)`. jsep reads a text into a tree, and this walks the tree with
 * exact decimals: nothing is ever run. What is not on the list below is refused.
 */

type Exact = InstanceType<typeof ExactDecimal>;
type ValueOf = (name: string) => Exact;

/** Caps: of a formula's characters, of the parts of its tree, and of what an intermediate result may come to. */
export const FORMULA_LIMITS = { characters: 500, parts: 200, result: '1e30', digits: 40 } as const;

export type FormulaErrorCode =
  | 'FORMULA_NOT_READABLE'
  | 'FORMULA_NOT_ALLOWED'
  | 'FORMULA_TOO_LARGE'
  | 'FORMULA_UNKNOWN_NAME'
  | 'FORMULA_DIVIDES_BY_ZERO'
  | 'FORMULA_CYCLE'
  | 'FORMULA_BELOW_ZERO'
  | 'UNIT_DOES_NOT_FIT';

/** A formula can't be read or calculated; the message says what to mend. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';

  constructor(
    readonly code: FormulaErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A formula that was read, with the names it takes. */
export interface Formula {
  readonly names: ReadonlySet<string>;
  /** @throws FormulaError for a division by zero, or a result beyond all bounds */
  evaluate(valueOf: ValueOf): Exact;
}

type Node = jsep.Expression;
type Evaluate = (valueOf: ValueOf) => Exact;

const refuse = (code: FormulaErrorCode, message: string): never => {
  throw new FormulaError(code, message);
};

const FUNCTIONS: Readonly<
  Record<string, { least: number; most: number; apply: (...values: Exact[]) => Exact }>
> = {
  min: { least: 1, most: 20, apply: (...values) => ExactDecimal.min(...values) },
  max: { least: 1, most: 20, apply: (...values) => ExactDecimal.max(...values) },
  abs: { least: 1, most: 1, apply: (value) => (value as Exact).abs() },
  ceil: { least: 1, most: 1, apply: (value) => (value as Exact).ceil() },
  floor: { least: 1, most: 1, apply: (value) => (value as Exact).floor() },
  /** Ties go away from zero; the second value says to how many decimals. */
  round: {
    least: 1,
    most: 2,
    apply: (value, digits = new ExactDecimal(0)) => (value as Exact).toDecimalPlaces(decimals(digits)),
  },
};

/** Names that nothing else can have. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

function decimals(digits: Exact): number {
  if (digits.isInteger() && digits.gte(0) && digits.lte(6)) return digits.toNumber();
  return refuse('FORMULA_NOT_ALLOWED', 'round() takes 0 to 6 decimals.');
}

const OPERATORS: Readonly<Record<string, (a: Exact, b: Exact) => Exact>> = {
  '+': (a, b) => a.plus(b),
  '-': (a, b) => a.minus(b),
  '*': (a, b) => a.times(b),
  '/': (a, b) => (b.isZero() ? refuse('FORMULA_DIVIDES_BY_ZERO', 'The formula divides by zero.') : a.div(b)),
};

function bounded(value: Exact): Exact {
  if (value.abs().lte(FORMULA_LIMITS.result)) return value;
  return refuse('FORMULA_TOO_LARGE', 'A part of the formula comes to more than anything can be counted in.');
}

class Reader {
  readonly names = new Set<string>();
  /** Of its tree. */
  parts = 0;

  read(node: Node): Evaluate {
    this.parts += 1;
    if (this.parts > FORMULA_LIMITS.parts)
      refuse('FORMULA_TOO_LARGE', `A formula has at most ${FORMULA_LIMITS.parts} parts.`);
    switch (node.type) {
      case 'Literal':
        return this.#literal(node as jsep.Literal);
      case 'Identifier':
        return this.#name((node as jsep.Identifier).name);
      case 'UnaryExpression':
        return this.#unary(node as jsep.UnaryExpression);
      case 'BinaryExpression':
        return this.#binary(node as jsep.BinaryExpression);
      case 'CallExpression':
        return this.#call(node as jsep.CallExpression);
      default:
        return refuse(
          'FORMULA_NOT_ALLOWED',
          `A formula has numbers, names, + - * /, brackets and ${Object.keys(FUNCTIONS).join(', ')}.`,
        );
    }
  }

  #literal({ raw }: jsep.Literal): Evaluate {
    if (!/^\d+(?:\.\d+)?$/.test(raw) || raw.length > FORMULA_LIMITS.digits)
      refuse('FORMULA_NOT_ALLOWED', `“${raw.slice(0, 40)}” is no plain number such as 12.5.`);
    const value = bounded(new ExactDecimal(raw));
    return () => value;
  }

  #name(name: string): Evaluate {
    this.names.add(name);
    return (valueOf) => valueOf(name);
  }

  #unary({ operator, argument }: jsep.UnaryExpression): Evaluate {
    const inner = this.read(argument);
    if (operator === '-') return (valueOf) => inner(valueOf).neg();
    if (operator === '+') return inner;
    return refuse('FORMULA_NOT_ALLOWED', `“${operator}” is not allowed in a formula.`);
  }

  #binary({ operator, left, right }: jsep.BinaryExpression): Evaluate {
    const [one, other] = [this.read(left), this.read(right)];
    const apply = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
    if (!apply) return refuse('FORMULA_NOT_ALLOWED', `“${operator}” is not allowed in a formula.`);
    return (valueOf) => bounded(apply(one(valueOf), other(valueOf)));
  }

  #call({ callee, arguments: given }: jsep.CallExpression): Evaluate {
    const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!known) {
      return refuse(
        'FORMULA_NOT_ALLOWED',
        `There is no function “${name}”: use ${Object.keys(FUNCTIONS).join(', ')}.`,
      );
    }
    if (given.length < known.least || given.length > known.most)
      refuse('FORMULA_NOT_ALLOWED', `${name}() takes ${known.least} to ${known.most} values.`);
    const values = given.map((each) => this.read(each));
    return (valueOf) => bounded(known.apply(...values.map((value) => value(valueOf))));
  }
}

/** Characters of all formulas of one estimate, and of its cost formulas besides. */
export const MOST_CHARACTERS = 300_000;

/** What was read, with place for one estimate's: the same texts come with each save of a draft. A formula keeps nothing of whoever sent it but its text. */
const known = new LRUCache<string, Formula>({ maxSize: 2 * MOST_CHARACTERS });

/**
 * Reads a formula, once.
 *
 * @throws FormulaError FORMULA_NOT_READABLE, FORMULA_NOT_ALLOWED, FORMULA_TOO_LARGE
 */
export function readFormula(text: string): Formula {
  const before = known.get(text);
  if (before) return before;
  const formula = readAnew(text);
  known.set(text, formula, { size: text.length });
  return formula;
}

function readAnew(text: string): Formula {
  if (text.length > FORMULA_LIMITS.characters)
    refuse('FORMULA_TOO_LARGE', `A formula has at most ${FORMULA_LIMITS.characters} characters.`);
  const reader = new Reader();
  const evaluate = reader.read(treeOf(text));
  return { names: reader.names, evaluate: (valueOf: ValueOf) => bounded(evaluate(valueOf)) };
}

/** The tree of a text. @throws FormulaError FORMULA_NOT_READABLE */
export function treeOf(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    const { description, index } = error as { description?: string; index?: number };
    const where = index === undefined ? '' : ` at character ${index + 1}`;
    return refuse(
      'FORMULA_NOT_READABLE',
      `The formula can't be read${where}: ${description ?? 'it is broken'}.`,
    );
  }
}
