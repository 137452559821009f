import { withUserErrors } from '../../../../service-kit/user-errors';
import { shownError } from '../connections/connections.resolvers';
import type { Resolvers } from '../generated/types';
import { rowsPerSecond, secondsLeft, startSync } from './sync.service';

export const syncResolvers: Resolvers = {
  Mutation: {
    startSync: (_root, { input }, ctx) => withUserErrors(() => startSync(ctx, input)),
  },
  SyncRun: {
    percent: (run) => Math.round(run.percent * 10) / 10,
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
