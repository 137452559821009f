import type { PlanNode } from '@apollo/query-planner';
import type { Variables } from '../../pipeline/conditions';
import type { Operation } from '../../pipeline/operation';
import type { OperationAnswer } from '../../pipeline/answer';
import { askedFields } from './asked-fields';
import type { ClientNames } from './client-names';
import { complete, createUnexplained } from '../run/completion';
import { compilePlan } from './compile-plan';
import type { PlanParts } from '../run/plan-parts';
import { hasIntrospection } from '../run/introspection';
import { ANOMALY, compileProjector } from './projector';
import { Run } from '../run/run';
import type { TypeFacts } from './type-facts';
import { compileReaders, NO_READERS, type Readers } from '../verbatim/answer-reader';
import { expanded } from '../verbatim/verbatim';

/** An operation ready to be executed, with one outcome of its conditions. */
export interface CompiledOperation {
  /** A new execution. */
  begin(variables: Variables, context: Run['context'], mayBeVerbatim?: boolean): Run;
  /** Runs the plan. What goes wrong with subgraphs is in the answer. */
  execute(run: Run): Promise<OperationAnswer> | OperationAnswer;
}

/**
 * Compiles an operation and its plan.
 *
 * @param conditions variables that decide its conditions as those of each execution will
 * @param plan nothing for an operation that asks no subgraph
 */
export function compileOperation(
  operation: Operation,
  conditions: Variables,
  plan: PlanNode | undefined,
  names: ClientNames,
  parts: Omit<PlanParts, 'readers'>,
): CompiledOperation {
  const readers = plan ? compileReaders(operation, conditions, names, plan) : NO_READERS;
  const step = plan && compilePlan(plan, { ...parts, readers: readers.byFetch });
  const answer = compileAnswer(operation, conditions, names, parts.types, readers.runs);
  const asked = (variables: Variables) => () => askedFields(operation, names, variables);
  const begin: CompiledOperation['begin'] = (variables, context, mayBeVerbatim) =>
    new Run(variables, context, asked(variables), parts.types.matches, mayBeVerbatim);
  return {
    begin,
    execute(run) {
      const waiting = step?.(run);
      return waiting ? waiting.then(() => answer(run)) : answer(run);
    },
  };
}

/** Compiles how the answer is made when all fetches are done: projected, or at an anomaly by the book. */
function compileAnswer(
  operation: Operation,
  conditions: Variables,
  names: ClientNames,
  types: TypeFacts,
  runs: Readers['runs'],
): (run: Run) => OperationAnswer {
  const unexplained = createUnexplained(operation, conditions);
  const project = hasIntrospection(operation) ? null : compileProjector(operation, names, conditions, runs);
  return (run) => {
    if (project) {
      try {
        const data = project(run.tree);
        const errors = run.outcome();
        return errors ? { data, errors } : { data };
      } catch (error) {
        if (error !== ANOMALY) throw error;
      }
    }
    const tree = run.mayBeVerbatim ? expanded(run.tree) : run.tree;
    const { data, errors: violations } = complete(operation, names, types, tree, run.variables);
    const errors = run.outcome(unexplained(violations, run.reasons));
    return errors ? { data, errors } : { data };
  };
}
