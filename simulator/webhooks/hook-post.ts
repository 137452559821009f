import type { Account } from '../accounts/account';
import type { Change } from '../accounts/changes';
import type { WebhookSubscription } from '../accounts/webhook-registry';
import type { SimulatorClock } from '../clock';
import type { Behaviour } from '../options';
import type { RequestLog } from '../request-log';
import { uuidFrom } from '../random';
import { hookBody } from './encode';

/*
 * Sends account webhooks (kommo-api.md 4.4): changes of a short while together, an answer within two seconds, retries, and a
 * hook that fails too often is switched off.
 */

const BATCH_MS = 50;
const ROWS_PER_REQUEST = 50;
const LIMIT_MS = 2_000;
/** Seconds before each further attempt: after any failure, and two more after 499 and 5xx. */
const RETRY_S = [300, 900];
const SERVER_RETRY_S = [300, 900, 900, 3_600];
const DISABLE_AFTER = 100;
const DISABLE_WITHIN_MS = 2 * 3_600_000;
const USER_AGENT = 'amoCRM-Webhooks/3.0';

/** What the post office needs of its world. */
export interface HookWorld {
  readonly seed: number;
  readonly accounts: readonly Account[];
  readonly behaviour: Behaviour;
  readonly clock: SimulatorClock;
  readonly requests: RequestLog;
  hookChance(probability: number): boolean;
}

/** The post office of one world; a reset makes a new one. */
export class HookPost {
  private readonly waiting = new Map<Account, Change[]>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly failures = new Map<number, number[]>();
  private readonly running = new Set<Promise<void>>();
  private serial = 0;
  private stopped = false;

  constructor(private readonly world: HookWorld) {
    for (const account of world.accounts) account.changes.listen((change) => this.note(account, change));
  }

  /** Sends nothing any more. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Ends when nothing is under way; retries that wait for their time do not count. */
  async settled(): Promise<void> {
    for (const account of this.waiting.keys()) this.send(account);
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private note(account: Account, change: Change): void {
    if (this.stopped || account.webhooks.all().length === 0) return;
    const changes = this.waiting.get(account);
    if (changes) changes.push(change);
    else {
      this.waiting.set(account, [change]);
      this.later(BATCH_MS, () => this.send(account));
    }
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }

  private send(account: Account): void {
    const changes = this.waiting.get(account) ?? [];
    this.waiting.delete(account);
    for (const hook of account.webhooks.all()) {
      if (hook.disabled) continue;
      const wanted = changes.filter((change) => hook.settings.includes(change.code));
      for (let at = 0; at < wanted.length; at += ROWS_PER_REQUEST) {
        const body = hookBody(account, wanted.slice(at, at + ROWS_PER_REQUEST));
        if (body !== null) this.post(hook, body);
      }
    }
  }

  private post(hook: WebhookSubscription, body: string): void {
    const { hookDrop, hookDuplicate } = this.world.behaviour;
    if (this.world.hookChance(hookDrop)) return;
    this.attempt(hook, body, 1);
    if (this.world.hookChance(hookDuplicate)) this.attempt(hook, body, 1);
  }

  private attempt(hook: WebhookSubscription, body: string, attempt: number): void {
    const running = this.deliver(hook, body, attempt).finally(() => this.running.delete(running));
    this.running.add(running);
  }

  private async deliver(hook: WebhookSubscription, body: string, attempt: number): Promise<void> {
    const began = performance.now();
    const status = await this.call(hook.destination, body);
    const duration_ms = Math.round(performance.now() - began);
    const at = this.world.clock.now();
    this.world.requests.addDelivery({
      at,
      kind: 'webhook',
      url: hook.destination,
      status,
      attempt,
      duration_ms,
    });
    if (this.stopped) return;
    if (status !== null && status >= 100 && status < 300) return;
    this.judge(hook);
    const waits = status !== null && status >= 499 && status < 600 ? SERVER_RETRY_S : RETRY_S;
    const wait = waits[attempt - 1];
    if (wait === undefined || hook.disabled) return;
    this.later(wait * 1_000 * this.world.behaviour.hookTimeFactor, () =>
      this.attempt(hook, body, attempt + 1),
    );
  }

  private async call(url: string, body: string): Promise<number | null> {
    this.serial += 1;
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': USER_AGENT,
          'x-amocrm-requestid': uuidFrom(this.world.seed, `hook ${this.serial}`),
        },
        body,
        signal: AbortSignal.timeout(LIMIT_MS),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }

  /** More than a hundred invalid answers within two hours, the last one among them, switch a hook off. */
  private judge(hook: WebhookSubscription): void {
    const now = Date.now();
    const since = now - DISABLE_WITHIN_MS * this.world.behaviour.hookTimeFactor;
    const recent = [...(this.failures.get(hook.id) ?? []).filter((at) => at > since), now];
    this.failures.set(hook.id, recent);
    if (recent.length > DISABLE_AFTER) hook.disabled = true;
  }
}
