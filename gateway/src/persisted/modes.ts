import { ConfigError } from '../../../service-kit/process/config';

/** What becomes of an operation that no manifest lists: it runs, it runs and is logged, or it is refused. */
const MODES = ['off', 'log', 'enforce'] as const;
export type Mode = (typeof MODES)[number];

/** The mode for a client. */
export type ModeOf = (client: string | null) => Mode;

/**
 * Reads the modes of single clients. A client's name is a claim that anyone can make, so a name can only make things
 * stricter: otherwise a stranger would choose the most lenient name.
 *
 * @param everyone the mode of all others
 * @param clients `web=enforce,partner-x=log`
 * @throws ConfigError naming each malformed entry, and each that is more lenient than `everyone`
 */
export function readModes(everyone: Mode, clients = ''): ModeOf {
  const modes = new Map<string, Mode>();
  const mistakes: string[] = [];
  for (const entry of clients.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const at = entry.lastIndexOf('=');
    const [name, mode] = [entry.slice(0, Math.max(at, 0)).trim(), entry.slice(at + 1).trim()];
    if (name === '' || !isMode(mode))
      mistakes.push(`"${entry}" is not like web=enforce (${MODES.join(', ')})`);
    else if (modes.has(name)) mistakes.push(`"${name}" is named twice`);
    else if (strictness(mode) < strictness(everyone)) mistakes.push(lenient(entry, everyone));
    else modes.set(name, mode);
  }
  if (mistakes.length > 0)
    throw new ConfigError(mistakes.map((mistake) => `PERSISTED_OPERATIONS_CLIENTS: ${mistake}`));
  return (client) => (client === null ? everyone : (modes.get(client) ?? everyone));
}

const lenient = (entry: string, everyone: Mode): string =>
  `"${entry}" is more lenient than PERSISTED_OPERATIONS=${everyone}; anyone can claim that name, so it would open ` +
  'the door to everyone. Set the lenient mode for all, and the strict one for single clients';

const strictness = (mode: Mode): number => MODES.indexOf(mode);

const isMode = (text: string): text is Mode => (MODES as readonly string[]).includes(text);
