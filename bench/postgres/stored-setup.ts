/** What a contender gets to start with. */
export interface StoredSetup {
  /** Of the database's owner; migrated and seeded. */
  databaseUrl: string;
  dataDir: string;
  /** Of all operations, for those who have a lane of known documents. */
  manifestPath: string;
  /** Signs the tokens that come with the requests; PEM. */
  privateKeyPem: string;
  /** Verifies them; PEM. */
  publicKeyPem: string;
}
