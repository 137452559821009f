'use strict';

/** How many test cases failed, counting a file that could not run, or failed outside its cases, as one. */
function failuresOf(suite) {
  if (suite.numFailingTests > 0) return suite.numFailingTests;
  return suite.testExecError || suite.failureMessage ? 1 : 0;
}

/** Tells scripts/test.mjs, which started Jest, how many test cases passed and failed. */
module.exports = class SummaryReporter {
  constructor() {
    if (!process.channel) throw new Error('This reporter is for scripts/test.mjs: run `npm test`.');
    // If the script is killed, the run ends too, and its PostgreSQL and Redis with it.
    process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
    process.channel.unref();
  }

  /** Jest waits for the promise, also before it exits early because of --bail. */
  onRunComplete(_contexts, results) {
    const failed = results.testResults.reduce((sum, suite) => sum + failuresOf(suite), 0);
    return new Promise((resolve) => {
      process.send({ passed: results.numPassedTests, failed }, () => resolve());
    });
  }
};
