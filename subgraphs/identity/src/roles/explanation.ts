/** One thing that has to hold before a person may do something. */
export interface Step {
  kind: 'ORGANIZATION' | 'ACCOUNT' | 'MEMBERSHIP' | 'ROLE';
  holds: boolean;
  message: string;
}

/** What `explainAccess` answers. */
export interface Explanation {
  userId: string;
  permission: string;
  steps: Step[];
}
