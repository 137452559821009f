/** Whether it is `https://<key>@<host>/<project number>`. */
export function isDsn(dsn: string): boolean {
  const parsed = URL.canParse(dsn) ? new URL(dsn) : null;
  return (
    parsed !== null &&
    /^https?:$/.test(parsed.protocol) &&
    parsed.username !== '' &&
    /\/\d+$/.test(parsed.pathname)
  );
}
