import { newId } from '../../../../service-kit/data/ids';
import { useIdentity, type TokensShown } from '../../../../testkit/identity';
import { useMailbox } from '../../../../testkit/mailbox';
import type { SeededOrganization, SeededUser } from '../../../../testkit/seed';
import { codes, dataOf } from '../../../../testkit/subgraph';

const graph = useIdentity();
const mailbox = useMailbox(graph);

const INVITE = `mutation Invite($input: InviteUserInput!) {
  inviteUser(input: $input) {
    invitation { id email role { key } invitedBy { id } isExpired } userErrors { code path message }
  }
}`;
const ACCEPT = `mutation Accept($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    tokens { accessToken refreshToken expiresAt }
    user { id email status isEmailVerified role { key } permissions organization { id name } session { isCurrent } }
    userErrors { code path }
  }
}`;
const LIST = '{ invitations { totalCount edges { node { id email isExpired role { name } } } } }';
const PASSWORD = 'eleven lamps on the harbour';
const NEW_PERSON = { firstName: 'Ann', lastName: 'Lee', password: PASSWORD };

let org: SeededOrganization;
let serial = 0;
const address = (): string => `guest.${(serial += 1)}.${newId().slice(-6)}@example.com`;

beforeEach(async () => {
  org = await graph.seed();
});

const invite = async (input: object, who: SeededUser = org.owner) =>
  dataOf(await graph.execute(who.viewer, INVITE, { input })).inviteUser;
const accept = async (input: object, token: string | null = null) =>
  dataOf(await graph.executeWithToken(token, ACCEPT, { input })).acceptInvitation;
const errorsOf = (payload: { userErrors: { code: string; path: string[] }[] }) =>
  payload.userErrors.map(({ code, path }) => [code, path.join('.')]);

/** Invites an address, and answers the token in its mail. */
async function invited(email: string, roleKey = 'estimator', from = org): Promise<string> {
  const payload = dataOf(
    await graph.execute(from.owner.viewer, INVITE, { input: { email, roleKey } }),
  ).inviteUser;
  expect(payload.userErrors).toEqual([]);
  return mailbox.token(from.org.id, email);
}

/** Whether each address's invitation is over, as the list shows it. */
const shownAs = async (): Promise<Record<string, boolean>> =>
  Object.fromEntries(
    dataOf(await graph.execute(org.owner.viewer, LIST)).invitations.edges.map(
      ({ node }: { node: { email: string; isExpired: boolean } }) => [node.email, node.isExpired],
    ),
  );

const pending = async (): Promise<string[]> =>
  dataOf(await graph.execute(org.owner.viewer, LIST)).invitations.edges.map(
    ({ node }: { node: { email: string } }) => node.email,
  );

