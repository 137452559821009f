/** One request the simulator answered, without tokens and bodies. */
export interface RequestRecord {
  n: number;
  /** Virtual time, unix seconds. */
  at: number;
  method: string;
  /** Path inside the account, without query. */
  path: string;
  query: string;
  account: string | null;
  client_id: string | null;
  status: number;
  fault: string | null;
  request_id: string;
}

/** A call the simulator made itself: install and uninstall hooks, webhooks of accounts and of chats. */
export interface DeliveryRecord {
  at: number;
  kind: 'install' | 'uninstall' | 'webhook' | 'chat';
  url: string;
  status: number | null;
  /** Of a webhook. */
  attempt?: number;
  duration_ms?: number;
}

const KEPT = 5_000;

/** The latest requests and deliveries, for asserts; older ones are forgotten. */
export class RequestLog {
  private requests: RequestRecord[] = [];
  private sent: DeliveryRecord[] = [];
  private served = 0;

  add(record: Omit<RequestRecord, 'n'>): void {
    this.served += 1;
    this.requests.push({ n: this.served, ...record });
    if (this.requests.length > KEPT * 2) this.requests = this.requests.slice(-KEPT);
  }

  addDelivery(record: DeliveryRecord): void {
    this.sent = [...this.sent.slice(1 - KEPT), record];
  }

  /** Requests in order, the oldest first; filtered by what is given. */
  find(filter: Partial<Pick<RequestRecord, 'method' | 'path' | 'account' | 'status'>> = {}): RequestRecord[] {
    const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
    return this.requests
      .slice(-KEPT)
      .filter((record) => wanted.every(([key, value]) => record[key as keyof RequestRecord] === value));
  }

  deliveries(): readonly DeliveryRecord[] {
    return this.sent;
  }

  clear(): void {
    this.requests = [];
    this.sent = [];
  }
}
