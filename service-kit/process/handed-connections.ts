import type { Worker } from 'node:cluster';

/*
 * node:cluster keeps a connection that it hands to a worker open until the worker says that it has it, and forgets it when the worker
 * dies before that: its client would wait for ever, and the primary keep its descriptor. So what a worker is handed is noted from what
 * both say to each other (`round_robin_handle.js` and `utils.js` of Node.js 20), and closed when the worker is gone. It is not
 * handed to another: the dead one may have begun to answer.
 */

interface Handle {
  close(): void;
}
/** A word of node:cluster. */
interface Said {
  readonly cmd?: unknown;
  readonly act?: unknown;
  readonly seq?: unknown;
  readonly ack?: unknown;
}
type Send = (message: Said, handle?: unknown, ...rest: unknown[]) => boolean;

const isHandle = (handle: unknown): handle is Handle =>
  typeof (handle as Partial<Handle> | undefined)?.close === 'function';

/** Closes connections that this worker was handed and never took, once it is gone. @param onClosed told how many, if any */
export function closeWhatIsNotTaken({ process: child }: Worker, onClosed: (count: number) => void): void {
  const handed = new Map<unknown, Handle>();
  const channel = child as unknown as { send: Send };
  const send = channel.send.bind(child);
  channel.send = (message, handle, ...rest) => {
    if (message?.cmd === 'NODE_CLUSTER' && message.act === 'newconn' && isHandle(handle))
      handed.set(message.seq, handle);
    return send(message, handle, ...rest);
  };
  child.on('internalMessage', ({ ack }: Said) => handed.delete(ack));
  // After its end, and after all that it said.
  child.once('close', () => {
    for (const handle of handed.values()) handle.close();
    if (handed.size > 0) onClosed(handed.size);
  });
}
