/** The addresses that mails lead to. Built from settings only: a request's `Host` is whatever its sender wants. */
export interface Links {
  acceptInvitation(token: string): string;
  verifyEmail(token: string): string;
  resetPassword(token: string): string;
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
    acceptInvitation: to('/accept-invitation'),
    verifyEmail: to('/verify-email'),
    resetPassword: to('/reset-password'),
  };
}
