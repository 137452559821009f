/** A stream's next value. @throws Error when it has ended, or nothing comes in time */
export async function nextOf<T>(stream: AsyncIterator<T>, limitMs = 90_000): Promise<T> {
  const { value, done } = await inTime(stream.next(), limitMs);
  if (done) throw new Error('The stream has ended.');
  return value;
}

/** Whether a stream has ended. @throws Error when it has more to say, or says nothing in time */
export async function hasEnded(stream: AsyncIterator<unknown>, limitMs = 90_000): Promise<boolean> {
  const { value, done } = await inTime(stream.next(), limitMs);
  if (!done) throw new Error(`The stream goes on: ${JSON.stringify(value)}`);
  return true;
}

/** @throws Error when a promise takes longer than it may */
export async function inTime<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came within ${limitMs} ms.`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
