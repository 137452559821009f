import { Account } from './accounts/account';
import { DEMO_CHANNEL, type ChatChannel } from './amojo/channel';
import { DEFAULT_COUNTS, accountProfiles, type RowCounts, type Scenario } from './accounts/profiles';
import { countForExactPages } from './accounts/seed-leads';
import { SimulatorClock, VIRTUAL_EPOCH } from './clock';
import { FaultBook } from './faults';
import { GrantBook } from './oauth/grants';
import { integrationFrom, type Integration } from './oauth/integrations';
import { DEFAULT_BEHAVIOUR, DEMO_INTEGRATION, type Behaviour, type KommoSimulatorOptions } from './options';
import { PagingDrift } from './paging-drift';
import { Random, streamRoot, uuidFrom } from './random';
import { RateLimiter } from './rate-limit';
import { RequestLog } from './request-log';
import { HookPost } from './webhooks/hook-post';
import { readState, writeState } from './state-file';

const DAY = 86_400;

/** What can be chosen anew at a reset. */
export type WorldChoices = { [Table in keyof RowCounts]?: number | undefined } & {
  seed?: number | undefined;
  scenario?: Scenario | undefined;
  /** Issued tokens stay good. */
  keep_tokens?: boolean | undefined;
};

function countsOf(options: KommoSimulatorOptions, choices: WorldChoices): RowCounts {
  if (choices.scenario === 'empty') return { leads: 0, contacts: 0, companies: 0, tasks: 0 };
  const counts = { ...DEFAULT_COUNTS };
  for (const table of Object.keys(counts) as (keyof RowCounts)[]) {
    counts[table] = choices[table] ?? options[table] ?? counts[table];
  }
  if (choices.scenario === 'exact_pages') counts.leads = countForExactPages(counts.leads);
  return counts;
}

/** What was registered, with the configured integration as it is configured now: its redirect address may have moved. */
function integrationsOf(
  { integration }: KommoSimulatorOptions,
  known: readonly Integration[] | undefined,
): Integration[] {
  const configured = integrationFrom(integration ?? DEMO_INTEGRATION);
  if (!known) return [configured];
  if (!integration) return [...known];
  const isKnown = known.some(({ clientId }) => clientId === configured.clientId);
  return isKnown
    ? known.map((one) => (one.clientId === configured.clientId ? { ...one, ...integration } : one))
    : [configured, ...known];
}

/** Everything the simulator knows: accounts, integrations, grants, faults, time. Replaced as a whole by a reset. */
export class World {
  readonly seed: number;
  readonly clock: SimulatorClock;
  readonly accounts: Account[];
  readonly integrations: Integration[];
  readonly grants: GrantBook;
  readonly faults: FaultBook;
  readonly limiter: RateLimiter;
  readonly drift = new PagingDrift();
  readonly requests = new RequestLog();
  readonly behaviour: Behaviour;
  readonly hooks: HookPost;
  /** The chat channel that is registered. */
  readonly channel: ChatChannel;
  private readonly hookRandom: Random;
  private readonly epoch: number;
  private requestSerial = 0;

  /**
   * Builds the world from the options. With a state file it goes on where the last process stopped; after a reset
   * (`previous` given) it begins anew and keeps the integrations, and the tokens if asked for.
   */
  constructor(
    private readonly options: KommoSimulatorOptions,
    choices: WorldChoices = {},
    previous?: World,
  ) {
    const saved = options.stateFile && !previous ? readState(options.stateFile) : undefined;
    this.seed = choices.seed ?? options.seed ?? 1;
    this.clock = new SimulatorClock(options.clock ?? 'wall', options.speed, saved?.clockOffset ?? 0);
    const today = Math.floor(this.clock.now() / DAY) * DAY;
    this.epoch = saved?.epoch ?? (this.clock.mode === 'virtual' ? VIRTUAL_EPOCH : today);
    const counts = countsOf(options, choices);
    this.accounts = accountProfiles(counts, options.tenants).map(
      (profile) => new Account(profile, this.seed, this.epoch),
    );
    this.integrations = integrationsOf(options, saved?.integrations ?? previous?.integrations);
    this.grants = choices.keep_tokens && previous ? previous.grants : new GrantBook(options.seed ?? 1);
    this.faults = new FaultBook(new Random(streamRoot(this.seed, 'faults')));
    this.limiter = new RateLimiter(options.rateLimit ?? {});
    this.behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
    this.channel = previous?.channel ?? { ...DEMO_CHANNEL };
    this.hookRandom = new Random(streamRoot(this.seed, 'hooks'));
    if (saved) this.restore(saved);
    previous?.hooks.stop();
    this.hooks = new HookPost(this);
  }

  /** Draws from the stream of webhooks. */
  hookChance(probability: number): boolean {
    return probability > 0 && this.hookRandom.chance(probability);
  }

  accountOf(subdomain: string): Account | undefined {
    return this.accounts.find((account) => account.subdomain === subdomain);
  }

  accountById(id: number): Account | undefined {
    return this.accounts.find((account) => account.id === id);
  }

  integrationOf(clientId: unknown): Integration | undefined {
    return this.integrations.find((integration) => integration.clientId === clientId);
  }

  /** The id of the next request, as in `X-Request-Id`. */
  nextRequestId(): string {
    this.requestSerial += 1;
    return uuidFrom(this.seed, `request ${this.requestSerial}`);
  }

  /** Writes the state file, if there is one; call before a client hears of a change it relies on. */
  save(): void {
    if (!this.options.stateFile) return;
    writeState(this.options.stateFile, {
      version: 1,
      epoch: this.epoch,
      clockOffset: this.clock.offset,
      grants: this.grants.state(),
      integrations: this.integrations,
      accounts: this.accounts.map((account) => ({
        id: account.id,
        subdomain: account.subdomain,
        webhooks: [...account.webhooks.all()],
      })),
    });
  }

  private restore(saved: NonNullable<ReturnType<typeof readState>>): void {
    this.grants.restore(saved.grants);
    for (const { id, subdomain, webhooks } of saved.accounts) {
      const account = this.accountById(id);
      if (!account) continue;
      account.subdomain = subdomain;
      account.webhooks.restore(webhooks);
    }
  }
}
