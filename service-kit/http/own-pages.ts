/**
 * What the gateway's own pages call themselves in `X-App-Type` (docs/accounts.md). A form without a script can't send a device's id, so
 * none is asked of them. Whoever lies about their app can lie about its version as well: neither is a proof of anything.
 */
export const OWN_PAGES_APP = 'account-pages';
