import type { BaseContext } from '../../../../service-kit/subgraph/context';

/** Where this subgraph asks about leads, which crm owns. */
export interface LeadDirectory {
  /**
   * Whether the caller can see this lead, asked with the caller's own token.
   *
   * @param leadId a well-formed id
   * @returns false for an unknown lead and for another organisation's alike
   * @throws GraphQLError SERVICE_UNAVAILABLE when crm can't be reached
   */
  exists(ctx: BaseContext<object>, leadId: string): Promise<boolean>;
}
