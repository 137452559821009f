import { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import { Membership as MembershipEntity } from '../organizations/membership.entity';
import { Organization as OrganizationEntity } from '../organizations/organization.entity';
import { Role as RoleEntity } from '../roles/role.entity';
import { Session as SessionEntity } from '../sessions/session.entity';
import { Page } from '../../../../service-kit/data/pagination';
import { TokenPair } from '../auth/access-tokens';
import { Context } from '../context';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant in UTC, RFC 3339: `2026-01-01T12:30:00.000Z`. */
  DateTime: { input: string; output: Date; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Who gets which role. Give the role by id or by key, not both. */
export type AssignRoleInput = {
  /** The role, by its id. */
  roleId?: InputMaybe<Scalars['ID']['input']>;
  /** The role, by its key: `manager`, say. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
  /** The person. */
  userId: Scalars['ID']['input'];
};

/** The answer to `assignRole`. */
export type AssignRolePayload = {
  __typename?: 'AssignRolePayload';
  /** The person with the new role; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; nothing was changed when there is something. */
  userErrors: Array<UserError>;
};

/** Who may share a cached answer. */
export type CacheControlScope =
  /** Nobody: it is one person's. */
  | 'PRIVATE'
  /** People of one organisation with the same permissions. */
  | 'PUBLIC';

/** Who wants to log in. */
export type LogInInput = {
  /** The e-mail address. */
  email: Scalars['String']['input'];
  /** The password. */
  password: Scalars['String']['input'];
};

/** The answer to `logIn`. */
export type LogInPayload = {
  __typename?: 'LogInPayload';
  /**
   * Whether to ask for a new password now. True after a log-in with a password of more than 72 bytes that an old system stored:
   * it compared the first 72 bytes only, so whoever knows those gets in. Null when there is something to mend.
   */
  shouldChangePassword: Maybe<Scalars['Boolean']['output']>;
  /** The session's first tokens; null when there is something to mend. */
  tokens: Maybe<Tokens>;
  /** Who logged in; null when there is something to mend. */
  user: Maybe<User>;
  /** What to mend; no session was started when there is something. */
  userErrors: Array<UserError>;
};

/** What to end. Empty: this session. */
export type LogOutInput = {
  /** All sessions of yours in this organisation, this one included. */
  everywhere: Scalars['Boolean']['input'];
  /** One session of yours, by its id. */
  sessionId?: InputMaybe<Scalars['ID']['input']>;
};

/** The answer to `logOut`. */
export type LogOutPayload = {
  __typename?: 'LogOutPayload';
  /** How many live sessions were ended; null when there is something to mend. */
  endedSessions: Maybe<Scalars['Int']['output']>;
  /** What to mend; no session was ended when there is something. */
  userErrors: Array<UserError>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Gives a person another role. You can neither give nor take a role with permissions you don't have yourself, and the last
   * owner stays. Takes effect with the person's next refresh of tokens, within ten minutes.
   */
  assignRole: AssignRolePayload;
  /** Starts a session. A wrong password, an unknown address and a disabled person get one and the same `INVALID_CREDENTIALS`. */
  logIn: LogInPayload;
  /** Ends this session, another session of yours, or all of them. Their tokens are refused everywhere within a second. */
  logOut: LogOutPayload;
  /**
   * Exchanges a refresh token for a new pair of tokens; the old one is spent. Repeating the exchange within 30 seconds, because
   * the answer was lost or two tabs asked at once, gives the same pair. A token spent longer ago ends the session: it
   * was stolen, or the new one was. Refusals are errors with the code `UNAUTHENTICATED` and a `reason` beside it. An
   * expired access token in the `Authorization` header does no harm.
   */
  refreshTokens: RefreshTokensPayload;
  /**
   * Creates a person and an organisation of theirs. The answer is the same, in words, code and time, when the e-mail address
   * is known already: log in to go on.
   */
  register: RegisterPayload;
};


export type MutationAssignRoleArgs = {
  input: AssignRoleInput;
};


export type MutationLogInArgs = {
  input: LogInInput;
};


export type MutationLogOutArgs = {
  input?: LogOutInput;
};


export type MutationRefreshTokensArgs = {
  input: RefreshTokensInput;
};


export type MutationRegisterArgs = {
  input: RegisterInput;
};

/** A company with its own people and data; nobody outside it sees any of it. */
export type Organization = {
  __typename?: 'Organization';
  /** When it was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The company's name. */
  name: Scalars['String']['output'];
};

/** Where a page stands in its list (Relay connections). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last edge's cursor; null for an empty page. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether `after: endCursor` would find more. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether `before: startCursor` would find more. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first edge's cursor; null for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

export type Query = {
  __typename?: 'Query';
  /** You: the person this request's token belongs to. */
  me: User;
  /** Your organisation. */
  organization: Organization;
  /** The roles of your organisation, from the most powerful one down. */
  roles: Array<Role>;
  /** Your own live sessions in this organisation, the latest used first. */
  sessions: SessionConnection;
  /** One person; null and NOT_FOUND when your organisation has none of this id. */
  user: Maybe<User>;
  /** The people of your organisation. */
  users: UserConnection;
};


export type QuerySessionsArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  before: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<UserFilter>;
  first: InputMaybe<Scalars['Int']['input']>;
  last: InputMaybe<Scalars['Int']['input']>;
  orderBy?: UserOrder;
};

