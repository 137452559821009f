/** How much SQL a request takes. */
export interface SqlWork {
  /** Without BEGIN and COMMIT. */
  statements: number;
  /** Messages that wait for an answer, BEGIN and COMMIT included. */
  roundTrips: number;
}
