/** All, the group's, their own, none (kommo-api.md 3.2). */
type Right = 'A' | 'G' | 'M' | 'D';
/** What rights are for. */
export type RightOn = 'leads' | 'contacts' | 'companies' | 'tasks';

/** A user of a Kommo account as the simulator keeps it; the API shape is made in `api/users.ts`. */
export interface SimulatorUser {
  id: number;
  name: string;
  email: string;
  isAdmin: boolean;
  isActive: boolean;
  groupId: number | null;
  right: Right;
  /** Rights to write that differ from it. */
  writes: Partial<Record<RightOn, { add?: Right | undefined; edit?: Right | undefined } | undefined>>;
}

/** Users of one account. The id ending in 99 is not among them: rows still name it, as Kommo's rows name removed users. */
export function seedUsers(series: number): SimulatorUser[] {
  const base = 9100000 + series * 100000;
  const support = 410001 + series * 1000;
  const user = (
    index: number,
    name: string,
    change: Partial<Omit<SimulatorUser, 'id' | 'name'>> = {},
  ): SimulatorUser => ({
    id: base + index,
    name,
    email: `${name.toLowerCase().replace(' ', '.')}@example.test`,
    isAdmin: false,
    isActive: true,
    groupId: support,
    right: 'M',
    writes: {},
    ...change,
  });
  return [
    user(1, 'Alice Morgan', { isAdmin: true, groupId: null, right: 'A' }),
    user(2, 'Bob Fischer'),
    user(3, 'Greta Gone', { isActive: false, groupId: null, right: 'D' }),
    user(4, 'Diego Ramirez', { isAdmin: true, groupId: null, right: 'A' }),
    user(5, 'Priya Kapoor'),
    user(6, 'Emma Larsen', { right: 'G' }),
  ];
}

/** The user id that rows refer to although the user was removed. */
export function danglingUserId(series: number): number {
  return 9100099 + series * 100000;
}
