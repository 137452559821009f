import { newId } from '../../../../service-kit/data/ids';
import { useIdentity } from '../../../../testkit/identity';
import { cleanSessions } from './session-cleaning';

/* Links and log-ins that are over. Sessions and tokens: `refresh.db.test.ts`; tries: `log-in-guard.db.test.ts`. */

const graph = useIdentity();
const ids = async (table: string, column: string): Promise<string[]> =>
  (await graph.sql<{ id: string }>(`SELECT (${column})::text AS id FROM identity.${table} ORDER BY 1`)).map(
    ({ id }) => id,
  );

it('cleans links and log-ins by providers that are over, and keeps the others', async () => {
  const { org, owner, manager } = await graph.seed();
  const link = (userId: string, ends: string) =>
    graph.sql(
      `INSERT INTO identity.account_tokens (user_id, kind, from_org_id, token_hash, expires_at)
       VALUES ($1::uuid, 'RESET_PASSWORD', $2, sha256($1::uuid::text::bytea), now() + $3::interval)`,
      [userId, org.id, ends],
    );
  await link(owner.userId, '-2 days');
  await link(manager.userId, '-2 hours'); // "this link is over" is a better answer than "there never was one"
  const change = (id: string, ends: string) =>
    graph.sql(
      `INSERT INTO identity.email_changes (id, user_id, from_org_id, session_id, new_email, new_email_key, token_hash, expires_at, state)
       VALUES ($1, $2, $3, $1, 'a@b.example', 'a@b.example', sha256('x'), now() + $4::interval, 'CHANGED')`,
      [id, owner.userId, org.id, ends],
    );
  const [old, late] = [newId(), newId()];
  await change(old, '-99 days');
  await change(late, '-97 days');
  const logIn = (minutes: number) =>
    graph.sql(
      `INSERT INTO identity.oidc_log_ins (org_id, state_hash, browser_hash, sealed, expires_at)
       VALUES ($1, sha256($2::text::bytea), sha256('x'), '\\x00', now() + make_interval(mins => $2::text::int))`,
      [org.id, String(minutes)],
    );
  for (const minutes of [-1, 5]) await logIn(minutes);
  await cleanSessions(graph.parts.source);
  expect(await ids('account_tokens', 'user_id')).toEqual([manager.userId]);
  expect(await ids('email_changes', 'id')).toEqual([late]);
  expect(await ids('oidc_log_ins', 'expires_at > now()')).toEqual(['true']);
});
