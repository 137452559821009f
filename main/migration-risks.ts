import type { MigrationInterface, QueryRunner } from 'typeorm';

/*
 * What makes a migration dangerous while the version before it still serves: it holds a lock on a table with rows for as long as
 * the table is big, or it takes away what that version reads. The statements are those that `up` sends to a runner
 * which only writes them down, so what helpers send is seen, too. docs/migrations.md says what to do instead.
 */

/** Tables of a few rows an organisation: locking one, or writing all of it, takes no time. */
const SMALL = ['identity.organizations', 'identity.roles', 'crm.connections', 'estimates.letterheads'];

/** What takes as long as the table is big, and what to do instead. */
const OF_SIZE = {
  'index-locks':
    'builds an index while nobody can write: CREATE INDEX CONCURRENTLY, in a migration with `transaction = false`',
  rewrites: 'writes the whole table anew under a lock: a new column that is filled bit by bit',
  scans: 'reads the whole table under a lock: NOT VALID now, VALIDATE CONSTRAINT in a migration of its own',
  backfill: 'changes many rows in one transaction: in a job, or with `transaction = false` in bits',
  'locks-all': 'locks the whole table for everybody',
} as const;

/** The closed list of risks, and what to do instead. */
export const RISKS = {
  ...OF_SIZE,
  'concurrently-in-transaction': 'CONCURRENTLY needs a migration with `transaction = false`',
  'not-null':
    'fails for rows that are there, or reads them all under a lock: a default, or CHECK (… IS NOT NULL) NOT VALID',
  'takes-away':
    'takes away what the version before it may read: stop reading it first, drop it one release later',
  renames: 'takes away a name that the version before it uses: a new column or view beside it',
  unseen: 'stops at what the database answers: what it would do then was not looked at',
} as const;

export type Risk = keyof typeof RISKS;

/** A migration may accept a risk, with the reason why it is none here: `accepts = { 'index-locks': 'one row an organisation' }`. */
export interface Migration extends MigrationInterface {
  accepts?: Partial<Record<Risk, string>>;
}

export interface FoundRisk {
  risk: Risk;
  statement: string;
}

/** The statements of a text without comments and literals; bodies of DO blocks count, those of functions don't. */
function statementsOf(sql: string): string[] {
  const bodies: string[] = [];
  const bare = sql
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replace(/(\bDO\s+)?(\$\w*\$)([\s\S]*?)\2/gi, (_all, isDo: string | undefined, _tag, body: string) => {
      if (isDo) bodies.push(body.replace(/\b(BEGIN|THEN|LOOP|ELSE)\b/gi, ';'));
      return `${isDo ?? ''}''`;
    })
    .replace(/'(?:[^']|'')*'/g, "''");
  const own = bare.split(';').map((statement) => statement.replace(/\s+/g, ' ').trim());
  return [...own.filter(Boolean), ...bodies.flatMap(statementsOf)];
}

