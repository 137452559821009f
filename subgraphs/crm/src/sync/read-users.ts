import { parseUser, type UserRow } from '../kommo/rows';
import { readEach, readPages, type ListReader, type ReadWhole } from './read-whole';

export type ReadUsers = ReadWhole<UserRow>;

/** All people of the account. @throws KommoError forbidden for who is no administrator */
export async function readUsers(reader: ListReader): Promise<ReadUsers> {
  return readEach(await readPages(reader, '/users', 'users'), parseUser);
}
