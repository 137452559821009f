import { DEMO_OWNER } from './seed';

/** What the explorer shows at first: a log-in and a query across all subgraphs, to be run as they stand. */
export const FIRST_QUERY = `# 1. Run LogIn, copy the accessToken.
# 2. Put it under "Headers" below:
#    { "Authorization": "Bearer …" }
# 3. Run FirstLeads.

mutation LogIn {
  logIn(input: {
    email: "${DEMO_OWNER.email}"
    password: "${DEMO_OWNER.password}"
  }) {
    tokens { accessToken expiresAt }
    userErrors { code message }
  }
}

query FirstLeads {
  me {
    displayName
    organization { name }
  }
  leads(first: 3) {
    edges {
      node {
        name
        contacts { name phones }
        estimates(first: 2) {
          edges { node { number status } }
        }
      }
    }
  }
}
`;
