/*
 * Imported before `@apollo/gateway`: from 2.14.0 on it reports usage to Apollo unless this is set
 * (https://www.apollographql.com/docs/graphos/reference/data-privacy). A self-hosted product reports to nobody.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
