/*
 * `npm run cli -- <command>`: migrations, what is wrong, the demo data, the keys that sign tokens, support's way in, events that failed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClient } from '../service-kit/postgres/database-roles';
import { checkMigrated } from '../service-kit/postgres/migration-states';
import type { Lifetime } from '../service-kit/process/process';
import { projectRoot } from '../service-kit/process/paths';
import { connectIdentity } from '../subgraphs/identity/src/data-source';
import { AUDIT_ACTIONS, runAuditCommand } from './audit-command';
import { backUp, restore } from './backup-command';
import { checkConfig } from './config-command';
import { distributionScript, planDistribution } from './distribution';
import { runDoctor } from './doctor-command';
import { manageEvents } from './events-command';
import { importUsers } from './import-users-command';
import { rebuildProjection } from './projections-command';
import { manageJobs } from './jobs-command';
import { KEY_ACTIONS, runKeysCommand } from './keys-command';
import { folderOf, newMigration } from './migration-file';
import { MIGRATION_SETS } from './migration-sets';
import { allMigrationStates, migrateAllUp, migrateOneDown } from './migrations';
import { openPlatform, runProcess, type Platform, type StartedWith } from './platform';
import { runSecretsCommand, SECRETS_ACTIONS } from './secrets-command';
import { resetFactorByOperator, SECOND_FACTOR_ACTIONS } from './second-factor-command';
import { DEMO_CHANGED, DEMO_OWNER, seedDemo } from './seed';
import { giveSupportToken } from './support-command';
import { bold, dim, green, write } from './terminal';

const SUBGRAPHS = MIGRATION_SETS.map(({ name }) => name).join(', ');
const USAGE = `Usage: npm run cli -- <command>

  migrate up                     apply every migration that has not run
  migrate down <subgraph>        take back the last migration of one subgraph
  migrate status                 what has run and what has not
  migrate create <subgraph> <name-in-kebab-case>
                                 a new, empty migration file
  doctor                         what the installation stands on, in words, with what to do
  config check                   whether every process would start with this environment; connects to nothing
  backup [--organization <id>] <file>
                                 everything, or one organisation, as of one moment, sealed with BACKUP_KEY
  restore <file> [--keep-files]  everything into an empty database and data folder, an organisation beside others;
                                 --keep-files: files that the store has are left as they are
  distribution                   a script that would spread the tables over several servers by Citus, and what stands in its way
  seed                           the demo organisation and its people
  events dead                    events that failed for the last time
  events replay <id> | all       try one again, or all of them; what waited behind it follows
  events discard <id>            give one up
  audit verify <file> [--key <file>]
                                 checks an export of an audit, without a database; the public key is read from the file
  audit export <organisation> <file>
                                 the whole audit of an organisation as JSON lines
  audit key                      the public key that verifies the audit's checkpoints
  projections rebuild <name>     what other subgraphs keep of this one's data, made anew: organizations, members, leads
  jobs failed                    jobs that failed for the last time
  jobs retry <id> | all          begin one again, or all of them
  keys list                      the keys that sign access tokens, and where each stands
  keys rotate                    a new key: published at once, it signs ten minutes later
  keys retire <kid>              trust nothing that this key signed, everywhere within a second
  secrets key                    a new key, to put into SECRETS_KEYS
  secrets rotate                 what is sealed in the database, sealed anew under the first key of SECRETS_KEYS
  second-factor reset <address>  lets somebody remove a second factor they have lost, by a link and their password
  import-users <file> --organization <id> [--role <key>] [--dry-run]
                                 people of an old system (CSV or JSON lines) with their password hashes
  support-token <organisation> <name>
                                 come in where an organisation has let support in; it sees your name

A subgraph is one of: ${SUBGRAPHS}.
DATABASE_URL names the database; unset, it is the embedded one in DATA_DIR.`;

async function migrate(platform: Platform, [action, subgraph]: string[]): Promise<void> {
  const { databaseUrl } = platform;
  if (action === 'up') {
    const ran = await migrateAllUp(databaseUrl);
    for (const name of ran) write(`${green('✓')} ${name}`);
    if (ran.length === 0) write('Nothing to do: every migration has run.');
  } else if (action === 'down') {
    const undone = await migrateOneDown(databaseUrl, subgraph ?? '');
    write(undone ? `Took back ${undone}` : 'Nothing to take back.');
  } else {
    for (const state of await allMigrationStates(databaseUrl)) {
      write(`${state.applied ? green('✓') : dim('·')} ${state.subgraph.padEnd(10)} ${state.migration}`);
    }
  }
}

async function seed(platform: Platform): Promise<void> {
  await checkMigrated(platform.databaseUrl, MIGRATION_SETS);
  const source = await connectIdentity(await platform.urlFor('identity'));
  try {
    const isChanged = (await seedDemo(source)) === 'CHANGED';
    const logIn = `${bold(DEMO_OWNER.email)} with ${bold(DEMO_OWNER.password)}`;
    write(isChanged ? DEMO_CHANGED : `The demo organisation is there: log in as ${logIn}`);
  } finally {
    await source.destroy();
  }
}

async function distribution({ databaseUrl }: Platform): Promise<void> {
  await checkMigrated(databaseUrl, MIGRATION_SETS);
  const client = await connectClient(databaseUrl);
  try {
    write(distributionScript(await planDistribution(client)));
  } finally {
    await client.end();
  }
}

/** What a command starts from. */
interface Started {
  lifetime: Lifetime;
  read: StartedWith;
}

