import { z } from 'zod';
import { readSecretFiles } from './secret-files';

/** Thrown when the environment holds mistakes; lists *all* of them, so that one edit mends the file. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(['The configuration has mistakes:', ...mistakes.map((mistake) => `  - ${mistake}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** What may be wrong beyond single variables. */
export interface ConfigRules<S extends z.ZodObject> {
  /** Variables that may come from a file named by `<NAME>_FILE`. */
  readonly secrets?: readonly string[];
  /** What contradicts what, in words that begin with a variable's name. */
  readonly contradictions?: (settings: z.infer<S>) => readonly string[];
}

/**
 * Parses environment variables by a zod object schema. Empty strings count as unset.
 *
 * @param schema one key per variable
 * @param env usually `process.env`, read by a `main` file only
 * @returns the typed configuration
 * @throws ConfigError with every mistake, by variable name, never with a value (it may be a secret)
 */
export function loadConfig<S extends z.ZodObject>(
  schema: S,
  env: NodeJS.ProcessEnv,
  { secrets = [], contradictions = () => [] }: ConfigRules<S> = {},
): z.infer<S> {
  const { env: whole, mistakes: inFiles } = readSecretFiles(env, secrets);
  const given = Object.fromEntries(
    Object.entries(whole).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const issues = parsed.error?.issues ?? [];
  const mistakes = [
    ...inFiles,
    ...issues.map((issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`),
  ];
  // What contradicts the rest is told in the same go: the rest is what has no mistake of its own.
  const wrong = new Set(issues.map(({ path }) => String(path[0])));
  const rest = parsed.success
    ? parsed
    : schema.safeParse(Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))));
  if (rest.success) {
    const more = contradictions(rest.data).filter((words) => !wrong.has(words.split(':')[0] ?? ''));
    mistakes.push(...more);
  }
  if (mistakes.length > 0 || !parsed.success) throw new ConfigError(mistakes);
  return parsed.data;
}

/** As people write numbers: `0x50`, `1e3`, `080` and ` 80` are typing mistakes sooner than numbers. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** What timers take: above 2³¹ milliseconds they would go off at once. */
const MAX_SECONDS = 2_000_000;

/**
 * A number in decimal digits.
 *
 * @param range.whole false where it may have decimals
 */
export function numberSetting(range: { least: number; most?: number; whole?: boolean }) {
  const { least, most = Number.MAX_SAFE_INTEGER, whole = true } = range;
  const kind = `must be a ${whole ? 'whole ' : ''}number in plain digits, such as ${Math.max(1, Math.ceil(least))}`;
  const number = z
    .number({ error: kind })
    .min(least, `must be ${least} or more`)
    .max(most, `must be ${most} or less`);
  return z
    .string()
    .regex(NUMBER, kind)
    .transform(Number)
    .pipe(whole ? number.int(kind) : number);
}

/** How many seconds something takes. */
export const secondsSetting = (range: { least: number; whole?: boolean }) =>
  numberSetting({ most: MAX_SECONDS, ...range });

/** A TCP port, 0 meaning any free one. */
export const optionalPortSetting = numberSetting({ least: 0, most: 65_535 }).optional();
export const portSetting = (fallback: number) => optionalPortSetting.default(fallback);

/** A URL of one of the given schemes. */
export const urlSetting = (...schemes: string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)), {
      error: `must be a URL starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    });

/** A switch: true/false, 1/0, yes/no, on/off. */
export const switchSetting = (fallback: boolean) =>
  z.stringbool({ error: 'must be true or false' }).default(fallback);

const NAMED = /^([\w-]+)=(.+)$/;
const wait = secondsSetting({ least: 0.001, whole: false });

/** Seconds by name: `crm=20,estimates=5`. */
export const secondsByNameSetting = z.string().transform((text, context): Record<string, number> => {
  const pairs = text.split(',').map((entry) => {
    const [, name = '', seconds] = NAMED.exec(entry.trim()) ?? [];
    return [name, wait.safeParse(seconds).data] as const;
  });
  if (pairs.every((pair): pair is [string, number] => pair[1] !== undefined))
    return Object.fromEntries(pairs);
  context.addIssue({ code: 'custom', message: 'must be names with seconds, such as crm=20,estimates=5' });
  return z.NEVER;
});
