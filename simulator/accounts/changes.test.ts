import { World } from '../world';
import type { Change } from './changes';
import { createCard } from './create-card';
import { deleteCards, restoreCards, updateCards } from './mutations';

describe('the change feed of an account', () => {
  it('tells each change with its webhook code, row, time and author, until one stops listening', () => {
    const account = new World({ clock: 'virtual', contacts: 5, leads: 5 }).accountOf('acme-demo');
    if (!account) throw new Error('the demo account is missing');
    const heard: Change[] = [];
    const stop = account.changes.listen((change) => heard.push(change));
    const stamp = { at: 1767225601, by: 9100002 };
    const { id } = createCard(account, 'leads', { name: 'New' }, stamp);
    updateCards(account, 'leads', [id], stamp);
    deleteCards(account, 'contacts', [40000001], stamp);
    restoreCards(account, 'contacts', [40000001], stamp);
    stop();
    updateCards(account, 'leads', [id], stamp);
    const told = (code: string, entity: string, row: number) => ({
      code,
      entity,
      id: row,
      ...stamp,
      before: {},
    });
    expect(heard).toEqual([
      told('add_lead', 'leads', id),
      told('update_lead', 'leads', id),
      told('delete_contact', 'contacts', 40000001),
      told('restore_contact', 'contacts', 40000001),
    ]);
  });
});
