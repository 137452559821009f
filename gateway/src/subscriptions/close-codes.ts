/** How a socket is closed by us. Codes of graphql-ws are used where they say the same (its clients act on them). */
export interface Close {
  readonly code: number;
  /** 123 bytes at most. */
  readonly reason: string;
}

export const CLOSE = {
  /** The process stops: clients reconnect, to another one. */
  goingAway: { code: 1001, reason: 'Going away' },
  /** Nothing ran on it for long. */
  idle: { code: 1000, reason: 'Idle' },
  /** The graph was exchanged: clients reconnect and subscribe again. */
  serviceRestart: { code: 1012, reason: 'The schema was updated, subscribe again' },
  /** A part that is needed to let anyone in is away. */
  tryAgain: { code: 1013, reason: 'Try again later' },
  /** graphql-ws clients connect again after this one, with the token they then have. */
  tokenExpired: { code: 4403, reason: 'The access token has expired. Connect again with a new one.' },
  sessionEnded: { code: 4401, reason: 'This session was ended. Log in again.' },
  /** graphql-ws clients give up after this one. */
  unauthenticated: { code: 4401, reason: 'Unauthorized' },
  tooLarge: { code: 1009, reason: 'The message holds too many values' },
  wrongProtocol: {
    code: 4406,
    reason:
      'Use the subprotocol graphql-transport-ws (npm graphql-ws); subscriptions-transport-ws is not served',
  },
  fault: { code: 4500, reason: 'Internal server error' },
} as const satisfies Record<string, Close>;