describe('inviteUser', () => {
  it('sends a mail in the name of the inviter, and lists the invitation', async () => {
    const email = address();
    const { invitation } = await invite({ email, roleKey: 'manager' });
    expect(invitation).toMatchObject({
      email,
      role: { key: 'manager' },
      invitedBy: { id: org.owner.userId },
      isExpired: false,
    });
    const [mail] = await mailbox.deliver(org.org.id, email);
    expect(mail?.subject).toBe(`Owner Test ${org.owner.lastName.slice(5)} invites you to ${org.org.name}`);
    expect(mail?.text).toContain('http://localhost:4000/accept-invitation?token=');
    expect(await pending()).toEqual([email]);
  });

  it('writes in the language asked for, else in the organisation’s', async () => {
    const [asked, theirs] = [address(), address()];
    await invite({ email: asked, roleKey: 'viewer', locale: 'ru-RU' });
    await graph.sql(`UPDATE identity.organizations SET locale = 'ru' WHERE org_id = $1`, [org.org.id]);
    await invite({ email: theirs, roleKey: 'viewer' });
    for (const to of [asked, theirs]) {
      expect((await mailbox.deliver(org.org.id, to))[0]?.subject).toContain('приглашает вас');
    }
  });

  it('keeps the token as its SHA-256 only', async () => {
    const token = await invited(address());
    expect(token).toHaveLength(43);
    const rows = await graph.sql<{ text: string }>(
      `SELECT row_to_json(t)::text AS text FROM identity.invitations t WHERE org_id = $1
       UNION ALL SELECT row_to_json(t)::text FROM identity.inbox t WHERE org_id = $1
       UNION ALL SELECT row_to_json(t)::text FROM identity.outbox t WHERE org_id = $1`,
      [org.org.id],
    );
    for (const { text } of rows) expect(text).not.toContain(token);
  });

  it('says the same of an address with an account elsewhere as of an unknown one', async () => {
    const other = await graph.seed();
    const [known, unknown] = [
      await graph.execute(org.owner.viewer, INVITE, {
        input: { email: other.admin.email, roleKey: 'viewer' },
      }),
      await graph.execute(org.owner.viewer, INVITE, { input: { email: address(), roleKey: 'viewer' } }),
    ];
    expect(known.statements).toEqual(unknown.statements);
    expect(dataOf(known).inviteUser.userErrors).toEqual(dataOf(unknown).inviteUser.userErrors);
  });

  it.each([
    [{ email: 'not an address', roleKey: 'viewer' }, 'INVALID_EMAIL', 'email'],
    [{ email: 'a@b.example\r\nBcc: c@d.example', roleKey: 'viewer' }, 'INVALID_EMAIL', 'email'],
    [{ email: 'a@b.example' }, 'ROLE_REQUIRED', 'roleId'],
    [{ email: 'a@b.example', roleKey: 'viewer', locale: '??' }, 'INVALID_LOCALE', 'locale'],
  ])('refuses %j', async (input, code, path) => {
    expect(errorsOf(await invite(input))).toEqual([[code, path]]);
  });

  it('refuses members, and addresses that wait already, in any spelling', async () => {
    const email = address();
    await invite({ email, roleKey: 'viewer' });
    expect(errorsOf(await invite({ email: email.toUpperCase(), roleKey: 'viewer' }))).toEqual([
      ['ALREADY_INVITED', 'email'],
    ]);
    expect(errorsOf(await invite({ email: org.admin.email.toUpperCase(), roleKey: 'viewer' }))).toEqual([
      ['ALREADY_MEMBER', 'email'],
    ]);
  });

  it('gives no role with a permission that the inviter lacks', async () => {
    expect(errorsOf(await invite({ email: address(), roleKey: 'owner' }, org.admin))).toEqual([
      ['ROLE_EXCEEDS_YOURS', 'roleKey'],
    ]);
    expect(errorsOf(await invite({ email: address(), roleKey: 'admin' }, org.admin))).toEqual([]);
  });

  it('gives power in a fresh session only', async () => {
    const { accessToken } = await graph.logIn(org.owner);
    await graph.sql(`UPDATE identity.sessions SET authenticated_at = now() - interval '11 minutes'`);
    const answers = await Promise.all(
      ['admin', 'owner', 'manager'].map((roleKey) =>
        graph.executeWithToken(accessToken, INVITE, { input: { email: address(), roleKey } }),
      ),
    );
    expect(answers.map(({ errors }) => errors[0]?.extensions?.['reason'])).toEqual([
      'STEP_UP_REQUIRED',
      'STEP_UP_REQUIRED',
      undefined,
    ]);
    expect(await pending()).toHaveLength(1);
  });

  it('is for those who may invite, as their role is now', async () => {
    const input = { email: address(), roleKey: 'viewer' };
    expect(codes(await graph.execute(org.manager.viewer, INVITE, { input }))).toEqual(['FORBIDDEN']);
    await graph.sql(
      `UPDATE identity.memberships m SET role_id = r.id FROM identity.roles r
        WHERE m.org_id = $1 AND r.org_id = $1 AND r.key = 'viewer' AND m.user_id = $2`,
      [org.org.id, org.admin.userId],
    );
    expect(codes(await graph.execute(org.admin.viewer, INVITE, { input }))).toEqual(['FORBIDDEN']);
    expect(await pending()).toEqual([]);
  });

  it('happens once under an Idempotency-Key', async () => {
    const email = address();
    const once = () =>
      graph.executeUnderKey('key-1', org.owner.viewer, INVITE, { input: { email, roleKey: 'viewer' } });
    const [first, second] = [dataOf(await once()), dataOf(await once())];
    expect(second).toEqual(first);
    expect(second.inviteUser.userErrors).toEqual([]);
    expect(await mailbox.deliver(org.org.id, email)).toHaveLength(1);
  });

  it('of twenty at once of one address invites it once', async () => {
    const email = address();
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite({ email, roleKey: 'viewer' })));
    expect(answers.filter(({ invitation }) => invitation).length).toBe(1);
    expect(await pending()).toEqual([email]);
  });
});

