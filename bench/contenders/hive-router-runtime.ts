import { requirePeer } from '../peers';
import type { StartContender } from './contender';
import { startHive } from './hive';

/** Hive Gateway with the query planner of Hive Router (Rust), as its documentation sets it up. */
export const start: StartContender = async (setup) => {
  const { unifiedGraphHandler } = requirePeer<{ unifiedGraphHandler: unknown }>(
    '@graphql-hive/router-runtime',
  );
  return startHive(setup, { unifiedGraphHandler });
};
