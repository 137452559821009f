/** What the explorer shows at every visit, a tab each: to be run as they stand, once one has logged in above. */
export const EXPLORER_QUERIES = [
  `# Log in above: the token then goes along with each request.
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
`,
  `# A company of your own. Log out above to run it as a stranger.
mutation Register {
  register(
    input: {
      organizationName: "Bright Rooms"
      email: "ana@bright-rooms.example"
      password: "a long sentence of your own"
      firstName: "Ana"
      lastName: "Lima"
    }
  ) {
    email
    userErrors { code path message }
  }
}
`,
];
