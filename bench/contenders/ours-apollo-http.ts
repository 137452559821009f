import type { StartContender } from './contender';
import { startOurGateway } from './ours';

/** Our gateway as it answers a document for the first time, each time. */
export const start: StartContender = (setup) => startOurGateway(setup, {}, { knownDocumentsLane: false });
