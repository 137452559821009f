import type { StartContender } from './contender';
import { startOurGateway } from './ours';

/** As `ours-fast-http`, but without verbatim parts: what decision 18 is judged by. */
export const start: StartContender = (setup) =>
  startOurGateway(setup, {}, { listed: true, verbatimParts: false });