/** What to refresh. */
export type RefreshTokensInput = {
  /** The latest refresh token of the session. */
  refreshToken: Scalars['String']['input'];
};

/** The answer to `refreshTokens`. */
export type RefreshTokensPayload = {
  __typename?: 'RefreshTokensPayload';
  /** The new pair; keep both, forget the old. */
  tokens: Maybe<Tokens>;
  /** Whose they are, with today's role and permissions. */
  user: Maybe<User>;
  /** Always empty at present: a refusal is an error with the code `UNAUTHENTICATED`. */
  userErrors: Array<UserError>;
};

/** A new person and their organisation. */
export type RegisterInput = {
  /** The address to log in with; upper and lower case are the same. */
  email: Scalars['String']['input'];
  /** Given name, 100 characters at most. */
  firstName: Scalars['String']['input'];
  /** Family name, 100 characters at most. */
  lastName: Scalars['String']['input'];
  /** The company's name, 200 characters at most; first and last name unless given. */
  organizationName?: InputMaybe<Scalars['String']['input']>;
  /** 12 to 128 characters of any kind; composed and decomposed letters are the same. Common passwords are refused. */
  password: Scalars['String']['input'];
};

/** The answer to `register`. */
export type RegisterPayload = {
  __typename?: 'RegisterPayload';
  /** The address, as understood. It says nothing about whether it was new. */
  email: Maybe<Scalars['String']['output']>;
  /** What to mend; nothing was created when there is something. */
  userErrors: Array<UserError>;
};

/** A named set of permissions. */
export type Role = {
  __typename?: 'Role';
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** Whether it came with the organisation; such roles can't be changed. */
  isSystem: Scalars['Boolean']['output'];
  /** Short and stable within the organisation: `owner`, `admin`, `manager`, `estimator`, `viewer` for system roles. */
  key: Scalars['String']['output'];
  /** What people call it. */
  name: Scalars['String']['output'];
  /** What it allows. */
  permissions: Array<Scalars['String']['output']>;
};

/** One log-in on one device, with the chain of refresh tokens that came of it. */
export type Session = {
  __typename?: 'Session';
  /** The kind of application (`X-App-Type`). */
  appType: Maybe<Scalars['String']['output']>;
  /** The application's version (`X-App-Version`). */
  appVersion: Maybe<Scalars['String']['output']>;
  /** When you logged in. */
  createdAt: Scalars['DateTime']['output'];
  /** The device (`X-Device-ID`). */
  deviceId: Maybe<Scalars['String']['output']>;
  /** When it ends at the latest: unused for 14 days, or 60 days after log-in. */
  expiresAt: Scalars['DateTime']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** The address you logged in from, as the gateway saw it. */
  ip: Maybe<Scalars['String']['output']>;
  /** Whether it is the session of this request. */
  isCurrent: Scalars['Boolean']['output'];
  /** When tokens were last refreshed. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The program you logged in with (`User-Agent`). */
  userAgent: Maybe<Scalars['String']['output']>;
};

/** A page of sessions. */
export type SessionConnection = {
  __typename?: 'SessionConnection';
  /** The sessions of this page. */
  edges: Array<SessionEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One session of a page. */
export type SessionEdge = {
  __typename?: 'SessionEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The session. */
  node: Session;
};

/** An access token and the refresh token to get the next one with. */
export type Tokens = {
  __typename?: 'Tokens';
  /** Send it as `Authorization: Bearer …`. Lives ten minutes. */
  accessToken: Scalars['String']['output'];
  /** When the access token expires. */
  expiresAt: Scalars['DateTime']['output'];
  /** Opaque, for `refreshTokens`, once. Keep it secret. */
  refreshToken: Scalars['String']['output'];
};

/** A person, as a member of your organisation. Names are for every colleague; the rest needs `users:read`, or to be oneself. */
export type User = {
  __typename?: 'User';
  /** When they joined this organisation. */
  createdAt: Scalars['DateTime']['output'];
  /** How to call them: first and last name. */
  displayName: Scalars['String']['output'];
  /** The address they log in with, as they wrote it. */
  email: Scalars['String']['output'];
  /** Given name. */
  firstName: Scalars['String']['output'];
  /** Stable for ever. */
  id: Scalars['ID']['output'];
  /** When they last logged in to this organisation; null when they never did. */
  lastLoginAt: Maybe<Scalars['DateTime']['output']>;
  /** Family name. */
  lastName: Scalars['String']['output'];
  /** The organisation. Null, with an error, without the permission `organization:read`. */
  organization: Maybe<Organization>;
  /** What they may do here: their role's permissions. */
  permissions: Array<Scalars['String']['output']>;
  /** Their role here. Null, with an error, without the permission `roles:read`. */
  role: Maybe<Role>;
  /** The session this request's token belongs to; null for anybody but yourself. */
  session: Maybe<Session>;
  /** Whether they can log in to this organisation. */
  status: UserStatus;
};

/** A page of people. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page. */
  edges: Array<UserEdge>;
  /** Where this page stands. */
  pageInfo: PageInfo;
  /** How many there are on all pages. */
  totalCount: Scalars['Int']['output'];
};

