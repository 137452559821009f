import { uuidFrom } from '../random';
import { Collection } from '../store/collection';
import { ChangeFeed } from './changes';
import { CatalogBook } from './catalogs';
import { seedFields, type FieldDefinition } from './fields';
import { seedUsers, type SimulatorUser } from './people';
import type { AccountProfile } from './profiles';
import type { CompanyRow, ContactRow, EntityType, LeadRow, NoteRow, TaskRow } from './rows';
import { companySource } from './seed-companies';
import { contactSource } from './seed-contacts';
import type { SeedContext } from './seed-context';
import { eventSource, type EventLog } from './seed-events';
import { leadSource } from './seed-leads';
import { seedLinks, type CardLinks } from './seed-links';
import { noteSource, taskSource } from './seed-tasks';
import { seedLossReasons, seedPipelines, type LossReason, type Pipeline } from './stages';
import { TagBook } from './tags';
import { TalkBook } from './talks';
import { UnsortedBook } from './unsorted-book';
import { WebhookRegistry } from './webhook-registry';

/** What the account has paid for; switched by the control API. */
export interface Plan {
  paid: boolean;
  webhooks: boolean;
  /** Whether there are conversations, and webhooks may tell of them. */
  talks: boolean;
  /** What the account says of its filters (kommo-api.md 2.4); lists are filtered all the same. */
  filters: boolean;
}

/** A row shown with other keys, or another row in its place; in front of the list when `id` is null. */
export interface OddRow {
  list: string;
  id: number | string | null;
  set?: Record<string, unknown> | undefined;
  row?: unknown;
}

/** One Kommo account: people, settings, tables, change log. Tables are lazy: an account costs little until it is read. */
export class Account {
  readonly id: number;
  readonly users: SimulatorUser[];
  readonly pipelines: Pipeline[];
  readonly lossReasons: LossReason[];
  readonly fields: Record<EntityType, FieldDefinition[]>;
  readonly taskTypeId: number;
  readonly amojoId: string;
  readonly plan: Plan = { paid: true, webhooks: true, talks: true, filters: true };
  readonly leads: Collection<LeadRow>;
  readonly contacts: Collection<ContactRow>;
  readonly companies: Collection<CompanyRow>;
  readonly tasks: Collection<TaskRow>;
  readonly notes: Record<EntityType, Collection<NoteRow>>;
  readonly links: CardLinks;
  readonly tags: Record<EntityType, TagBook>;
  readonly webhooks: WebhookRegistry;
  readonly talks: TalkBook;
  readonly unsorted: UnsortedBook;
  readonly catalogs: CatalogBook;
  readonly changes = new ChangeFeed();
  /** Rows that lists show otherwise than they are; set by the control API. */
  odd: OddRow[] = [];
  subdomain: string;
  updatedAt: number;
  private readonly context: SeedContext;
  private eventLog: EventLog | undefined;
  private closestTasks: { revision: number; due: Map<string, number> } | undefined;

  constructor(
    readonly profile: AccountProfile,
    seed: number,
    epoch: number,
  ) {
    const { series } = profile;
    this.id = profile.id;
    this.subdomain = profile.subdomain;
    this.updatedAt = epoch - 86_400;
    this.users = seedUsers(series);
    this.pipelines = seedPipelines(series);
    this.lossReasons = seedLossReasons(series);
    this.fields = seedFields(series);
    this.taskTypeId = 2700001 + series;
    this.amojoId = uuidFrom(seed, `${profile.id}|amojo`);
    this.tags = TagBook.seed(series);
    this.webhooks = new WebhookRegistry(1200001 + series * 1000);
    this.talks = new TalkBook(this, seed, 770001 + series * 1000);
    this.unsorted = new UnsortedBook(profile.id, seed);
    // The generators keep the seeded people: later changes of rights or fields must not change seeded rows.
    this.context = {
      seed,
      epoch,
      profile,
      users: seedUsers(series),
      pipelines: this.pipelines,
      lossReasons: this.lossReasons,
      fields: seedFields(series),
    };
    this.leads = new Collection(leadSource(this.context, this.tags.leads.seeded));
    this.contacts = new Collection(contactSource(this.context, this.tags.contacts.seeded));
    this.companies = new Collection(companySource(this.context, this.tags.companies.seeded));
    this.tasks = new Collection(taskSource(this.context, this.taskTypeId));
    this.notes = {
      leads: new Collection(noteSource(this.context, 'leads')),
      contacts: new Collection(noteSource(this.context, 'contacts')),
      companies: new Collection(noteSource(this.context, 'companies')),
    };
    this.links = seedLinks(this.context);
    this.catalogs = new CatalogBook(this.context);
  }

  /** Where seeded history ends, unix seconds. */
  get epoch(): number {
    return this.context.epoch;
  }

  /** The host the account lives on, as Kommo names it. */
  get host(): string {
    return `${this.subdomain}.kommo.com`;
  }

  /** The change log; its seeded part is made at the first read. */
  get events(): EventLog {
    if (!this.eventLog) {
      const source = leadSource(this.context, this.tags.leads.seeded);
      this.eventLog = new Collection(eventSource(this.context, (slot) => source.generate(slot)));
    }
    return this.eventLog;
  }

  /** When the next open task of a card is due, unix seconds, or null. */
  closestTaskAt(entity: EntityType, id: number): number | null {
    if (this.closestTasks?.revision !== this.tasks.revision) {
      const due = new Map<string, number>();
      const open = this.tasks.find({
        state: 'live',
        order: 'id',
        descending: false,
        ranges: [],
        cacheKey: '',
      });
      for (let at = 0; at < open.total; at += 1) {
        const task = open.rowAt(at);
        if (task.is_completed || task.entity_id === null) continue;
        const key = `${task.entity_type}|${task.entity_id}`;
        due.set(key, Math.min(due.get(key) ?? Infinity, task.complete_till));
      }
      this.closestTasks = { revision: this.tasks.revision, due };
    }
    return this.closestTasks.due.get(`${entity}|${id}`) ?? null;
  }
}
