import { differenceOf, sqlWorkOf, statementOn, type Recorded } from './statements';

const sent = (text: string, role = 'cashcraft_crm'): Recorded => ({ role, text });
const begin = (timeout: number): Recorded =>
  sent(
    `BEGIN READ ONLY; SELECT set_config('app.org_id', 'x', true), set_config('statement_timeout', '${timeout}', true)`,
  );
const LEADS = sent('SELECT "card"."id" AS "card_id" FROM "crm"."leads" "card" WHERE "card"."org_id" = $1');
const CONTACTS = sent('SELECT "id" FROM crm.contacts WHERE org_id = $1');
const COMMIT = sent('COMMIT');
const RECORDED = [begin(30_000), LEADS, COMMIT, begin(29_000), CONTACTS, COMMIT];

describe('sqlWorkOf', () => {
  it('counts statements without the frame of their transactions, and round trips with it', () => {
    expect(sqlWorkOf(RECORDED)).toEqual({ statements: 2, roundTrips: 6 });
    expect(sqlWorkOf([])).toEqual({ statements: 0, roundTrips: 0 });
  });
});

describe('statementOn', () => {
  it('finds the statement by the table it reads, quoted or not', () => {
    expect(statementOn(RECORDED, 'crm.leads')).toBe(LEADS);
    expect(statementOn(RECORDED, 'crm.contacts')).toBe(CONTACTS);
  });

  it('refuses to guess when there is none, or more than one', () => {
    expect(() => statementOn(RECORDED, 'crm.companies')).toThrow('sends 0 statements on crm.companies');
    expect(() => statementOn([...RECORDED, LEADS], 'crm.leads')).toThrow('sends 2 statements on crm.leads');
  });
});

describe('differenceOf', () => {
  it('minds neither the order of statements nor what is left of a time-out', () => {
    const other = [begin(30_000), CONTACTS, COMMIT, begin(30_000), LEADS, COMMIT];
    expect(differenceOf(other, RECORDED)).toBeNull();
  });

  it('tells a statement that is missing, and one too many', () => {
    expect(differenceOf(RECORDED.slice(0, -1), RECORDED)).toBe('not sent: cashcraft_crm: COMMIT');
    expect(differenceOf([...RECORDED, LEADS], RECORDED)).toMatch(
      /^sent besides: cashcraft_crm: SELECT "card"/,
    );
  });

  it('tells another text and another role', () => {
    const text = differenceOf(
      [sent('SELECT 1'), sent('SELECT 2', 'a')],
      [sent('SELECT 1'), sent('SELECT 2', 'b')],
    );
    expect(text).toBe('not sent: b: SELECT 2\nsent besides: a: SELECT 2');
  });

  it('tells another setting than the time-out', () => {
    const [first, ...rest] = RECORDED;
    const foreign = { role: 'cashcraft_crm', text: (first?.text ?? '').replace("'x'", "'y'") };
    expect(differenceOf([foreign, ...rest], RECORDED)).toContain("'app.org_id', 'y'");
  });
});
