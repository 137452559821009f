import { readFileSync } from 'node:fs';

/** An environment with the secrets of files put in, and what is wrong with the files. */
export interface WithFiles {
  readonly env: NodeJS.ProcessEnv;
  readonly mistakes: readonly string[];
}

/** More is no secret, and no list of keys. */
const MOST_BYTES = 64 * 1024;

/**
 * Reads secrets from files, as orchestrators hand them out: `DATABASE_URL_FILE=/run/secrets/database-url` stands for `DATABASE_URL`.
 *
 * @param names of the variables that may come so
 * @returns mistakes by variable, never with what the file holds
 */
export function readSecretFiles(env: NodeJS.ProcessEnv, names: readonly string[]): WithFiles {
  const found: NodeJS.ProcessEnv = { ...env };
  const mistakes: string[] = [];
  for (const name of names) {
    const path = env[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (env[name]) {
      mistakes.push(`${name}_FILE: ${name} is set, too: leave one of them out`);
      continue;
    }
    try {
      const text = readFileSync(path, 'utf8').trim();
      if (text === '') mistakes.push(`${name}_FILE: the file ${path} is empty`);
      else if (Buffer.byteLength(text) > MOST_BYTES)
        mistakes.push(`${name}_FILE: the file ${path} is too large`);
      else found[name] = text;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
      mistakes.push(`${name}_FILE: the file ${path} can't be read (${code})`);
    }
  }
  return { env: found, mistakes };
}
