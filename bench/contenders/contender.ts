/** What a contender gets to start with. */
export interface ContenderSetup {
  /** Composed, with the addresses of the HTTP subgraphs. */
  supergraphSdl: string;
  /** The same addresses by subgraph, for those who do not take a supergraph. */
  subgraphUrls: Readonly<Record<string, string>>;
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
export type StartContender<Setup = ContenderSetup> = (setup: Setup) => Promise<RunningContender>;

/** @typeParam Setup what it gets to start with */
export interface Contender<Setup = ContenderSetup> {
  /** For `--contender`. */
  readonly name: string;
  readonly title: string;
  /** Someone else's, from bench/peers: when it can't be installed or answers wrongly, the results say so. */
  readonly isPeer?: boolean;
  load(): Promise<{ start: StartContender<Setup> }>;
}