/** One person of a page. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Where in the list; for `after` and `before`. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
};

/** Something in a mutation's input that a person can mend. Nothing was changed when there is one. */
export type UserError = {
  __typename?: 'UserError';
  /** Stable, UPPER_CASE; branch on it. */
  code: Scalars['String']['output'];
  /** What is wrong and what to do. */
  message: Scalars['String']['output'];
  /** Where in `input` the mistake stands, outermost first; empty when it is the input as a whole. */
  path: Array<Scalars['String']['output']>;
};

/** Which people to list. */
export type UserFilter = {
  /** Only with this role, by its key. */
  roleKey?: InputMaybe<Scalars['String']['input']>;
  /** Part of a name or of the e-mail address, in any case of letters; 100 characters at most. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only with this status. */
  status?: InputMaybe<UserStatus>;
};

/** The order of a list of people. */
export type UserOrder =
  /** Who joined first comes first. */
  | 'CREATED_AT_ASC'
  /** Who joined last comes first. */
  | 'CREATED_AT_DESC'
  /** By e-mail address, from A. */
  | 'EMAIL_ASC'
  /** By e-mail address, from Z. */
  | 'EMAIL_DESC'
  /** By last name, then first name, from A. */
  | 'NAME_ASC'
  /** By last name, then first name, from Z. */
  | 'NAME_DESC';

/** Whether a person can log in. */
export type UserStatus =
  /** Can log in. */
  | 'ACTIVE'
  /** Can't log in; what they made stays. */
  | 'DISABLED';

export type WithIndex<TObject> = TObject & Record<string, any>;
export type ResolversObject<TObject> = WithIndex<TObject>;

export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = ResolversObject<{
  User: User;
}>;

/** Mapping of federation reference types */
export type FederationReferenceTypes = ResolversObject<{
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
}>;



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = ResolversObject<{
  AssignRoleInput: AssignRoleInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AssignRolePayload: ResolverTypeWrapper<Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  CacheControlScope: CacheControlScope;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  LogInInput: LogInInput;
  LogInPayload: ResolverTypeWrapper<Omit<LogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  LogOutInput: LogOutInput;
  LogOutPayload: ResolverTypeWrapper<LogOutPayload>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Organization: ResolverTypeWrapper<OrganizationEntity>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RefreshTokensInput: RefreshTokensInput;
  RefreshTokensPayload: ResolverTypeWrapper<Omit<RefreshTokensPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversTypes['Tokens']>, user?: Maybe<ResolversTypes['User']> }>;
  RegisterInput: RegisterInput;
  RegisterPayload: ResolverTypeWrapper<RegisterPayload>;
  Role: ResolverTypeWrapper<RoleEntity>;
  Session: ResolverTypeWrapper<SessionEntity>;
  SessionConnection: ResolverTypeWrapper<Page<SessionEntity>>;
  SessionEdge: ResolverTypeWrapper<Omit<SessionEdge, 'node'> & { node: ResolversTypes['Session'] }>;
  Tokens: ResolverTypeWrapper<TokenPair>;
  User: ResolverTypeWrapper<MembershipEntity>;
  UserConnection: ResolverTypeWrapper<Page<MembershipEntity>>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserError: ResolverTypeWrapper<UserError>;
  UserFilter: UserFilter;
  UserOrder: UserOrder;
  UserStatus: UserStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
}>;

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = ResolversObject<{
  AssignRoleInput: AssignRoleInput;
  ID: Scalars['ID']['output'];
  AssignRolePayload: Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  DateTime: Scalars['DateTime']['output'];
  LogInInput: LogInInput;
  LogInPayload: Omit<LogInPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  LogOutInput: LogOutInput;
  LogOutPayload: LogOutPayload;
  Mutation: Record<PropertyKey, never>;
  Organization: OrganizationEntity;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  RefreshTokensInput: RefreshTokensInput;
  RefreshTokensPayload: Omit<RefreshTokensPayload, 'tokens' | 'user'> & { tokens?: Maybe<ResolversParentTypes['Tokens']>, user?: Maybe<ResolversParentTypes['User']> };
  RegisterInput: RegisterInput;
  RegisterPayload: RegisterPayload;
  Role: RoleEntity;
  Session: SessionEntity;
  SessionConnection: Page<SessionEntity>;
  SessionEdge: Omit<SessionEdge, 'node'> & { node: ResolversParentTypes['Session'] };
  Tokens: TokenPair;
  User: MembershipEntity;
  UserConnection: Page<MembershipEntity>;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserError: UserError;
  UserFilter: UserFilter;
  Boolean: Scalars['Boolean']['output'];
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
}>;

