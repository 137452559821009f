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

/** A TCP port, 0 meaning any free one. */
export const portSetting = (fallback: number) =>
  z.coerce
    .number({ error: 'must be a port number (0–65535)' })
    .int('must be a whole number')
    .min(0, 'must be 0–65535')
    .max(65_535, 'must be 0–65535')
    .default(fallback);

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

const SECONDS_BY_NAME = /^[\w-]+=\d+(\.\d+)?$/;

/** Seconds by name: `crm=20,estimates=5`. */
export const secondsByNameSetting = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim()))
  .refine((entries) => entries.every((entry) => SECONDS_BY_NAME.test(entry)), {
    error: 'must be names with seconds, such as crm=20,estimates=5',
  })
  .transform((entries): Record<string, number> =>
    Object.fromEntries(entries.map((entry) => [entry.split('=')[0] as string, Number(entry.split('=')[1])])),
  );
