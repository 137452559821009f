import {
  APP_TYPE,
  APP_VERSION,
  OWN_PAGES_APP,
  type DeviceFacts,
} from '../../../../service-kit/http/device-headers';

/*
 * What a device says of itself, and what an organisation may demand of it: that it says so at all, and that its app is new enough. It
 * keeps old apps away; it keeps nobody out who wants to lie.
 */

/** An app, and the oldest version of it that gets in. */
export interface MinimumAppVersion {
  /** As its `X-App-Type` says: `ios`. Case doesn't matter. */
  appType: string;
  version: string;
  /** Where people get a newer one. */
  updateUrl: string | null;
}

/** 16 characters or more, as a known device has it (docs/log-in.md); printable ASCII. */
const DEVICE_ID = /^[\x21-\x7e]{16,200}$/;

/** Which headers are missing, or are not what they have to be. */
export function wrongHeaders({ deviceId, appType, appVersion }: DeviceFacts): string[] {
  if (appType === OWN_PAGES_APP) return [];
  return [
    ...(DEVICE_ID.test(deviceId ?? '') ? [] : ['X-Device-ID']),
    ...(APP_TYPE.test(appType ?? '') ? [] : ['X-App-Type']),
    ...(APP_VERSION.test(appVersion ?? '') ? [] : ['X-App-Version']),
  ];
}

/** The demand that an app is too old for; null when it is not, or nothing is demanded of it. One without a version is too old. */
export function tooOldFor(
  minimums: readonly MinimumAppVersion[],
  { appType, appVersion }: DeviceFacts,
): MinimumAppVersion | null {
  const minimum = minimums.find((one) => one.appType.toLowerCase() === appType?.toLowerCase());
  if (!minimum) return null;
  const isNewEnough =
    appVersion !== null && APP_VERSION.test(appVersion) && compareVersions(appVersion, minimum.version) >= 0;
  return isNewEnough ? null : minimum;
}

/**
 * Compares two versions: by their numbers, missing ones being 0; of the same numbers one with `-beta` is before the one without (Semantic
 * Versioning 2.0.0, 11). What stands behind `+` does not count.
 *
 * @returns below 0 when the first is older
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let place = 0; place < 4; place += 1) {
    const difference = (a.numbers[place] ?? 0) - (b.numbers[place] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.pre === null || b.pre === null) return Number(a.pre === null) - Number(b.pre === null);
  return comparePreReleases(a.pre.split('.'), b.pre.split('.'));
}

function partsOf(version: string): { numbers: number[]; pre: string | null } {
  const [shown = ''] = version.split('+');
  const dash = shown.indexOf('-');
  const numbers = (dash < 0 ? shown : shown.slice(0, dash)).split('.').map(Number);
  return { numbers, pre: dash < 0 ? null : shown.slice(dash + 1) };
}

function comparePreReleases(a: readonly string[], b: readonly string[]): number {
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    const [x = '', y = ''] = [a[place], b[place]];
    if (x === y) continue;
    const [isNumber, isOther] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (isNumber && isOther) return Number(x) - Number(y);
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
