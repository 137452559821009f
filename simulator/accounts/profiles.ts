/** How many rows an account starts with. */
export interface RowCounts {
  leads: number;
  contacts: number;
  companies: number;
  tasks: number;
}

/** What tells one account from another. `series` keeps the id ranges of the accounts apart. */
export interface AccountProfile {
  id: number;
  series: number;
  name: string;
  subdomain: string;
  timeZone: string;
  country: string;
  currency: string;
  currencySymbol: string;
  counts: RowCounts;
}

/** Seeded sets: `exact_pages` makes the number of listed leads an exact multiple of 250. */
export const SCENARIOS = ['default', 'exact_pages', 'empty'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export const DEFAULT_COUNTS: RowCounts = { leads: 800, contacts: 1200, companies: 200, tasks: 150 };

const SMALL: RowCounts = { leads: 25, contacts: 40, companies: 10, tasks: 12 };
const TINY: RowCounts = { leads: 2, contacts: 2, companies: 1, tasks: 1 };
const NONE: RowCounts = { leads: 0, contacts: 0, companies: 0, tasks: 0 };

/** One of many accounts that differ in nothing but their name. @param number from 1 on */
const tenant = (number: number): AccountProfile => ({
  id: 31250003 + number,
  series: 2 + number,
  name: `Tenant ${number}`,
  subdomain: `tenant-${number}`,
  timeZone: 'Europe/Berlin',
  country: 'DE',
  currency: 'EUR',
  currencySymbol: '€',
  counts: TINY,
});

/**
 * The three accounts: the demo, one in another time zone without a row, a small one for isolation tests.
 *
 * @param tenants so many more
 */
export function accountProfiles(counts: RowCounts, tenants = 0): AccountProfile[] {
  return [
    {
      id: 31250001,
      series: 0,
      name: 'Acme Demo',
      subdomain: 'acme-demo',
      timeZone: 'America/New_York',
      country: 'US',
      currency: 'USD',
      currencySymbol: '$',
      counts,
    },
    {
      id: 31250002,
      series: 1,
      name: 'Empty Demo',
      subdomain: 'empty-demo',
      timeZone: 'Asia/Kolkata',
      country: 'IN',
      currency: 'INR',
      currencySymbol: '₹',
      counts: NONE,
    },
    {
      id: 31250003,
      series: 2,
      name: 'Globex Demo',
      subdomain: 'globex-demo',
      timeZone: 'Europe/Berlin',
      country: 'DE',
      currency: 'EUR',
      currencySymbol: '€',
      counts: SMALL,
    },
    ...Array.from({ length: tenants }, (_, index) => tenant(index + 1)),
  ];
}
