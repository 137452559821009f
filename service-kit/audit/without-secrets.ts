const LONGEST_TEXT = 500;
const DEEPEST = 6;
const MOST_ITEMS = 50;

/** Names whose values never stand in an audit, in any spelling: `newPassword`, `client_secret`, `refreshToken`. */
const SECRET =
  /password|passwd|secret|token|authorization|cookie|api_?key$|private|credential|otp|recovery_?code|hash|sealed|^code$|^state$/i;
const HIDDEN = '***';

/** A value without secrets, bounded in depth, length and number: an audit says what changed, it is no copy. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll('\0', '');
    return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return value === undefined ? null : String(value as bigint);
  if (depth >= DEEPEST) return '…';
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, given]) => given !== undefined)
      .map(([name, given]) => [
        name,
        SECRET.test(name) && given !== null ? HIDDEN : withoutSecrets(given, depth + 1),
      ]),
  );
}