export type CacheControlDirectiveArgs = {
  inheritMaxAge: Maybe<Scalars['Boolean']['input']>;
  maxAge: Maybe<Scalars['Int']['input']>;
  scope: Maybe<CacheControlScope>;
};

export type CacheControlDirectiveResolver<Result, Parent, ContextType = Context, Args = CacheControlDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PublicDirectiveArgs = { };

export type PublicDirectiveResolver<Result, Parent, ContextType = Context, Args = PublicDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  max: Scalars['Int']['input'];
  window: Scalars['String']['input'];
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = Context, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AssignRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssignRolePayload'] = ResolversParentTypes['AssignRolePayload']> = ResolversObject<{
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type LogInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogInPayload'] = ResolversParentTypes['LogInPayload']> = ResolversObject<{
  shouldChangePassword?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type LogOutPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogOutPayload'] = ResolversParentTypes['LogOutPayload']> = ResolversObject<{
  endedSessions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = ResolversObject<{
  assignRole?: Resolver<ResolversTypes['AssignRolePayload'], ParentType, ContextType, RequireFields<MutationAssignRoleArgs, 'input'>>;
  logIn?: Resolver<ResolversTypes['LogInPayload'], ParentType, ContextType, RequireFields<MutationLogInArgs, 'input'>>;
  logOut?: Resolver<ResolversTypes['LogOutPayload'], ParentType, ContextType, RequireFields<MutationLogOutArgs, 'input'>>;
  refreshTokens?: Resolver<ResolversTypes['RefreshTokensPayload'], ParentType, ContextType, RequireFields<MutationRefreshTokensArgs, 'input'>>;
  register?: Resolver<ResolversTypes['RegisterPayload'], ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
}>;

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = ResolversObject<{
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = ResolversObject<{
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = ResolversObject<{
  me?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  organization?: Resolver<ResolversTypes['Organization'], ParentType, ContextType>;
  roles?: Resolver<Array<ResolversTypes['Role']>, ParentType, ContextType>;
  sessions?: Resolver<ResolversTypes['SessionConnection'], ParentType, ContextType, Partial<QuerySessionsArgs>>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'orderBy'>>;
}>;

export type RefreshTokensPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RefreshTokensPayload'] = ResolversParentTypes['RefreshTokensPayload']> = ResolversObject<{
  tokens?: Resolver<Maybe<ResolversTypes['Tokens']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RegisterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterPayload'] = ResolversParentTypes['RegisterPayload']> = ResolversObject<{
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<Array<ResolversTypes['UserError']>, ParentType, ContextType>;
}>;

export type RoleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Role'] = ResolversParentTypes['Role']> = ResolversObject<{
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isSystem?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = ResolversObject<{
  appType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  appVersion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deviceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  ip?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isCurrent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastUsedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  userAgent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type SessionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['SessionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type SessionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionEdge'] = ResolversParentTypes['SessionEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
}>;

export type TokensResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tokens'] = ResolversParentTypes['Tokens']> = ResolversObject<{
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
}>;

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = ResolversObject<{
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  firstName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  organization?: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  permissions?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['Role']>, ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
}>;

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = ResolversObject<{
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
}>;

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = ResolversObject<{
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
}>;

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = ResolversObject<{
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
}>;

export type Resolvers<ContextType = Context> = ResolversObject<{
  AssignRolePayload?: AssignRolePayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  LogInPayload?: LogInPayloadResolvers<ContextType>;
  LogOutPayload?: LogOutPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Organization?: OrganizationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RefreshTokensPayload?: RefreshTokensPayloadResolvers<ContextType>;
  RegisterPayload?: RegisterPayloadResolvers<ContextType>;
  Role?: RoleResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionConnection?: SessionConnectionResolvers<ContextType>;
  SessionEdge?: SessionEdgeResolvers<ContextType>;
  Tokens?: TokensResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
}>;

export type DirectiveResolvers<ContextType = Context> = ResolversObject<{
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>;
  public?: PublicDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
}>;
