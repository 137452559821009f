import type { Answer, Ask } from '../gateway/src/http/own-pages';

/** A field of a form; its name is that of the mutation's input. */
export interface PageField {
  readonly name: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  /** Keys of texts: the name unless given. */
  readonly label?: string;
  readonly hint?: string;
}

export interface PageError {
  readonly code: string;
  /** Empty for the form as a whole. */
  readonly field: string;
  readonly message: string;
}

/** What a page shows; texts are keys. */
export interface PageView {
  readonly title: string;
  readonly text?: string;
  readonly button?: string;
  readonly fields: readonly PageField[];
  readonly errors: readonly PageError[];
  readonly values?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** Where a new link is asked for. */
  readonly again?: string;
}

/** One page: what it shows when it is opened, and what a sent form does. */
export interface Page {
  readonly path: string;
  open(ask: Ask, token: string): Promise<PageView>;
  submit(ask: Ask, form: Readonly<Record<string, string>>): Promise<PageView>;
}

interface UserError {
  code: string;
  path: string[];
  message: string;
}

/** What was refused in an answer: by the mutation, or by what stands before it. */
function errorsIn(answer: Answer, field: string): PageError[] {
  const payload = answer.data?.[field] as { userErrors?: UserError[] } | null | undefined;
  const failures = (answer.errors ?? []).map(({ message, extensions }) => ({
    code: extensions?.code ?? 'INTERNAL_SERVER_ERROR',
    field: '',
    message,
  }));
  const mistakes = (payload?.userErrors ?? []).map(({ code, path, message }) => ({
    code,
    field: path.join('.'),
    message,
  }));
  return [...failures, ...mistakes];
}

const statusOf = ([first]: readonly PageError[]): number => (first?.code === 'RATE_LIMITED' ? 429 : 422);

const NEW_PASSWORD: PageField = {
  name: 'password',
  type: 'password',
  autocomplete: 'new-password',
  label: 'newPassword',
  hint: 'hint',
};
const PASSWORD: PageField = { name: 'password', type: 'password', autocomplete: 'current-password' };
const NAMES: readonly PageField[] = [
  { name: 'firstName', type: 'text', autocomplete: 'given-name' },
  { name: 'lastName', type: 'text', autocomplete: 'family-name' },
];

/** A page whose form is one mutation that answers one text: the account's address, unless told. */
function formPage(options: {
  path: string;
  /** Prefix of its texts. */
  name: string;
  mutation: string;
  input: string;
  fields: readonly PageField[];
  again?: string;
  /** Whether it takes the link's token; as pages do that lead to where one is asked for anew. */
  takesToken?: boolean;
  answers?: string;
}): Page {
  const { path, name, mutation, input, fields, again, answers = 'email' } = options;
  const takesToken = options.takesToken ?? again !== undefined;
  const query = `mutation ($input: ${input}!) { ${mutation}(input: $input) { ${answers} userErrors { code path message } } }`;
  const form = (errors: readonly PageError[]): PageView => ({
    title: name,
    text: `${name}Text`,
    button: `${name}Button`,
    fields,
    errors,
    ...(errors.length > 0 ? { status: statusOf(errors), ...(again ? { again } : {}) } : {}),
  });
  return {
    path,
    open: async () => form([]),
    async submit(ask, sent) {
      const names = [...fields.map((field) => field.name), ...(takesToken ? ['token'] : [])];
      const answer = await ask(query, {
        input: Object.fromEntries(names.map((key) => [key, sent[key] ?? ''])),
      });
      const errors = errorsIn(answer, mutation);
      if (errors.length > 0) return form(errors);
      const payload = answer.data?.[mutation] as Record<string, string>;
      const values = { [answers]: payload[answers] ?? '' };
      return { title: `${name}Done`, text: `${name}DoneText`, fields: [], errors: [], values };
    },
  };
}