describe('acceptInvitation', () => {
  it('makes a person of somebody new, logged in, with role and organisation in the answer', async () => {
    const email = address();
    const token = await invited(email);
    const { user, tokens, userErrors } = await accept({ token, ...NEW_PERSON });
    expect(userErrors).toEqual([]);
    expect(user).toMatchObject({
      email,
      status: 'ACTIVE',
      isEmailVerified: true,
      role: { key: 'estimator' },
      organization: { id: org.org.id, name: org.org.name },
      session: { isCurrent: true },
    });
    expect(user.permissions).toContain('costs:read');
    expect(dataOf(await graph.executeWithToken(tokens.accessToken, '{ me { id } }')).me.id).toBe(user.id);
    expect(await graph.logIn({ email, password: PASSWORD })).toMatchObject({
      accessToken: expect.any(String),
    });
    expect(await pending()).toEqual([]);
  });

  it('wants names and a good password of somebody new, and stays open meanwhile', async () => {
    const token = await invited(address());
    expect(errorsOf(await accept({ token }))).toEqual([
      ['REQUIRED', 'firstName'],
      ['REQUIRED', 'lastName'],
      ['PASSWORD_TOO_SHORT', 'password'],
    ]);
    expect((await accept({ token, ...NEW_PERSON })).userErrors).toEqual([]);
  });

  it('brings a colleague of another organisation in, by session or by password', async () => {
    const other = await graph.seed();
    const bySession = await graph.logIn(other.admin);
    const first = await accept({ token: await invited(other.admin.email, 'viewer') }, bySession.accessToken);
    expect(first.user).toMatchObject({ id: other.admin.userId, organization: { id: org.org.id } });
    const { email, password } = other.manager;
    const second = await accept({ token: await invited(email, 'viewer'), password });
    expect(second.user).toMatchObject({ id: other.manager.userId, role: { key: 'viewer' } });
    // What they were elsewhere they still are.
    const there = await graph.executeWithToken(bySession.accessToken, '{ me { role { key } } }');
    expect(dataOf(there).me.role.key).toBe('admin');
  });

  it('is for nobody else: another caller is refused, and the invitation waits on', async () => {
    const other = await graph.seed();
    const email = address();
    const token = await invited(email);
    const stranger: TokensShown = await graph.logIn(other.owner);
    expect(errorsOf(await accept({ token, ...NEW_PERSON }, stranger.accessToken))).toEqual([
      ['INVITATION_FOR_OTHER_EMAIL', 'token'],
    ]);
    expect(await pending()).toEqual([email]);
  });

  it('takes no wrong password of a proved account', async () => {
    const other = await graph.seed();
    await graph.sql('UPDATE identity.users SET email_verified_at = now() WHERE id = $1', [
      other.admin.userId,
    ]);
    const token = await invited(other.admin.email);
    expect(errorsOf(await accept({ token }))).toEqual([['PASSWORD_REQUIRED', 'password']]);
    expect(errorsOf(await accept({ token, password: PASSWORD }))).toEqual([
      ['INVALID_CREDENTIALS', 'password'],
    ]);
  });

  it('takes an account from whoever registered an address that is not theirs', async () => {
    const email = address();
    const register = `mutation R($input: RegisterInput!) { register(input: $input) { userErrors { code } } }`;
    const squatter = { email, password: 'the squatter was here first' };
    await graph.execute(null, register, { input: { ...squatter, firstName: 'S', lastName: 'Q' } });
    const theirs = await graph.logIn(squatter);
    const { user } = await accept({ token: await invited(email), password: PASSWORD });
    expect(user).toMatchObject({ email, isEmailVerified: true });
    const refresh = `mutation R($input: RefreshTokensInput!) { refreshTokens(input: $input) { userErrors { code } } }`;
    const input = { refreshToken: theirs.refreshToken };
    expect(codes(await graph.execute(null, refresh, { input }))).toEqual(['UNAUTHENTICATED']);
    const logIn = `mutation L($input: LogInInput!) { logIn(input: $input) { userErrors { code } } }`;
    expect(dataOf(await graph.execute(null, logIn, { input: squatter })).logIn.userErrors).toEqual([
      { code: 'INVALID_CREDENTIALS' },
    ]);
  });

  it('ends the link that would confirm the address', async () => {
    const email = address();
    const register = `mutation R($input: RegisterInput!) { register(input: $input) { userErrors { code } } }`;
    await graph.execute(null, register, {
      input: { email, password: PASSWORD, firstName: 'A', lastName: 'L' },
    });
    const waiting = () => graph.sql(`SELECT 1 FROM identity.account_tokens WHERE kind = 'VERIFY_EMAIL'`);
    const before = (await waiting()).length;
    expect((await accept({ token: await invited(email), password: PASSWORD })).userErrors).toEqual([]);
    expect((await waiting()).length).toBe(before - 1);
  });

  it('by a session that has ended opens nothing, and waits on', async () => {
    const other = await graph.seed();
    const session = await graph.logIn(other.admin);
    const token = await invited(other.admin.email, 'viewer');
    await graph.sql(
      `UPDATE identity.sessions SET revoked_at = now(), revoked_reason = 'PASSWORD_CHANGED' WHERE user_id = $1`,
      [other.admin.userId],
    );
    const answer = await graph.executeWithToken(session.accessToken, ACCEPT, { input: { token } });
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(await pending()).toEqual([other.admin.email]);
  });

  it('of ten at once lets one in', async () => {
    const token = await invited(address());
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => graph.execute(null, ACCEPT, { input: { token, ...NEW_PERSON } })),
    );
    const joined = answers.filter(({ data }) => data?.acceptInvitation?.tokens);
    expect(joined).toHaveLength(1);
  });

  it('is tried again, from its beginning, when PostgreSQL ends it for a deadlock', async () => {
    const email = address();
    const token = await invited(email);
    await graph.sql('CREATE SEQUENCE identity.deadlocks');
    await graph.sql(`CREATE FUNCTION identity.deadlock_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      BEGIN
        IF nextval('identity.deadlocks') = 1 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
        RETURN NEW;
      END $$`);
    await graph.sql(
      'CREATE TRIGGER deadlock_once BEFORE INSERT ON identity.sessions FOR EACH ROW EXECUTE FUNCTION identity.deadlock_once()',
    );
    const payload = await accept({ token, ...NEW_PERSON });
    const [tried] = await graph.sql<{ tries: number }>(
      'SELECT last_value::int AS tries FROM identity.deadlocks',
    );
    await graph.sql('DROP FUNCTION identity.deadlock_once() CASCADE');
    await graph.sql('DROP SEQUENCE identity.deadlocks');
    expect([errorsOf(payload), tried]).toEqual([[], { tries: 2 }]);
    const entries = await graph.sql(
      `SELECT 1 FROM audit.entries WHERE org_id = $1 AND action = 'acceptInvitation'`,
      [org.org.id],
    );
    expect(entries).toHaveLength(1);
  });

  it('opens nothing twice, after its end, after it was taken back, or by an older link', async () => {
    const spent = await invited(address());
    await accept({ token: spent, ...NEW_PERSON });
    expect(errorsOf(await accept({ token: spent, ...NEW_PERSON }))).toEqual([
      ['INVITATION_ACCEPTED', 'token'],
    ]);
    const late = await invited(address());
    await graph.sql(
      `UPDATE identity.invitations SET expires_at = now() WHERE org_id = $1 AND accepted_at IS NULL`,
      [org.org.id],
    );
    expect(errorsOf(await accept({ token: late, ...NEW_PERSON }))).toEqual([['INVITATION_EXPIRED', 'token']]);
    for (const token of ['', 'x', 'a'.repeat(43), 'a'.repeat(1_000_000), '\0']) {
      expect(errorsOf(await accept({ token, ...NEW_PERSON }))).toEqual([['INVITATION_INVALID', 'token']]);
    }
  });

  it('changes nothing for who is a member already, and brings back who was removed', async () => {
    const token = await invited(address(), 'viewer');
    const { user, tokens } = await accept({ token, ...NEW_PERSON });
    await graph.execute(
      org.owner.viewer,
      `mutation { deleteUser(input: { userId: "${user.id}" }) { deletedUserId } }`,
    );
    expect(codes(await graph.executeWithToken(tokens.accessToken, LIST))).not.toEqual([]);
    const again = await accept({ token: await invited(user.email, 'manager'), password: PASSWORD });
    expect(again.user).toMatchObject({ id: user.id, status: 'ACTIVE', role: { key: 'manager' } });
  });
});

