/*
 * What a device says of itself: `X-Device-ID`, `X-App-Type`, `X-App-Version` (docs/security-policy.md). What has another form counts as
 * not said, so nobody stores or shows what a stranger wrote there.
 */

/**
 * What the gateway's own pages call themselves in `X-App-Type` (docs/accounts.md). A form without a script can't send a device's id, so
 * none is asked of them; who says it from outside is not believed (`gateway/src/http/own-pages.ts`).
 */
export const OWN_PAGES_APP = 'account-pages';

/** Printable ASCII without spaces. */
const DEVICE_ID = /^[\x21-\x7e]{1,200}$/;
export const APP_TYPE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;
/** Up to four numbers, and what Semantic Versioning puts behind them: `2.4`, `2.4.0-beta.1`, `2.4.0+77`. */
export const APP_VERSION = /^\d{1,9}(\.\d{1,9}){0,3}(-[0-9A-Za-z.-]{1,50})?(\+[0-9A-Za-z.-]{1,50})?$/;

/** The three headers, those that have their form; null for others. */
export interface DeviceFacts {
  deviceId: string | null;
  appType: string | null;
  appVersion: string | null;
}

/** Reads what a request says of its device. */
export const deviceFactsIn = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
): DeviceFacts => ({
  deviceId: matching(headers['x-device-id'], DEVICE_ID),
  appType: matching(headers['x-app-type'], APP_TYPE),
  appVersion: matching(headers['x-app-version'], APP_VERSION),
});

const matching = (value: string | string[] | undefined, form: RegExp): string | null =>
  typeof value === 'string' && form.test(value) ? value : null;