const PREVIEW = `query ($token: String!) { invitationPreview(token: $token) { organizationName email hasAccount } }`;
const ACCEPT = `mutation ($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) { tokens { accessToken } userErrors { code path message } }
}`;
const LOG_OUT = 'mutation { logOut { endedSessions } }';

const OVER: PageView = {
  title: 'invitationOver',
  text: 'invitationOverText',
  fields: [],
  errors: [],
  status: 404,
};

interface Preview {
  organizationName: string;
  email: string;
  hasAccount: boolean;
}

async function invitationForm(ask: Ask, token: string, errors: readonly PageError[]): Promise<PageView> {
  const answer = await ask(PREVIEW, { token });
  const preview = answer.data?.['invitationPreview'] as Preview | null | undefined;
  const failures = errorsIn(answer, 'invitationPreview');
  if (!preview) return failures.length > 0 ? { ...OVER, errors: failures, status: statusOf(failures) } : OVER;
  return {
    title: 'invitation',
    text: preview.hasAccount ? 'invitationKnown' : 'invitationNew',
    button: 'invitationButton',
    fields: preview.hasAccount ? [PASSWORD] : [...NAMES, NEW_PASSWORD],
    errors,
    values: { organization: preview.organizationName, email: preview.email },
    ...(errors.length > 0 ? { status: statusOf(errors) } : {}),
    ...(errors.some(({ code }) => code === 'INVALID_CREDENTIALS') ? { again: '/forgot-password' } : {}),
  };
}

const acceptInvitation: Page = {
  path: '/accept-invitation',
  open: (ask, token) => invitationForm(ask, token, []),
  async submit(ask, { token = '', firstName, lastName, password }) {
    const before = await invitationForm(ask, token, []);
    const answer = await ask(ACCEPT, { input: { token, firstName, lastName, password } });
    const errors = errorsIn(answer, 'acceptInvitation');
    if (errors.length > 0) return invitationForm(ask, token, errors);
    // The page keeps no session: the one that began with the acceptance ends here.
    const { tokens } = answer.data?.['acceptInvitation'] as { tokens: { accessToken: string } };
    await ask(LOG_OUT, {}, tokens.accessToken);
    const { values = {} } = before;
    return { title: 'invitationDone', text: 'invitationDoneText', fields: [], errors: [], values };
  },
};

/** All pages. */
export const PAGES: readonly Page[] = [
  acceptInvitation,
  formPage({
    path: '/reset-password',
    name: 'reset',
    mutation: 'resetPassword',
    input: 'ResetPasswordInput',
    fields: [NEW_PASSWORD],
    again: '/forgot-password',
  }),
  formPage({
    path: '/verify-email',
    name: 'verify',
    mutation: 'verifyEmail',
    input: 'VerifyEmailInput',
    fields: [PASSWORD],
    again: '/forgot-password',
  }),
  formPage({
    path: '/confirm-email',
    name: 'newEmail',
    mutation: 'confirmEmailChange',
    input: 'ConfirmEmailChangeInput',
    fields: [PASSWORD],
    again: '/forgot-password',
  }),
  formPage({
    path: '/reset-second-factor',
    name: 'resetFactor',
    mutation: 'completeSecondFactorReset',
    input: 'CompleteSecondFactorResetInput',
    fields: [PASSWORD],
    again: '/forgot-password',
  }),
  formPage({
    path: '/undo-email-change',
    name: 'undoEmail',
    mutation: 'undoEmailChange',
    input: 'UndoEmailChangeInput',
    fields: [NEW_PASSWORD],
    again: '/forgot-password',
  }),
  formPage({
    path: '/restore-organization',
    name: 'restore',
    mutation: 'restoreOrganization',
    input: 'RestoreOrganizationInput',
    fields: [],
    takesToken: true,
    answers: 'organizationName',
  }),
  formPage({
    path: '/forgot-password',
    name: 'forgot',
    mutation: 'requestPasswordReset',
    input: 'RequestPasswordResetInput',
    fields: [{ name: 'email', type: 'email', autocomplete: 'email' }],
  }),
];