describe('resendInvitation and revokeInvitation', () => {
  const RESEND = `mutation R($input: ResendInvitationInput!) {
    resendInvitation(input: $input) { invitation { id isExpired } userErrors { code } }
  }`;
  const REVOKE = `mutation R($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) { revokedInvitationId userErrors { code } }
  }`;
  const idOf = async (email: string): Promise<string> =>
    (await graph.sql<{ id: string }>('SELECT id FROM identity.invitations WHERE email = $1', [email]))[0]
      ?.id ?? '';

  it('a new link takes the place of the old one, and revives what was over', async () => {
    const email = address();
    const former = await invited(email);
    const id = await idOf(email);
    await graph.sql('UPDATE identity.invitations SET expires_at = now() WHERE id = $1', [id]);
    const { resendInvitation } = dataOf(await graph.execute(org.owner.viewer, RESEND, { input: { id } }));
    expect(resendInvitation).toEqual({ invitation: { id, isExpired: false }, userErrors: [] });
    const token = await mailbox.token(org.org.id, email);
    expect(errorsOf(await accept({ token: former, ...NEW_PERSON }))).toEqual([
      ['INVITATION_INVALID', 'token'],
    ]);
    expect((await accept({ token, ...NEW_PERSON })).userErrors).toEqual([]);
  });

  it('what was taken back opens nothing, and the address can be invited anew', async () => {
    const email = address();
    const token = await invited(email);
    const id = await idOf(email);
    const { revokeInvitation } = dataOf(await graph.execute(org.owner.viewer, REVOKE, { input: { id } }));
    expect(revokeInvitation).toEqual({ revokedInvitationId: id, userErrors: [] });
    expect(errorsOf(await accept({ token, ...NEW_PERSON }))).toEqual([['INVITATION_REVOKED', 'token']]);
    expect((await accept({ token: await invited(email), ...NEW_PERSON })).userErrors).toEqual([]);
  });

  const status = (name: string) => `UPDATE identity.memberships SET status = '${name}' WHERE user_id = $1`;
  const role = (key: string) =>
    `UPDATE identity.memberships m SET role_id = r.id FROM identity.roles r WHERE r.org_id = m.org_id AND r.key = '${key}' AND m.user_id = $1`;
  it.each([
    ['was deactivated', status('DISABLED'), status('ACTIVE')],
    ['was removed', status('REMOVED'), null],
    ['has lost a permission of its role', role('manager'), role('owner')],
    ['has a closed account', `UPDATE identity.users SET status = 'DISABLED' WHERE id = $1`, null],
  ])('opens nothing while who sent it %s; sent again by another it does', async (_what, change, back) => {
    const send = async (email: string) => {
      await invite({ email, roleKey: 'admin' }, org.admin);
      return mailbox.token(org.org.id, email);
    };
    const [one, two] = [address(), address()];
    const [first, second] = [await send(one), await send(two)];
    await graph.sql(change, [org.admin.userId]);
    expect(errorsOf(await accept({ token: first, ...NEW_PERSON }))).toEqual([
      ['INVITATION_REVOKED', 'token'],
    ]);
    const [preview] = [await graph.execute(null, `{ invitationPreview(token: "${first}") { email } }`)];
    expect(dataOf(preview).invitationPreview).toBeNull();
    expect(await shownAs()).toEqual({ [one]: true, [two]: true });
    await graph.execute(org.owner.viewer, RESEND, { input: { id: await idOf(one) } });
    const anew = await mailbox.token(org.org.id, one);
    expect(await accept({ token: anew, ...NEW_PERSON })).toMatchObject({ user: { role: { key: 'admin' } } });
    if (back === null) return;
    await graph.sql(back, [org.admin.userId]);
    expect(await shownAs()).toEqual({ [two]: false });
    expect((await accept({ token: second, ...NEW_PERSON })).userErrors).toEqual([]);
  });

  it('makes room for a new one of the same address while who sent it may not give its role', async () => {
    const email = address();
    await invite({ email, roleKey: 'admin' }, org.admin);
    const again = async () => errorsOf(await invite({ email, roleKey: 'viewer' }));
    expect(await again()).toEqual([['ALREADY_INVITED', 'email']]);
    await graph.sql(status('DISABLED'), [org.admin.userId]);
    expect(await again()).toEqual([]);
    expect(await shownAs()).toEqual({ [email]: false });
    expect(await again()).toEqual([['ALREADY_INVITED', 'email']]);
  });

  it('holds on while who sent it may still give its role, though they have another one', async () => {
    const email = address();
    await invite({ email, roleKey: 'estimator' }, org.admin);
    await graph.sql(role('manager'), [org.admin.userId]);
    const token = await mailbox.token(org.org.id, email);
    expect((await accept({ token, ...NEW_PERSON })).userErrors).toEqual([]);
  });

  it('an address gets ten mails in a day at most, whichever way they are asked for', async () => {
    const email = address();
    const resend = async (id: string) =>
      dataOf(await graph.execute(org.owner.viewer, RESEND, { input: { id } })).resendInvitation.userErrors;
    let outcomes: string[] = [];
    for (let mails = 0; mails < 10; mails += 2) {
      const [first] = (await invite({ email: email.toUpperCase(), roleKey: 'viewer' })).userErrors;
      const id = await idOf(email.toUpperCase());
      outcomes = [...outcomes, first?.code ?? 'SENT', (await resend(id))[0]?.code ?? 'SENT'];
      if (mails < 8) {
        await graph.execute(org.owner.viewer, REVOKE, { input: { id } });
        await graph.sql('UPDATE identity.invitations SET email = $2 WHERE id = $1', [id, 'former']);
      }
    }
    expect(outcomes).toEqual(Array(10).fill('SENT'));
    const id = await idOf(email.toUpperCase());
    expect(await resend(id)).toEqual([{ code: 'TOO_MANY_MAILS' }]);
    await graph.execute(org.owner.viewer, REVOKE, { input: { id } });
    expect(errorsOf(await invite({ email, roleKey: 'viewer' }))).toEqual([['TOO_MANY_MAILS', 'email']]);
    expect(errorsOf(await invite({ email: address(), roleKey: 'viewer' }))).toEqual([]);
    await graph.sql(
      `UPDATE identity.invitations SET sent_at = sent_at - interval '1 day' WHERE org_id = $1`,
      [org.org.id],
    );
    expect(errorsOf(await invite({ email, roleKey: 'viewer' }))).toEqual([]);
  });

  it('of somebody whose own address is not confirmed sends nothing', async () => {
    const email = address();
    await invited(email);
    const input = { id: await idOf(email) };
    await graph.sql('UPDATE identity.users SET email_verified_at = NULL WHERE id = $1', [org.owner.userId]);
    const { resendInvitation } = dataOf(await graph.execute(org.owner.viewer, RESEND, { input }));
    expect(resendInvitation.userErrors).toEqual([{ code: 'EMAIL_NOT_VERIFIED' }]);
  });

  it('finds no invitation of another organisation, of nobody, or accepted', async () => {
    const email = address();
    const token = await invited(email);
    const id = await idOf(email);
    const other = await graph.seed();
    for (const operation of [RESEND, REVOKE]) {
      const foreign = await graph.execute(other.owner.viewer, operation, { input: { id } });
      expect(codes(foreign)).toEqual(['NOT_FOUND']);
    }
    await accept({ token, ...NEW_PERSON });
    for (const operation of [RESEND, REVOKE]) {
      for (const wrong of [id, newId(), 'x']) {
        const answer = await graph.execute(org.owner.viewer, operation, { input: { id: wrong } });
        expect(codes(answer)).toEqual(['NOT_FOUND']);
      }
    }
  });
});
