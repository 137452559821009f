import { Kind, type DirectiveNode } from 'graphql';
import type { Variables } from './amount';

/** Whether `@skip` and `@include` let something be, all of them together. The same `key` means the same condition. */
export interface Condition {
  readonly key: string;
  /** Null where it always holds. */
  readonly holds: ((variables: Variables) => boolean) | null;
}

export const ALWAYS: Condition = { key: '', holds: null };

/** A condition within another; null where it never holds. */
export function narrowed(outer: Condition, directives: readonly DirectiveNode[] = []): Condition | null {
  let condition = outer;
  for (const directive of directives) {
    const isSkip = directive.name.value === 'skip';
    if (!isSkip && directive.name.value !== 'include') continue;
    const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    if (value?.kind === Kind.BOOLEAN && value.value === isSkip) return null;
    if (value?.kind === Kind.VARIABLE) condition = and(condition, value.name.value, !isSkip);
  }
  return condition;
}

function and({ key, holds }: Condition, variable: string, wanted: boolean): Condition {
  const test = (variables: Variables) => variables[variable] === wanted;
  return {
    key: `${key}&${wanted ? '' : '!'}${variable}`,
    holds: holds ? (variables) => holds(variables) && test(variables) : test,
  };
}

/** Whether one of several conditions holds. */
export function anyOf(conditions: readonly Condition[]): Condition['holds'] {
  if (conditions.some(({ holds }) => holds === null)) return null;
  const all = conditions.flatMap(({ holds }) => holds ?? []);
  return all.length === 1 ? (all[0] ?? null) : (variables) => all.some((holds) => holds(variables));
}
