import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'graphql';
import { createPlanMaker, type PlanOutcome } from './plan-maker';

/*
 * The thread that plans (plan-thread.ts): it holds the supergraph, takes an operation's text, and answers its plan. What would
 * take too long or too much memory ends the thread, and another is started.
 */

export interface PlanRequest {
  readonly id: number;
  readonly text: string;
  readonly overrides: string;
}

/** With the request's number; `ready` once, when it can plan. */
export type PlanReply = 'ready' | ({ readonly id: number } & PlanOutcome);

const { make } = createPlanMaker((workerData as { gatewaySdl: string }).gatewaySdl, false);

parentPort?.on('message', ({ id, text, overrides }: PlanRequest) => {
  const outcome = make(parse(text, { noLocation: true }), overrides);
  parentPort?.postMessage({ id, ...outcome } satisfies PlanReply);
});
parentPort?.postMessage('ready' satisfies PlanReply);
