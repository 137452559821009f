/** One event of a stream, as it came. */
export interface ServerSentEvent {
  /** Empty when it has no name. */
  event: string;
  data: string;
}

/** Thrown for an event that is larger than it may be. */
class EventTooLarge extends Error {}

/**
 * Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
 * Comments are skipped; an event that was cut off by the end is lost.
 *
 * @param maxBytes of one event, about
 * @throws EventTooLarge
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let unread: string[] = []; // of a line that has not ended: joined once, however many chunks it comes in
  let size = 0;
  let event = '';
  let data: string[] = [];
  for await (const chunk of chunks) {
    const lines = decoder.decode(chunk, { stream: true }).split('\n');
    size += chunk.byteLength;
    if (size > maxBytes) throw new EventTooLarge('an event is too large');
    for (const [index, part] of lines.entries()) {
      unread.push(part);
      if (index === lines.length - 1) break;
      const line = unread.join('').replace(/\r$/, '');
      unread = [];
      if (line === '') {
        if (data.length > 0 || event !== '') yield { event, data: data.join('\n') };
        event = '';
        data = [];
        size = 0;
      } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      else if (line.startsWith('event:')) event = line.slice(6).trim();
    }
  }
}
