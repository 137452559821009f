/** A webhook subscription as the API shows it (kommo-api.md 4.1). */
export interface WebhookSubscription {
  id: number;
  destination: string;
  created_at: number;
  updated_at: number;
  created_by: number;
  sort: number;
  disabled: boolean;
  settings: string[];
  /** The integration that subscribed. */
  client_id: string;
}

/** Kommo's limit of webhooks for one account (kommo-api.md 2.5). */
export const MAX_WEBHOOKS = 100;

const CARD_EVENTS = ['add', 'update', 'delete', 'restore', 'responsible', 'note'] as const;

/** The documented event codes; any other is refused. */
export const WEBHOOK_EVENTS: ReadonlySet<string> = new Set([
  ...['lead', 'contact', 'company'].flatMap((entity) => CARD_EVENTS.map((event) => `${event}_${entity}`)),
  ...['add', 'update', 'delete', 'responsible', 'note'].map((event) => `${event}_customer`),
  'status_lead',
  'add_task',
  'update_task',
  'delete_task',
  'responsible_task',
  'add_message',
  'add_talk',
  'update_talk',
  'add_outgoing_message',
  'add_chat_template_review',
  'add_unsorted',
  'update_unsorted',
  'delete_unsorted',
]);

/** The subscriptions of one account, one for each destination. */
export class WebhookRegistry {
  private subscriptions: WebhookSubscription[] = [];

  constructor(private nextId: number) {}

  all(): readonly WebhookSubscription[] {
    return this.subscriptions;
  }

  find(destination: string): WebhookSubscription | undefined {
    return this.subscriptions.find((subscription) => subscription.destination === destination);
  }

  /** Adds a subscription, or replaces the settings of a known destination and enables it again. */
  save(
    draft: Pick<WebhookSubscription, 'destination' | 'settings' | 'sort' | 'created_by' | 'client_id'>,
    now: number,
  ): WebhookSubscription {
    const known = this.find(draft.destination);
    if (known) return Object.assign(known, { ...draft, updated_at: now, disabled: false });
    const added = { ...draft, id: this.nextId, created_at: now, updated_at: now, disabled: false };
    this.nextId += 1;
    this.subscriptions.push(added);
    return added;
  }

  /** Removes a destination; false if it was not there. */
  remove(destination: string): boolean {
    const before = this.subscriptions.length;
    this.subscriptions = this.subscriptions.filter(
      (subscription) => subscription.destination !== destination,
    );
    return this.subscriptions.length < before;
  }

  /** Puts back subscriptions kept in a state file. */
  restore(subscriptions: readonly WebhookSubscription[]): void {
    this.subscriptions = [...subscriptions];
    this.nextId = Math.max(this.nextId, ...subscriptions.map((subscription) => subscription.id + 1));
  }
}
