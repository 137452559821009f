import { createServer, type Server } from 'node:http';
import { Client, Pool } from 'pg';
import { bearerToken } from '../../service-kit/auth/viewer';
import type { StartContender } from '../contenders/contender';
import { closeServer, listenOnLoopback } from '../loopback';
import { requirePeer } from '../peers';
import { createBenchVerifier } from '../tokens';
import type { StoredSetup } from './stored-setup';

/** As many as the three subgraphs of ours have together. */
const CONNECTIONS = 30;
const SCHEMAS = ['identity', 'crm', 'estimates'];

/** A role that owns nothing and can't bypass row security, as ours; but one for all tables, for PostGraphile has one pool. */
export const READER = 'bench_reader';

/** Relations that our tables have without a foreign key; and a root field of which there would be two. */
const TABLES = {
  'identity.users': { behavior: '-query:resource:single' },
  'estimates.estimates': {
    foreignKey: [
      '(org_id, lead_id) references crm.leads (org_id, id)|@fieldName lead|@foreignFieldName estimates',
      '(org_id, author_id) references identity.memberships (org_id, user_id)|@fieldName author',
    ],
  },
  'crm.lead_contacts': {
    foreignKey: [
      '(org_id, connection_id, lead_kommo_id) references crm.leads (org_id, connection_id, kommo_id)|@fieldName lead|@foreignFieldName links',
      '(org_id, connection_id, contact_kommo_id) references crm.contacts (org_id, connection_id, kommo_id)|@fieldName contact',
    ],
  },
};

/** The parts of PostGraphile 5 that are used here; its own types need Node 22's. */
interface PostGraphile {
  postgraphile(preset: object): {
    createServ(adaptor: unknown): { addTo(server: Server): unknown; release(): unknown };
    release(): unknown;
  };
}

/** PostGraphile 5 as its documentation has it in production: its own HTTP server, its own schema over the same tables. */
export const start: StartContender<StoredSetup> = async ({ databaseUrl, publicKeyPem }) => {
  const { postgraphile } = requirePeer<PostGraphile>('postgraphile');
  const { makePgService } = requirePeer<{ makePgService(options: object): object }>(
    'postgraphile/adaptors/pg',
  );
  const { jsonPgSmartTags } = requirePeer<{ jsonPgSmartTags(tags: object): object }>('postgraphile/utils');
  const { grafserv } = requirePeer<{ grafserv: unknown }>('postgraphile/grafserv/node');
  const { PostGraphileAmberPreset } = requirePeer<{ PostGraphileAmberPreset: object }>(
    'postgraphile/presets/amber',
  );
  const verifier = createBenchVerifier(publicKeyPem);
  const pool = new Pool({ connectionString: await readerOf(databaseUrl), max: CONNECTIONS });
  const classes = Object.entries(TABLES).map(([table, tags]) => [table, { tags }] as const);
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    plugins: [jsonPgSmartTags({ version: 1, config: { class: Object.fromEntries(classes) } })],
    disablePlugins: ['PgIndexBehaviorsPlugin'], // every column may be ordered by and compared
    pgServices: [makePgService({ pool, schemas: SCHEMAS, pubsub: false })],
    grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
    grafast: { explain: false, context: contextOf },
  });

  /** What says whose rows may be seen, as in every other contender. */
  async function contextOf({ node }: { node?: { req: { headers: { authorization?: string } } } }) {
    const { orgId } = await verifier.verify(bearerToken(node?.req.headers.authorization) ?? '');
    const settings = { 'app.org_id': orgId, statement_timeout: '30000', transaction_read_only: 'on' };
    return { pgSettings: settings };
  }

  const server = createServer();
  const serving = instance.createServ(grafserv);
  await serving.addTo(server);
  return {
    url: await listenOnLoopback(server),
    async close() {
      await closeServer(server);
      await instance.release();
      await pool.end();
    },
  };
};

async function readerOf(databaseUrl: string): Promise<string> {
  const owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
  const schemas = SCHEMAS.join();
  await owner.query(
    `CREATE ROLE ${READER} LOGIN PASSWORD '${READER}'; GRANT USAGE ON SCHEMA ${schemas} TO ${READER};
     GRANT SELECT ON ALL TABLES IN SCHEMA ${schemas} TO ${READER}`,
  );
  await owner.end();
  const url = new URL(databaseUrl);
  url.username = READER;
  url.password = READER;
  return url.href;
}
