import type { PlanNode } from '@apollo/query-planner';
import { compileFetch } from '../run/fetch';
import type { PlanParts, Step } from '../run/plan-parts';
import type { PlanPath } from '../run/places';

/**
 * Compiles a plan into closures: what can be worked out before a request comes is.
 *
 * @param path where what it fetches stands; the root by default
 * @throws Error for a plan that can't be executed (a subgraph without a source)
 */
export function compilePlan(node: PlanNode, parts: PlanParts, path: PlanPath = []): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(node, path, parts);
    case 'Flatten':
      return compilePlan(node.node, parts, [...path, ...node.path.map(String)]);
    case 'Sequence':
      return inSequence(node.nodes.map((one) => compilePlan(one, parts, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((one) => compilePlan(one, parts, path)));
    case 'Condition':
    case 'Defer':
      throw new Error(`resolvable-keys.ts lets no plan pass with the node ${node.kind}`);
  }
}

function inSequence(steps: readonly Step[]): Step {
  const from = (at: number, run: Run): Promise<void> | undefined => {
    for (let next = at; next < steps.length; next += 1) {
      const waiting = steps[next]?.(run);
      if (waiting) return next === steps.length - 1 ? waiting : waiting.then(() => from(next + 1, run));
    }
    return undefined;
  };
  return (run) => from(0, run);
}

type Run = Parameters<Step>[0];

function inParallel(steps: readonly Step[]): Step {
  return (run) => {
    const waiting: Promise<void>[] = [];
    for (const step of steps) {
      const promise = step(run);
      if (promise) waiting.push(promise);
    }
    return waiting.length > 1 ? Promise.all(waiting).then(() => undefined) : waiting[0];
  };
}
