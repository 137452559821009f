import { liveField } from '../../../../service-kit/subgraph/live-field';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { shownError } from '../connections/shown-error';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { latestRun, watchRuns } from './live-runs';
import type { SyncRun } from './sync-run.entity';
import { rowsPerSecond, secondsLeft, startSync } from './sync.service';

const shownPercent = ({ percent }: SyncRun): number => Math.round(percent * 10) / 10;

export const syncResolvers: Resolvers = {
  Subscription: {
    syncProgress: liveField(
      (ctx: Context, { connectionId }: { connectionId: string }) => watchRuns(ctx, connectionId),
      (ctx, { connectionId }) => latestRun(ctx, connectionId),
    ),
  },
  Mutation: {
    startSync: (_root, { input }, ctx) => withUserErrors(() => startSync(ctx, input)),
  },
  SyncRun: {
    percent: shownPercent,
    rowsPerSecond: (run) => rowsPerSecond(run),
    secondsLeft: (run) => secondsLeft(run),
    error: shownError,
  },
  SyncEntityStatus: {
    cursor: ({ cursor }) => cursor?.cursorAt ?? null,
    lastSyncedAt: ({ cursor }) => cursor?.lastSyncedAt ?? null,
    lagSeconds: ({ cursor }) =>
      cursor?.cursorAt ? Math.max(0, Math.round((Date.now() - cursor.cursorAt.getTime()) / 1000)) : null,
    lastError: ({ cursor }) => cursor && shownError(cursor),
  },
};
