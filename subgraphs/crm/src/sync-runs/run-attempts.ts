/**
 * How often a run is tried; between tries the queue waits longer and longer, a minute and a half in all. Time-outs in a row are
 * counted alike, with waits of their own: they keep a worker longer.
 */
export const RUN_ATTEMPTS = 7;
