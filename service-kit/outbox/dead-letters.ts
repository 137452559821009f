import { inOrganization } from '../postgres/database';
import { schemaOf, type EventPart } from './events';

/** An event that failed for the last time. */
export interface DeadLetter {
  /** The consuming subgraph. */
  part: string;
  orgId: string;
  consumer: string;
  eventId: string;
  type: string;
  object: string;
  attempts: number;
  deadAt: Date;
  error: string;
}

type Part = Pick<EventPart, 'name' | 'source'>;

/** The dead letters of a subgraph, the oldest 1,000. */
export async function deadLetters({ name, source }: Part): Promise<DeadLetter[]> {
  const rows = (await source.query(
    `SELECT org_id AS "orgId", consumer, event_id AS "eventId", type, object, attempts, dead_at AS "deadAt", error
       FROM ${schemaOf(source)}.dead_events()`,
  )) as Omit<DeadLetter, 'part'>[];
  return rows.map((row) => ({ part: name, ...row }));
}

/** Gives a dead letter all its tries again; what waited behind it follows. */
export const replayDeadLetter = (part: Part, letter: DeadLetter): Promise<void> =>
  settle(part, letter, 'dead_at = NULL, attempts = 0, next_at = now()');

/** Gives a dead letter up: it counts as done, and what waited behind it follows. */
export const discardDeadLetter = (part: Part, letter: DeadLetter): Promise<void> =>
  settle(part, letter, 'dead_at = NULL, done_at = now(), payload = NULL');

async function settle({ source }: Part, letter: DeadLetter, set: string): Promise<void> {
  await inOrganization(source, letter.orgId, (db) =>
    db.query(
      `UPDATE ${schemaOf(source)}.inbox SET ${set}
        WHERE org_id = $1 AND consumer = $2 AND event_id = $3 AND dead_at IS NOT NULL`,
      [letter.orgId, letter.consumer, letter.eventId],
    ),
  );
}
