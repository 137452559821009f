import DataLoader from 'dataloader';
import type { Changes } from '../../../service-kit/changes/changes';
import { buildContext, type BaseContext, type RequestFacts } from '../../../service-kit/subgraph/context';
import type { Logger } from '../../../service-kit/process/logger';
import type { TokenVerifier } from '../../../service-kit/auth/viewer';
import type { EventBell } from '../../../service-kit/outbox/emit';
import type { DataSource } from 'typeorm';
import type { EstimateTotals } from './calculation/totals.types';
import type { Estimate } from './estimates/estimate.entity';
import { estimateCalculation } from './drafts/calculations.service';
import {
  countEstimatesByParent,
  estimatePagesByParent,
  type EstimateCountKey,
  type EstimatePageKey,
} from './estimates/estimate-lists.service';
import { estimatesById, statusChangesByEstimate } from './estimates/estimate-reads.service';
import type { StatusChange } from './statuses/status-change.entity';
import type { LeadDirectory } from './leads/leads';
import type { Position } from './positions/position.entity';
import { positionsByEstimate } from './positions/position-reads.service';
import type { Project } from './projects/project.entity';
import { projectsById } from './projects/project-reads.service';
import type { Section } from './sections/section.entity';
import { sectionsByEstimate } from './sections/section-reads.service';
import type { Page } from '../../../service-kit/data/pagination';

/** The DataLoaders of a request. Everything they answer is the caller's own organisation's. */
export interface Loaders {
  readonly project: DataLoader<string, Project | null>;
  readonly estimate: DataLoader<string, Estimate | null>;
  /** By estimate id, in no order. */
  readonly sections: DataLoader<string, Section[]>;
  /** By estimate id, in no order. */
  readonly positions: DataLoader<string, Position[]>;
  /** By estimate id, oldest first. */
  readonly history: DataLoader<string, StatusChange[]>;
  /** Every amount of an estimate, calculated from its rows. */
  readonly calculation: DataLoader<Estimate, EstimateTotals, string>;
  readonly estimatePage: DataLoader<EstimatePageKey, Page<Estimate>, string>;
  readonly estimateCount: DataLoader<EstimateCountKey, number, string>;
}

export interface Context extends BaseContext<Loaders> {
  readonly leads: LeadDirectory;
  readonly changes: Changes;
}

function makeLoaders(ctx: Context): Loaders {
  return {
    project: new DataLoader((ids) => projectsById(ctx, ids)),
    estimate: new DataLoader((ids) => estimatesById(ctx, ids)),
    sections: new DataLoader((ids) => sectionsByEstimate(ctx, ids)),
    positions: new DataLoader((ids) => positionsByEstimate(ctx, ids)),
    history: new DataLoader((ids) => statusChangesByEstimate(ctx, ids)),
    calculation: new DataLoader(
      (estimates) => Promise.all(estimates.map((estimate) => estimateCalculation(ctx, estimate))),
      { cacheKeyFn: ({ id }) => id },
    ),
    estimatePage: new DataLoader((keys) => estimatePagesByParent(ctx, keys), { cacheKeyFn: JSON.stringify }),
    estimateCount: new DataLoader((keys) => countEstimatesByParent(ctx, keys), {
      cacheKeyFn: JSON.stringify,
    }),
  };
}

/** Forgets what was read, so that the payload of a mutation shows what it wrote. */
export function forgetReads(ctx: Context): void {
  for (const loader of Object.values(ctx.loaders) as { clearAll(): unknown }[]) loader.clearAll();
}

/** What a context is made from, besides the request. */
export interface ContextDeps {
  source: DataSource;
  verifier: TokenVerifier;
  leads: LeadDirectory;
  changes: Changes;
  bell?: EventBell | undefined;
  log: Logger;
}

/** Makes a request's context. @throws GraphQLError UNAUTHENTICATED for a token that is not valid */
export async function createContext(deps: ContextDeps, facts: RequestFacts): Promise<Context> {
  const viewer = facts.token === null ? null : await deps.verifier.verify(facts.token);
  const log = deps.log.child({ requestId: facts.requestId });
  return buildContext<Loaders, Context>(
    { facts, log, source: deps.source, bell: deps.bell, viewer, makeLoaders },
    { leads: deps.leads, changes: deps.changes },
  );
}
