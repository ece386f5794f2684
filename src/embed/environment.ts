import type { Gateway } from '../gateway/gateway.ts';
import { type TemporaryFolder, temporaryFolder } from '../lib/temporary-folder.ts';
import type { Scenario } from '../model/scenario.ts';
import { baseUrlOf, variablesFor } from '../simulate/environment.ts';
import { type TrustFiles, writeTrustFiles } from '../tls/certificates/trust-files.ts';

/** Variables for an application that is to use the gateway, beside those that it has. */
export type Environment = Readonly<Record<string, string>>;

/** Tells clients where the gateway is: those of every label, or those of one. */
export interface Surroundings {
  baseUrl(scenario: Scenario, label: string | null): string;
  variables(scenario: Scenario, label: string | null): Environment;
  /** Removes the files that the variables name. */
  remove(): void;
}

/** The root's files are written when a client first needs them: without TLS none does. */
export function createSurroundings(
  gateway: Pick<Gateway, 'url' | 'tlsUrl' | 'controlUrl' | 'outcomeUrl' | 'ca'>,
  token: string | null,
): Surroundings {
  let files: { readonly folder: TemporaryFolder; readonly trust: TrustFiles } | null = null;
  const trustFiles = (): TrustFiles => {
    if (files === null) {
      const folder = temporaryFolder();
      files = { folder, trust: writeTrustFiles(folder.path, gateway.ca, process.env) };
    }
    return files.trust;
  };
  const baseUrl: Surroundings['baseUrl'] = (scenario, label) => baseUrlOf({ scenario, label, gateway });
  return {
    baseUrl,
    variables(scenario, label) {
      const isByTls = baseUrl(scenario, label).startsWith('https:');
      const roots = isByTls ? { ...trustFiles(), corporate: null } : null;
      const place = { scenario, label, gateway, token, roots };
      const given = Object.entries(variablesFor(place, process.env));
      return Object.fromEntries(given.filter((each): each is [string, string] => each[1] !== undefined));
    },
    remove: () => files?.folder.remove(),
  };
}
