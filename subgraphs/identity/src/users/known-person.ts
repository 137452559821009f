import type { DataSource } from 'typeorm';

/** The account of an address, as what concerns accounts across organisations sees it. */
export interface KnownPerson {
  userId: string;
  /** As the person wrote it. */
  email: string;
  passwordHash: string;
  status: 'ACTIVE' | 'DISABLED';
  /** Whether it is certain that the address is theirs. */
  isVerified: boolean;
  locale: string | null;
  /** The organisation they would enter; null when none is open to them. */
  orgId: string | null;
}

/** Finds the account of an address by its key (`parseEmail`). */
export async function findPerson(source: DataSource, emailKey: string): Promise<KnownPerson | null> {
  const [person] = (await source.query(
    `SELECT user_id AS "userId", email, password_hash AS "passwordHash", status, is_verified AS "isVerified", locale,
            org_id AS "orgId"
       FROM identity.find_person($1)`,
    [emailKey],
  )) as KnownPerson[];
  return person ?? null;
}
