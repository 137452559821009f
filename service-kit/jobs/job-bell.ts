import type { JobDefinition } from './job-kind';

/** Asks for the work on a job after the commit. Losing the call costs two seconds: the sweep finds what was not asked for. */
export interface JobBell {
  ring(definition: Pick<JobDefinition, 'kind' | 'subgraph'>, orgId: string): void;
}
