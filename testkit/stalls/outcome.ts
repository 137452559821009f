/** What an attacker was answered; status 0 when nothing came, a socket's code when it was closed. */
export interface Outcome {
  readonly status: number;
  readonly text: string;
}
