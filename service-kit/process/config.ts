import { z } from 'zod';

/** Thrown when the environment holds mistakes; lists *all* of them, so that one edit mends the file. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(['The configuration has mistakes:', ...mistakes.map((mistake) => `  - ${mistake}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Parses environment variables by a zod object schema. Empty strings count as unset.
 *
 * @param schema one key per variable
 * @param env usually `process.env`, read by a `main` file only
 * @returns the typed configuration
 * @throws ConfigError with every mistake, by variable name, never with a value (it may be a secret)
 */
export function loadConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.infer<S> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'environment'}: ${issue.message}`),
  );
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
