/** Asks for delivery after a commit. Losing the call costs two seconds: the sweep finds what was not asked for. */
export interface EventBell {
  ring(orgId: string): void;
}
