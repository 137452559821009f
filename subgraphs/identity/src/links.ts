/** The addresses that mails lead to. Built from settings only: a request's `Host` is whatever its sender wants. */
export interface Links {
  /** Where people are when they use us, `https://app.example.com`: what passkeys belong to. */
  readonly origin: string;
  acceptInvitation(token: string): string;
  verifyEmail(token: string): string;
  resetPassword(token: string): string;
  restoreOrganization(token: string): string;
  confirmEmail(token: string): string;
  undoEmailChange(token: string): string;
  resetSecondFactor(token: string): string;
  /** Where an organisation's own log-in service sends people back to. */
  readonly oidcCallback: string;
  /** Where a link for a new password is asked for. */
  readonly forgotPassword: string;
}

/**
 * Makes the links of a process.
 *
 * @param base where people reach the pages: `PUBLIC_URL`, or `APP_URL` for a frontend with pages of its own
 */
export function createLinks(base: string): Links {
  const to = (path: string) => (token: string) =>
    `${base.replace(/\/+$/, '')}${path}?token=${encodeURIComponent(token)}`;
  return {
    origin: new URL(base).origin,
    forgotPassword: `${base.replace(/\/+$/, '')}/forgot-password`,
    oidcCallback: `${base.replace(/\/+$/, '')}/oidc/callback`,
    acceptInvitation: to('/accept-invitation'),
    verifyEmail: to('/verify-email'),
    resetPassword: to('/reset-password'),
    restoreOrganization: to('/restore-organization'),
    confirmEmail: to('/confirm-email'),
    undoEmailChange: to('/undo-email-change'),
    resetSecondFactor: to('/reset-second-factor'),
  };
}
