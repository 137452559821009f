/** What command-line tools write with: colour only where a person looks. */
const colour = process.stdout.isTTY && !process.env['NO_COLOR'];
const paint = (code: number) => (text: string) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const green = paint(32);
export const red = paint(31);
export const cyan = paint(36);
export const yellow = paint(33);

/** Where the lines go; a test that plays the demo listens instead. */
let out: (text: string) => void = (text) => void process.stdout.write(text);
export const redirectOutput = (to: (text: string) => void): void => void (out = to);

export const write = (text = ''): void => out(`${text}\n`);

const BAR_WIDTH = 30;
let lastPlain = '';

/**
 * Draws a progress bar in place; without a terminal it writes a line whenever the tenth of the way changes.
 *
 * @param percent 0–100
 * @param note what stands behind the bar
 */
export function progressBar(percent: number, note: string): void {
  const filled = Math.round((percent / 100) * BAR_WIDTH);
  const line = `  ${cyan('█'.repeat(filled))}${dim('░'.repeat(BAR_WIDTH - filled))} ${String(Math.round(percent)).padStart(3)} %  ${note}`;
  if (process.stdout.isTTY) {
    out(`\r\u001B[2K${line}`);
    return;
  }
  const tenth = String(Math.floor(percent / 10));
  if (tenth !== lastPlain) write(line);
  lastPlain = tenth;
}

/** Ends a bar's line. */
export function endProgress(): void {
  if (process.stdout.isTTY) write();
  lastPlain = '';
}