/** Parts of a list that commas separate, but for those in brackets. */
function splitByCommas(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    if (letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

const VOLATILE = /DEFAULT[^,]*\b(gen_random_uuid|uuidv7|uuid_generate_v\d|random|clock_timestamp|nextval)\(/i;

function addedColumn(action: string): Risk[] {
  const hasDefault = /\bDEFAULT\b/i.test(action);
  if (
    VOLATILE.test(action) ||
    /GENERATED (ALWAYS|BY DEFAULT) AS (IDENTITY|\(.*\) STORED)|\b(small|big)?serial\b/i.test(action)
  ) {
    return ['rewrites'];
  }
  return [
    ...(/NOT NULL|PRIMARY KEY/i.test(action) && !hasDefault ? (['not-null'] as const) : []),
    ...(/\b(CHECK|REFERENCES|UNIQUE)\b/i.test(action) ? (['scans'] as const) : []),
  ];
}

/** What one action of an ALTER TABLE risks, on a table that has rows. */
function alterRisks(action: string): Risk[] {
  if (/^RENAME\b/i.test(action)) return ['renames'];
  if (/^DROP (COLUMN\b|(?!CONSTRAINT|DEFAULT|EXPRESSION)\w)/i.test(action)) return ['takes-away'];
  if (/^ALTER (COLUMN )?\S+ (SET DATA )?TYPE\b/i.test(action)) return ['rewrites'];
  if (/^ALTER (COLUMN )?\S+ SET NOT NULL/i.test(action)) return ['not-null'];
  if (/^(SET (UNLOGGED|LOGGED|TABLESPACE)|ATTACH PARTITION)/i.test(action)) return ['rewrites'];
  if (/^VALIDATE CONSTRAINT/i.test(action)) return [];
  if (/^ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY|EXCLUDE)\b/i.test(action)) {
    return /\bNOT VALID\b/i.test(action) ? [] : ['scans'];
  }
  if (/^ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY)\b/i.test(action)) {
    return /\bUSING INDEX\b/i.test(action) ? [] : ['index-locks'];
  }
  return /^ADD (?!CONSTRAINT)/i.test(action) ? addedColumn(action) : [];
}

const NAME = '(?:IF (?:NOT )?EXISTS )?(?:ONLY )?([\\w".]+)';
const named = (pattern: string, statement: string): string | undefined =>
  new RegExp(`^${pattern} ${NAME}`, 'i').exec(statement)?.[1];

interface Touched {
  /** Undefined: of no table, or of one whose rows don't matter. */
  table?: string | undefined;
  risks: Risk[];
}

/** What one statement risks, and for which table, if that has rows. */
function touchedBy(statement: string, isTransactional: boolean): Touched {
  if (/^(CREATE|DROP|REINDEX) .*\bCONCURRENTLY\b/i.test(statement)) {
    return { risks: isTransactional ? ['concurrently-in-transaction'] : [] };
  }
  const altered = named('ALTER TABLE', statement);
  if (altered) {
    const actions = statement.replace(new RegExp(`^ALTER TABLE ${NAME} `, 'i'), '');
    return { table: altered, risks: splitByCommas(actions).flatMap(alterRisks) };
  }
  const indexed = /^CREATE (?:UNIQUE )?INDEX .*?\bON (?:ONLY )?([\w".]+)/i.exec(statement)?.[1];
  if (indexed) return { table: indexed, risks: ['index-locks'] };
  const dropped = named('DROP (?:TABLE|VIEW|MATERIALIZED VIEW)', statement);
  if (dropped) return { table: dropped, risks: ['takes-away'] };
  const locked = named(
    '(?:LOCK(?: TABLE)?|TRUNCATE(?: TABLE)?|CLUSTER|VACUUM FULL|REINDEX TABLE)',
    statement,
  );
  if (locked) return { table: locked, risks: ['locks-all'] };
  const written =
    named('(?:UPDATE|DELETE FROM)', statement) ??
    /^INSERT INTO ([\w".]+).*\bSELECT\b.*\bFROM\b/i.exec(statement)?.[1];
  return { table: written, risks: written && isTransactional ? ['backfill'] : [] };
}

/** What a list of statements risks on a database with rows and readers. */
export function risksOf(sqls: readonly string[], isTransactional: boolean): FoundRisk[] {
  const made = new Set<string>();
  return sqls.flatMap(statementsOf).flatMap((statement) => {
    const created = named('CREATE (?:UNLOGGED |TEMPORARY )?TABLE', statement);
    if (created) made.add(created);
    const { table = '', risks } = touchedBy(statement, isTransactional);
    if (made.has(table)) return [];
    return risks
      .filter((risk) => !(risk in OF_SIZE) || !SMALL.includes(table))
      .map((risk) => ({ risk, statement }));
  });
}

/** The statements of `up`, which are not run; who asks the database is answered nothing. */
async function statementsUp(migration: MigrationInterface): Promise<{ sqls: string[]; stop?: string }> {
  const sqls: string[] = [];
  const runner = {
    query: (sql: string) => {
      sqls.push(sql);
      return Promise.resolve([]);
    },
  } as unknown as QueryRunner;
  try {
    await migration.up(runner);
  } catch (error) {
    return { sqls, stop: String(error) };
  }
  return { sqls };
}

/** The risks of a migration that it does not accept. */
export async function migrationRisks(make: new () => MigrationInterface): Promise<FoundRisk[]> {
  const migration = new make() as Migration;
  const { sqls, stop } = await statementsUp(migration);
  const found = risksOf(sqls, migration.transaction !== false);
  if (stop) found.push({ risk: 'unseen', statement: stop });
  return found.filter(({ risk }) => !migration.accepts?.[risk]?.trim());
}
