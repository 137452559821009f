const formatters = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** Seconds east of UTC in a time zone at a moment (unix seconds). */
function zoneOffset(timeZone: string, at: number): number {
  const hour = Math.floor(at / 3600);
  const key = `${timeZone}|${hour}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const parts = formatterOf(timeZone).formatToParts(hour * 3_600_000);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  const seconds = hours ? (Number(hours) * 3600 + Number(minutes) * 60) * (sign === '-' ? -1 : 1) : 0;
  if (offsets.size > 20_000) offsets.clear();
  offsets.set(key, seconds);
  return seconds;
}

/** Midnight of the calendar day a moment falls on in a time zone, in unix seconds (kommo-api.md 6, pitfall 9). */
export function localMidnight(timeZone: string, at: number): number {
  const offset = zoneOffset(timeZone, at);
  const midnight = Math.floor((at + offset) / 86_400) * 86_400 - offset;
  return midnight + (offset - zoneOffset(timeZone, midnight));
}

/** The offset as Kommo writes it, for example `-05:00`. */
export function offsetText(timeZone: string, at: number): string {
  const offset = zoneOffset(timeZone, at);
  const minutes = Math.abs(offset) / 60;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
