import { showStalls } from './stall-figures';

/*
 * `npm run bench:stalls [part of a name]`: the stall figures alone, which `npm run bench` prints after its own.
 */

void showStalls(process.argv[2]);
