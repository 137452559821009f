/*
 * `npm run persist`: makes the manifest of persisted operations from the documents a client is built with.
 */
import { runPersist } from './persist-command';

void runPersist(process.argv.slice(2)).then(({ status, stdout, stderr }) => {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
});
