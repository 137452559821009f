import type { StartContender } from './contender';
import { startOurGateway } from './ours';

/** Our gateway in front of separate processes. */
export const start: StartContender = (setup) => startOurGateway(setup, {});
