import { composeServices } from '@apollo/composition';
import { gql } from 'graphql-tag';

const known = new Map<string, string>();
const placeholder = (name: string): string => `http://${name}.invalid`;

/**
 * Composes subgraphs. The same ones are composed once by a process: tests start hundreds of gateways over the same few.
 *
 * @param sdl each one's, by name
 * @param urls their addresses; an invalid one without
 */
export function composed(
  sdl: Readonly<Record<string, string>>,
  urls: Readonly<Record<string, string>> = {},
): string {
  const key = JSON.stringify(sdl);
  const supergraph = known.get(key) ?? compose(sdl);
  known.set(key, supergraph);
  return Object.entries(urls).reduce(
    (text, [name, url]) => text.replaceAll(`"${placeholder(name)}"`, JSON.stringify(url)),
    supergraph,
  );
}

function compose(sdl: Readonly<Record<string, string>>): string {
  const services = Object.entries(sdl).map(([name, text]) => ({
    name,
    url: placeholder(name),
    typeDefs: gql(text),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
