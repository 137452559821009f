/*
 * The data all contenders answer from: made from numbers, the same in every process, in memory. Nothing random, so that
 * two runs do the same work.
 */

interface Money {
  amount: string;
  currency: string;
}

interface User {
  id: string;
  email: string;
  displayName: string;
  role: { key: string; name: string };
  organization: { id: string; name: string; slug: string; currency: string };
}

interface Contact {
  id: string;
  name: string;
  email: string;
  phone: string;
}

export interface Lead {
  id: string;
  name: string;
  status: string;
  price: Money;
  updatedAt: string;
  contact: Contact;
}

interface Position {
  id: string;
  title: string;
  unit: string;
  quantity: string;
  unitPrice: Money;
  total: Money;
}

export interface Estimate {
  id: string;
  number: string;
  status: string;
  total: Money;
  leadId: string;
  authorId: string;
  positions: readonly Position[];
}

/** Distinct inputs of each operation: enough that no contender answers from one warm object. */
export const INPUTS = 64;
export const LEADS_PER_PAGE = 20;
const LEADS = INPUTS * LEADS_PER_PAGE;
const ESTIMATES_PER_LEAD = 2;
const POSITIONS = 200;

/** An id in the shape of ours (UUIDv7), made from a kind and a number. */
const idOf = (kind: number, index: number): string =>
  `0192f000-${kind.toString(16).padStart(4, '0')}-7000-8000-${index.toString(16).padStart(12, '0')}`;

export const userId = (index: number): string => idOf(1, index);
export const organizationId = (index: number): string => idOf(2, index);
export const estimateId = (index: number): string => idOf(5, index);

const money = (cents: number): Money => ({ amount: (cents / 100).toFixed(2), currency: 'EUR' });
const pick = (values: readonly string[], index: number): string => values[index % values.length] ?? '';
const listOf = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_value, index) => make(index));

function makeUser(index: number): User {
  const organization = index % 8;
  return {
    id: userId(index),
    email: `person-${index}@example.test`,
    displayName: `Person Number ${index}`,
    role: { key: pick(['owner', 'manager', 'estimator'], index), name: `Role ${index % 3}` },
    organization: {
      id: organizationId(organization),
      name: `Organisation “${organization}” & Söhne`,
      slug: `organisation-${organization}`,
      currency: 'EUR',
    },
  };
}

function makeLead(index: number): Lead {
  return {
    id: idOf(3, index),
    name: `Kitchen and bathroom, flat ${index}`,
    status: pick(['NEW', 'MEASURED', 'OFFERED', 'WON'], index),
    price: money(100_000 + index * 137),
    updatedAt: new Date(Date.UTC(2026, 0, 1) + index * 61_000).toISOString(),
    contact: {
      id: idOf(4, index),
      name: `Contact ${index}`,
      email: `contact-${index}@example.test`,
      phone: `+49 30 ${(5_550_000 + index).toString()}`,
    },
  };
}

function makePosition(estimate: number, index: number): Position {
  const cents = 250 + ((estimate * 31 + index * 17) % 9_000);
  const quantity = 1 + ((estimate + index) % 40);
  return {
    id: idOf(6, estimate * POSITIONS + index),
    title: `Position ${index + 1}: tiles, laid and grouted`,
    unit: pick(['m²', 'h', 'pcs'], index),
    quantity: quantity.toFixed(3),
    unitPrice: money(cents),
    total: money(cents * quantity),
  };
}

/** The first estimates are read alone, with their positions (L); the others only hang on leads (M). */
function makeEstimate(index: number): Estimate {
  return {
    id: estimateId(index),
    number: `E-${(index + 1).toString().padStart(5, '0')}`,
    status: pick(['DRAFT', 'SENT', 'APPROVED'], index),
    total: money(500_000 + index * 211),
    leadId: idOf(3, Math.floor(index / ESTIMATES_PER_LEAD)),
    authorId: userId(index % INPUTS),
    positions: index < INPUTS ? listOf(POSITIONS, (position) => makePosition(index, position)) : [],
  };
}

export interface World {
  readonly users: ReadonlyMap<string, User>;
  readonly leads: ReadonlyMap<string, Lead>;
  readonly estimates: ReadonlyMap<string, Estimate>;
  /** Page `n` of the leads, from 0. */
  leadsOf(page: number): readonly Lead[];
  estimatesOf(leadId: string): readonly Estimate[];
}

/** Makes the world; a tenth of a second. */
export function createWorld(): World {
  const leads = listOf(LEADS, makeLead);
  const estimates = listOf(LEADS * ESTIMATES_PER_LEAD, makeEstimate);
  const byLead = new Map<string, Estimate[]>();
  for (const estimate of estimates) {
    const known = byLead.get(estimate.leadId);
    if (known) known.push(estimate);
    else byLead.set(estimate.leadId, [estimate]);
  }
  return {
    users: byId(listOf(INPUTS, makeUser)),
    leads: byId(leads),
    estimates: byId(estimates),
    leadsOf: (page) => leads.slice(page * LEADS_PER_PAGE, (page + 1) * LEADS_PER_PAGE),
    estimatesOf: (leadId) => byLead.get(leadId) ?? [],
  };
}

const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));
