/* The health check of a container: ends with 0 when the process at PORT answers that it is alive. */
const port = process.env.PORT || '4000';
try {
  const response = await fetch(`http://127.0.0.1:${port}/health/live`, {
    signal: AbortSignal.timeout(2_000),
  });
  process.exitCode = response.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
