import type { FetchNode } from '@apollo/query-planner';
import type { SubgraphSource } from '../../sources/subgraph-source';
import type { TypeFacts } from '../compile/type-facts';
import type { RequiredField } from '../foreign-graphs/required-fields';
import type { EntityKeys } from '../foreign-graphs/resolvable-keys';
import type { AnswerReader } from '../verbatim/answer-reader';
import type { Run } from './run';

/** A part of a compiled plan. It answers nothing when it had nothing to wait for. It does not throw. */
export type Step = (run: Run) => Promise<void> | undefined;

/** What compiling a plan needs beside the plan. */
export interface PlanParts {
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly types: TypeFacts;
  readonly requiredFields: ReadonlyMap<string, RequiredField>;
  readonly keys: EntityKeys;
  /** The client's name of a variable of the plan. */
  readonly clientVariable: (name: string) => string;
  /** Of fetches whose answers need not be parsed as a whole. */
  readonly readers: ReadonlyMap<FetchNode, AnswerReader>;
}
