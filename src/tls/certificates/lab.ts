import { BoundedMap } from '../../lib/bounded-map.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CertificateProfile } from '../../model/connection-plan.ts';
import { type Authority, type AuthorityName, issuerOf, makeAuthority } from './authority.ts';
import type { Credentials } from './certificate.ts';
import { makeChain } from './chains.ts';
import { canonicalHost, coveredBy, labNames } from './hosts.ts';
import { keptRoots } from './kept.ts';
import type { LeafName } from './recipes.ts';

/** Makes valid and invalid certificates on demand, and caches them in memory. */
export interface Lab {
  /** Hosts that the valid certificate is for: `localhost`, `127.0.0.1`, `::1` and the names given. */
  readonly names: readonly string[];
  /** Whether a host (without port) is one of the names or matches a `*.` name. */
  covers(host: string): boolean;
  /** `hosts`: covered hosts that the leaf names, unless the profile has other names. */
  credentials(profile: CertificateProfile, hosts: readonly string[]): Credentials;
  /** PEM of the root for clients; it is constrained to the names. */
  root(): string;
  /** PEM of the corporate proxy's root; it is constrained to the names too. */
  corporateRoot(): string;
  /** A client certificate with its key, issued under the lab's root. */
  client(): Credentials;
}

export interface LabOptions {
  /** Names in addition to the hosts of every lab. */
  readonly names: readonly string[];
  readonly clock: Clock;
  /** Directory in which the roots for clients are stored; `null`: in memory only. */
  readonly directory: string | null;
}

/** Maximum number of cached leaves; only many hosts under a `*.` name need more. */
const maxLeaves = 500;

export function createLab({ names: given, clock, directory }: LabOptions): Lab {
  const names = labNames(given);
  const authorities = new Map<AuthorityName, Authority>(
    directory === null ? [] : keptRoots({ directory, names, clock }),
  );
  const leaves = new BoundedMap<string, Credentials>(maxLeaves);

  function find(name: AuthorityName): Authority {
    const known = authorities.get(name);
    if (known !== undefined) return known;
    const issuer = issuerOf(name);
    const made = makeAuthority(name, { names, clock }, issuer === null ? null : find(issuer));
    authorities.set(name, made);
    return made;
  }

  const leaf = (name: LeafName, hosts: readonly string[]) =>
    leaves.ensure([name, ...hosts].join(' '), () => makeChain(name, hosts, { clock, find }));

  return {
    names,
    covers(host) {
      const canonical = canonicalHost(host);
      return canonical !== null && coveredBy(names, canonical);
    },
    credentials: (profile, hosts) =>
      leaf(
        profile,
        hosts.map((host) => canonicalHost(host) ?? host),
      ),
    root: () => find('root').certificate,
    corporateRoot: () => find('corporate-root').certificate,
    client: () => leaf('client', []),
  };
}
