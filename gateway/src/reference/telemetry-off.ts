/*
 * Stock `@apollo/gateway` reports usage to Apollo from 2.14.0 on, unless this is set when one is made: it has no option for it
 * (https://www.apollographql.com/docs/graphos/reference/data-privacy). A self-hosted product reports to nobody. So whoever makes one
 * imports this, also in tests, which start no process of ours that could be told by its environment.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
