import { isUniqueViolation } from '../../../../service-kit/postgres/unique-violation';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditScope } from '../../../../service-kit/audit/audit-scope';
import { newId } from '../../../../service-kit/data/ids';
import type { UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { sendHandedIn } from '../chats/hand-in';
import { sendChat } from '../chats/send-chat';
import { clientOf } from '../connections/kommo-client';
import type { KommoClient } from '../kommo/client';
import type { Lane } from '../kommo/governor';
import { MOST_SKEW_S } from '../kommo/http';
import { KommoError } from '../kommo/kommo-error';
import { idOfRow } from '../kommo/row-parts';
import type { CrmRuntime } from '../runtime';
import { lookUp } from './look-up';
import { mayBeDone, refusalsOf } from './refusals';
import {
  claimWrite,
  endWrite,
  noteLost,
  noteSending,
  noteUnsent,
  readWrite,
  releaseWrite,
  UNCERTAIN,
  type KommoWrite,
  type WriteEnd,
} from './write-store';

/*
 * Carries a written-down write out, once, whoever died in the middle of it:
 *
 *   never sent         → send it
 *   sent, no answer    → look it up; a row that says the same is what came of it
 *   sent, not found    → look again when reads can't lag behind any more (kommo-api.md 3.17 f); then it was not done: send it again
 *
 * Who has no time for that leaves it open: its job goes on.
 */

/** What became of it. */
export type Outcome =
  | { kind: 'done'; kommoId: string }
  | { kind: 'refused'; errors: readonly UserErrorShape[] }
  /** It is not known yet. */
  | { kind: 'open' };

export interface CarryOptions {
  lane: Lane;
  /** How long may be waited, ms since the epoch. */
  until: number;
  /** Ends work under way. */
  signal: AbortSignal;
  /** Leave it open where Kommo refuses for a while; refused otherwise, for somebody waits. */
  isPatient: boolean;
  /** As whose doing its end is audited. */
  audit?: (() => AuditScope | undefined) | undefined;
}

/** Kommo may show what it has made so much later. */
const SETTLE_MS = 10_000;
const LOOK_AGAIN_MS = 1_500;
const WATCH_MS = 300;
/** What Kommo's clock may be behind ours while it is believed. */
const MARGIN_MS = MOST_SKEW_S * 1_000;
/** One sending has so long, turns and all: it is over, and shows, before its lease ends and another one begins. */
const SENDING_MS = 45_000;
const FOR_A_WHILE = ['rate_limited', 'blocked_html', 'unavailable', 'unauthorized'];
/** What a customer wrote can't be written again: where Kommo certainly does not have it, it goes on until its job is given up. */
const FOR_A_WHILE_HANDED_IN = [...FOR_A_WHILE, 'not_found'];
const NO_LOOKING = ['forbidden', 'payment', 'not_found', 'invalid', 'incomplete'];

/**
 * Carries a write out, or waits for whoever does.
 *
 * @throws Error when the write is not known (any more)
 */
export async function carryOut(
  runtime: CrmRuntime,
  orgId: string,
  writeId: string,
  options: CarryOptions,
): Promise<Outcome> {
  const runner = newId();
  const act = <T>(work: Parameters<typeof inOrganization<T>>[2]) =>
    inOrganization(runtime.source, orgId, work);
  for (;;) {
    const write = await act((db) => claimWrite(db, orgId, writeId, runner));
    if (write) return new Carrying(runtime, write, runner, options).run();
    const known = await act((db) => readWrite(db, orgId, writeId));
    if (!known) throw new Error('A write is gone.');
    if (known.state === 'DONE') return { kind: 'done', kommoId: known.kommoId ?? '' };
    if (known.state === 'REFUSED') return { kind: 'refused', errors: known.errors ?? [] };
    if (Date.now() + WATCH_MS > options.until) return { kind: 'open' };
    await delay(WATCH_MS, undefined, { signal: options.signal });
  }
}

class Carrying {
  private readonly client: KommoClient;

  constructor(
    private readonly runtime: CrmRuntime,
    private readonly write: KommoWrite,
    private readonly runner: string,
    private readonly options: CarryOptions,
  ) {
    this.client = clientOf(runtime, write);
  }

  async run(): Promise<Outcome> {
    try {
      if (this.write.sentAt) {
        const found = await this.settled();
        if (found !== null) return found;
      }
      return await this.send();
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** What came of the last sending; null when it is certain that nothing did. */
  private async settled(): Promise<Outcome | null> {
    const settle = this.runtime.settings.writeSettleMs ?? SETTLE_MS;
    const certainAt = (this.write.sentAt?.getTime() ?? 0) + settle;
    for (;;) {
      const isCertain = Date.now() >= certainAt;
      let found: string | null;
      try {
        found = await this.look();
      } catch (error) {
        if (!(error instanceof KommoError)) throw error;
        return (await this.uncertain(error)) ?? this.leave();
      }
      const ended = found === null ? null : await this.end({ kommoId: found });
      if (ended) return ended;
      // What was found an equal write has taken meanwhile: there may be another one.
      if (found === null && isCertain) return null;
      const wait = isCertain ? LOOK_AGAIN_MS : Math.min(LOOK_AGAIN_MS, certainAt - Date.now());
      const nextAt = found === null ? certainAt : Date.now() + wait;
      if (nextAt > this.options.until) return this.leave();
      await delay(Math.max(1, wait), undefined, { signal: this.options.signal });
    }
  }

  private look(): Promise<string | null> {
    const { lane, signal } = this.options;
    return lookUp(this.runtime, this.client, this.write, { lane, signal });
  }

  /** Kommo does not let us look: whether it was done stays unknown, and it is never done again. */
  private async uncertain(error: KommoError): Promise<Outcome | null> {
    if (!NO_LOOKING.includes(error.kind)) throw error;
    return this.end({ errors: [UNCERTAIN] });
  }

  private async send(): Promise<Outcome> {
    const { runtime, write, runner, options } = this;
    const now = (runtime.settings.now ?? Date.now)();
    const from = new Date(now - MARGIN_MS);
    const sentAt = await this.act((db) => noteSending(db, write, runner, from));
    if (!sentAt) return { kind: 'open' };
    Object.assign(write, { sentAt, lookedFrom: write.lookedFrom ?? from });
    const sending = AbortSignal.timeout(SENDING_MS);
    try {
      const signal = AbortSignal.any([options.signal, sending]);
      const kommoId = await this.sent({ lane: options.lane, signal });
      const ended = kommoId === null ? null : await this.end({ kommoId });
      if (ended) return ended;
    } catch (error) {
      if (error instanceof KommoError && !mayBeDone(error)) return this.refused(error);
      if (!(error instanceof KommoError) && !options.signal.aborted && !sending.aborted) throw error;
      this.runtime.log.info({ err: error, writeId: write.id }, 'answer to a write was lost');
    }
    const lostAt = await this.act((db) => noteLost(db, write, runner));
    if (!lostAt) return { kind: 'open' };
    write.sentAt = lostAt;
    if (options.signal.aborted) return this.leave();
    try {
      return (await this.settled()) ?? this.leave();
    } catch (error) {
      if (!(error instanceof KommoError) && !options.signal.aborted) throw error;
      return this.leave();
    }
  }

  private async sent(asked: { lane: Lane; signal: AbortSignal }): Promise<string | null> {
    const { runtime, write, client } = this;
    if (write.entity === 'CHAT_MESSAGES') return sendChat(runtime, write, asked);
    if (write.entity === 'CHAT_INCOMING') return sendHandedIn(runtime, write, asked);
    const { body } = await client.write('POST', write.path, sentBody(write), asked);
    return write.entity === 'MESSAGES' ? messageIn(body) : madeIn(body);
  }

  private async refused(error: KommoError): Promise<Outcome> {
    if (this.write.entity === 'CHAT_INCOMING' && FOR_A_WHILE_HANDED_IN.includes(error.kind)) {
      await this.act((db) => noteUnsent(db, this.write, this.runner));
      throw error;
    }
    if (this.options.isPatient && FOR_A_WHILE.includes(error.kind)) throw error;
    return (await this.end({ errors: [...refusalsOf(error, this.write.body)] })) ?? this.leave();
  }

  /** @returns null when another write has taken that row of Kommo's: an equal one, whose answer was lost */
  private async end(end: WriteEnd): Promise<Outcome | null> {
    const { runtime, write, options } = this;
    try {
      await inOrganization(
        runtime.source,
        write.orgId,
        (db) => endWrite(db, write, end),
        undefined,
        options.audit?.(),
      );
    } catch (error) {
      if (isUniqueViolation(error)) return null;
      throw error;
    }
    return 'kommoId' in end
      ? { kind: 'done', kommoId: end.kommoId }
      : { kind: 'refused', errors: end.errors };
  }

  private async leave(): Promise<Outcome> {
    await this.release();
    return { kind: 'open' };
  }

  private release(): Promise<void> {
    return this.act((db) => releaseWrite(db, this.write, this.runner));
  }

  private act<T>(work: Parameters<typeof inOrganization<T>>[2]): Promise<T> {
    return inOrganization(this.runtime.source, this.write.orgId, work);
  }
}

/** Kommo takes lists of rows, and messages one by one. */
const sentBody = ({ entity, body }: KommoWrite): unknown => (entity === 'MESSAGES' ? body : [body]);

/** The UUID in `{ id }`. */
function messageIn(body: unknown): string | null {
  const id = (body as { id?: unknown } | null)?.id;
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : null;
}

/** The number in `{ _embedded: { leads: [{ id }] } }`; null for an answer without one. */
function madeIn(body: unknown): string | null {
  const embedded = (body as { _embedded?: Record<string, unknown> } | null)?._embedded;
  const [rows] = Object.values(embedded ?? {});
  return Array.isArray(rows) ? idOfRow(rows[0]) : null;
}
