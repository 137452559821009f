import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { inOrganization } from '../../../../service-kit/postgres/database';
import { newId } from '../../../../service-kit/data/ids';
import type { ConnectionRef } from '../runtime';

/*
 * Kommo wants its answer within two seconds and switches a hook off that fails too often, so a body is stored as it came and
 * answered at once. Bodies that arrive while others are being stored are stored together by the next statement: a flood costs a
 * few large transactions, and each body is answered after its own commit.
 */

interface Waiting {
  ref: ConnectionRef;
  body: string;
  done(): void;
  failed(error: unknown): void;
}

const PER_COMMIT = 500;
/** The same body within so long is the same delivery: Kommo sends again what it believes failed. */
const SAME_WITHIN_S = 600;

const INSERT = `
  INSERT INTO crm.webhook_inbox (org_id, id, connection_id, body, body_hash, slot, received_at, source)
  SELECT $1, b.id, b.connection_id, b.body, b.body_hash, $6, now(), $7
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bytea[]) AS b (id, connection_id, body, body_hash)
  ON CONFLICT (org_id, connection_id, body_hash, slot) DO NOTHING`;

/** Who tells: the account, of its cards and conversations, or the chats of our own channel. */
export type HookSource = 'ACCOUNT' | 'CHATS';

/** Stores what arrives. */
export class Inbox {
  private readonly waiting = new Map<string, Waiting[]>();
  private readonly busy = new Set<string>();

  constructor(
    private readonly source: DataSource,
    private readonly from: HookSource = 'ACCOUNT',
  ) {}

  /** Stores a body. @returns when it is committed */
  put(ref: ConnectionRef, body: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = { ref, body, done: resolve, failed: reject };
      const queue = this.waiting.get(ref.orgId);
      if (queue) queue.push(entry);
      else this.waiting.set(ref.orgId, [entry]);
      void this.flush(ref.orgId);
    });
  }

  private async flush(orgId: string): Promise<void> {
    if (this.busy.has(orgId)) return;
    this.busy.add(orgId);
    try {
      for (;;) {
        const part = this.waiting.get(orgId)?.splice(0, PER_COMMIT) ?? [];
        if (part.length === 0) break;
        await this.store(orgId, part);
      }
      this.waiting.delete(orgId);
    } finally {
      this.busy.delete(orgId);
    }
  }

  private async store(orgId: string, part: readonly Waiting[]): Promise<void> {
    try {
      await inOrganization(this.source, orgId, (db) =>
        db.query(INSERT, [
          orgId,
          part.map(() => newId()),
          part.map(({ ref }) => ref.connectionId),
          part.map(({ body }) => body),
          part.map(({ body }) => createHash('sha256').update(body).digest()),
          Math.floor(Date.now() / 1000 / SAME_WITHIN_S),
          this.from,
        ]),
      );
      for (const entry of part) entry.done();
    } catch (error) {
      for (const entry of part) entry.failed(error);
    }
  }
}
