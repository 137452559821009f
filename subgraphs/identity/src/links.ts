/** The addresses that mails lead to. Built from settings only: a request's `Host` is whatever its sender wants. */
export interface Links {
  /** Where people are when they use us, `https://app.example.com`: what passkeys belong to. */
  readonly origin: string;
  acceptInvitation(token: string): string;
  verifyEmail(token: string): string;
  resetPassword(token: string): string;
  restoreOrganization(token: string): string;
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
    acceptInvitation: to('/accept-invitation'),
    verifyEmail: to('/verify-email'),
    resetPassword: to('/reset-password'),
    restoreOrganization: to('/restore-organization'),
  };
}
