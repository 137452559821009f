import {
  deadLetters,
  discardDeadLetter,
  replayDeadLetter,
  type DeadLetter,
} from '../service-kit/outbox/dead-letters';
import { EVENT_PARTS } from './event-parts';
import { openEventSource } from './events';
import type { Platform } from './platform';
import { bold, dim, write } from './terminal';

/**
 * `events dead | replay <id>|all | discard <id>`: what becomes of events that failed for the last time. Running workers
 * take up what is replayed within two seconds.
 *
 * @throws Error for an id that no dead letter has
 */
export async function manageEvents(platform: Platform, [action, wanted]: string[]): Promise<void> {
  const found: { letter: DeadLetter; settle: (how: typeof replayDeadLetter) => Promise<void> }[] = [];
  for (const name of EVENT_PARTS) {
    const part = { name, source: await openEventSource(platform, name) };
    for (const letter of await deadLetters(part)) found.push({ letter, settle: (how) => how(part, letter) });
  }
  if (action === 'dead') {
    for (const { letter } of found) show(letter);
    if (found.length === 0) write('There is no dead letter.');
    return;
  }
  const all = action === 'replay' && wanted === 'all';
  const chosen = all ? found : found.filter(({ letter }) => letter.eventId === wanted);
  if (chosen.length === 0 && !all)
    throw new Error(`No dead letter has the id "${wanted ?? ''}". See: events dead`);
  for (const { settle } of chosen) await settle(action === 'replay' ? replayDeadLetter : discardDeadLetter);
  write(`${action === 'replay' ? 'Replayed' : 'Discarded'}: ${chosen.length}`);
}

function show({ part, consumer, eventId, type, orgId, object, attempts, deadAt, error }: DeadLetter): void {
  write(`${bold(eventId)}  ${type} ${dim(`for ${part}.${consumer}, ${object}, organisation ${orgId}`)}`);
  write(`  ${deadAt.toISOString()} after ${attempts} tries: ${error}`);
}
