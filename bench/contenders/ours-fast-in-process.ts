import type { StartContender } from './contender';
import { startOurGateway } from './ours';
import { inProcessTransports } from './ours-in-process';

/** Our gateway with the subgraphs in its own process, for operations of its manifest. */
export const start: StartContender = (setup) =>
  startOurGateway(setup, inProcessTransports(setup), { listed: true });
