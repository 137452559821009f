import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of the PDF that a link's mail was to bring. The version before writes links that have none, and sends such mails without it. */
export class MailedPdfs1796900000750 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.client_links ADD COLUMN mailed_pdf text');
    await runner.query(`
      ALTER TABLE estimates.client_links ADD CONSTRAINT client_links_mailed_pdf_check
        CHECK (mailed_pdf IN ('WAITING', 'ATTACHED', 'NOT_WRITTEN', 'TOO_LARGE')) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.client_links DROP COLUMN mailed_pdf');
  }
}
