import { sqlWorkOf } from './statements';

const role = 'cashcraft_crm';
const SETTINGS = "SELECT set_config('app.org_id', $1, true)";

describe('sqlWorkOf', () => {
  it('counts statements without what frames them, and all that was sent at once as one round trip', () => {
    const together = { role, texts: [SETTINGS, 'SELECT 1', 'SELECT 2'] };
    expect(sqlWorkOf([together])).toEqual({ statements: 2, roundTrips: 1 });
    const apart = ['BEGIN READ ONLY', 'SELECT 1', 'COMMIT'].map((text) => ({ role, texts: [text] }));
    expect(sqlWorkOf([together, ...apart])).toEqual({ statements: 3, roundTrips: 4 });
    expect(sqlWorkOf([])).toEqual({ statements: 0, roundTrips: 0 });
  });
});
