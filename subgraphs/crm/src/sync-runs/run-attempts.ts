/** How often a run is tried; between tries the queue waits longer and longer, a minute and a half in all. */
export const RUN_ATTEMPTS = 7;
