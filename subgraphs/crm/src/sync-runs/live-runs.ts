import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { ticksOf, type Ticks } from '../../../../service-kit/changes/ticks';
import { readById } from '../cards/kommo-key-query';
import { getConnection } from '../connections/connections.service';
import type { Context } from '../context';
import { runsOf } from './run-changes';
import { SyncRun } from './sync-run.entity';

/** Watches a connection's runs. @throws GraphQLError NOT_FOUND */
export async function watchRuns(ctx: Context, connectionId: string): Promise<Ticks> {
  const { orgId, id } = await getConnection(ctx, connectionId);
  return ticksOf(ctx.crm.changes, runsOf({ orgId, connectionId: id }));
}

/** The run of a connection that was asked for last; null before the first. @throws GraphQLError NOT_FOUND */
export async function latestRun(ctx: Context, connectionId: string): Promise<SyncRun | null> {
  const { id } = await getConnection(ctx, connectionId);
  return ctx.loaders.latestRuns.load(id);
}

const readRuns = readById(SyncRun);

/** One run. @throws GraphQLError NOT_FOUND */
export async function getRun(ctx: Context, runId: string): Promise<SyncRun> {
  const [run] = await readRuns(ctx, [checkId(runId, 'Job')]);
  if (!run) throw notFound('Job');
  return run;
}
