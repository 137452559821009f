import type { MigrationInterface, QueryRunner } from 'typeorm';

const ADDED: readonly (readonly [table: string, columns: readonly string[]])[] = [
  // How the chats' own channel stands in the connection's account, and what Kommo calls it there.
  [
    'webhooks',
    [
      'amojo_id text',
      'chats_scope text',
      'chats_state text',
      'chats_checked_at timestamptz(3)',
      'chats_since timestamptz(3)',
    ],
  ],
  // Whether a body came from the account, or from its chats.
  ['webhook_inbox', [`source text NOT NULL DEFAULT 'ACCOUNT'`]],
  // Who is at the other end, of conversations of our own channel; up to when their history was compared.
  ['talks', ['channel jsonb', 'history_at timestamptz(3)']],
];

/** A chat channel of the installation: connected account by account, with signed webhooks of its own. */
export class ChatChannel1796900000770 implements MigrationInterface {
  accepts = { 'index-locks': 'one row a connection, and the talks that have a channel: none yet' } as const;

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of ADDED) {
      await runner.query(`ALTER TABLE crm.${table} ${columns.map((column) => `ADD ${column}`).join(', ')}`);
    }
    await runner.query('CREATE INDEX ON crm.webhooks (chats_scope) WHERE chats_scope IS NOT NULL');
    await runner.query('CREATE INDEX ON crm.talks (org_id, connection_id, chat_id)');
    await runner.query(`CREATE FUNCTION crm.find_chat_scope(scope text)
      RETURNS TABLE (org_id uuid, connection_id uuid, amojo_id text)
      LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        PERFORM set_config('app.purpose', 'find_webhook', true);
        RETURN QUERY SELECT w.org_id, w.connection_id, w.amojo_id FROM crm.webhooks w WHERE w.chats_scope = scope;
        PERFORM set_config('app.purpose', '', true);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION crm.find_chat_scope(text)');
    for (const [table, columns] of ADDED) {
      const names = columns.map((column) => `DROP COLUMN ${column.split(' ')[0]}`);
      await runner.query(`ALTER TABLE crm.${table} ${names.join(', ')}`);
    }
  }
}
