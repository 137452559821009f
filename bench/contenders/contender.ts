/** What a contender gets to start with. */
export interface ContenderSetup {
  /** Composed, with the addresses of the HTTP subgraphs. */
  supergraphSdl: string;
  /** Verifies the tokens that come with the requests; PEM. */
  publicKeyPem: string;
}

/** A contender that listens. */
export interface RunningContender {
  /** Where it takes GraphQL by POST. */
  url: string;
  close(): Promise<void>;
}

/** Exported as `start` by each contender's file; runs in a process of its own. */
export type StartContender = (setup: ContenderSetup) => Promise<RunningContender>;

export interface Contender {
  /** For `--contender`. */
  readonly name: string;
  readonly title: string;
  load(): Promise<{ start: StartContender }>;
}
