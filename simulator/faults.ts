import type { Random } from './random';

export const FAULT_KINDS = [
  '429',
  '500',
  '502_html',
  '504_html',
  'slow',
  'reset_connection',
  'truncated_json',
  'empty_200',
  'html_403',
  '403',
  '403_scope',
  '401_expired',
  '401_revoked',
  '402',
  '401_stray',
  '404',
  'empty_204',
  'wrong_content_type',
  'refresh_lost_response',
  'subdomain_changed',
  'next_link_foreign_host',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault to inject (kommo-api.md 7.5). */
export interface Fault {
  id: number;
  match: {
    method?: string | undefined;
    /** Path inside the account, `*` stands for any characters. */
    path?: string | undefined;
    /** Subdomain or account id. */
    account?: string | number | undefined;
  };
  kind: FaultKind;
  /** Exactly so many requests are hit; absent with `probability`. */
  times?: number | undefined;
  /** 0 to 1, drawn from the seeded stream; without it every matching request is hit. */
  probability?: number | undefined;
  /** Real milliseconds to wait before the answer. */
  delay_ms?: number | undefined;
  /** Whether the request is carried out although the answer is broken; by kind if absent. */
  applied?: boolean | undefined;
}

export interface FaultTarget {
  method: string;
  path: string;
  subdomain: string | null;
  accountId: number | null;
}

const APPLIED: ReadonlySet<FaultKind> = new Set<FaultKind>([
  '504_html',
  'slow',
  'truncated_json',
  'empty_200',
  'wrong_content_type',
  'refresh_lost_response',
  'next_link_foreign_host',
]);

/** Whether the request behind a fault is carried out: a gateway time-out often hides a write that was done. */
export function isApplied(fault: Fault): boolean {
  return fault.applied ?? APPLIED.has(fault.kind);
}

function pathMatches(pattern: string, path: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(path);
}

function hits(fault: Fault, target: FaultTarget): boolean {
  const { method, path, account } = fault.match;
  if (fault.kind === 'refresh_lost_response' && target.path !== '/oauth2/access_token') return false;
  if (method !== undefined && method.toUpperCase() !== target.method) return false;
  if (path !== undefined && !pathMatches(path, target.path)) return false;
  return account === undefined || account === target.subdomain || account === target.accountId;
}

/** The faults that are set; the first one that matches a request is used up by it. */
export class FaultBook {
  private faults: Fault[] = [];
  private nextId = 1;

  constructor(private readonly random: Random) {}

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: this.nextId };
    this.nextId += 1;
    this.faults.push(added);
    return added;
  }

  all(): readonly Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  /** The fault for a request, if any; counts it. */
  take(target: FaultTarget): Fault | undefined {
    for (const fault of this.faults) {
      if (!hits(fault, target)) continue;
      if (fault.probability !== undefined && !this.random.chance(fault.probability)) continue;
      if (fault.times !== undefined) {
        fault.times -= 1;
        if (fault.times <= 0) this.faults = this.faults.filter((other) => other !== fault);
      }
      return fault;
    }
    return undefined;
  }
}