/** Most commands work on the database. */
const onPlatform =
  (work: (platform: Platform, words: string[]) => Promise<void>) =>
  async ({ lifetime, read }: Started, words: string[]): Promise<void> =>
    work(await openPlatform(lifetime, read, { embedded: true }), words);

/** What a command does with the words after its name. */
interface Command {
  /** The words that may follow; null where none has to. */
  actions: readonly string[] | null;
  run(started: Started, words: string[]): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: { actions: ['up', 'down', 'status', 'create'], run: onPlatform(migrate) },
  distribution: { actions: null, run: onPlatform(distribution) },
  seed: { actions: null, run: onPlatform(seed) },
  keys: { actions: KEY_ACTIONS, run: (started, words) => runKeysCommand({ ...started, words, write }) },
  secrets: {
    actions: SECRETS_ACTIONS,
    run: onPlatform((platform, words) => runSecretsCommand(platform, words, write)),
  },
  audit: { actions: AUDIT_ACTIONS, run: runAuditCommand },
  'support-token': {
    actions: null,
    run: onPlatform((platform, words) => giveSupportToken(platform, words, write)),
  },
  'second-factor': {
    actions: SECOND_FACTOR_ACTIONS,
    run: onPlatform((platform, words) => resetFactorByOperator(platform, words, write)),
  },
  'import-users': {
    actions: null,
    run: onPlatform((platform, words) => importUsers(platform, words, write)),
  },
  projections: { actions: ['rebuild'], run: onPlatform(rebuildProjection) },
  jobs: { actions: ['failed', 'retry'], run: onPlatform(manageJobs) },
  events: { actions: ['dead', 'replay', 'discard'], run: onPlatform(manageEvents) },
  backup: { actions: null, run: onPlatform(backUp) },
  restore: { actions: null, run: onPlatform(restore) },
  doctor: { actions: null, run: async ({ read }) => void (process.exitCode = await runDoctor(read)) },
  config: { actions: ['check'], run: async () => undefined }, // below: it needs no valid environment
};

const [name, ...words] = process.argv.slice(2);

if (name === undefined || ['help', '--help', '-h'].includes(name)) {
  write(USAGE);
  process.exit(0);
}
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (!command || (command.actions && !command.actions.includes(words[0] ?? ''))) {
  const given = command ? [name, ...words.slice(0, 1)].join(' ') : name;
  process.stderr.write(`There is no command "${given}".\n\n${USAGE}\n`);
  process.exit(2);
}

if (name === 'config') process.exit(checkConfig(process.env));

void runProcess('cli', 4000, async (lifetime, read) => {
  if (name === 'migrate' && words[0] === 'create') {
    const file = newMigration(words[1] ?? '', words[2] ?? '', new Date());
    writeFileSync(join(projectRoot, file.path), file.text, { flag: 'wx' });
    write(`${file.path}\nRegister it in ${folderOf(words[1] ?? '')}/index.ts`);
  } else {
    await command.run({ lifetime, read }, words);
  }
  await lifetime.stop();
});
