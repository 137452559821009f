import type { StartContender } from './contender';
import { startOurGateway } from './ours';

/** Our gateway in front of separate processes, for operations of its manifest. */
export const start: StartContender = (setup) => startOurGateway(setup, {}, { listed: true });
