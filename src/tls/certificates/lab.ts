import { BoundedMap } from '../../lib/bounded-map.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CertificateProfile } from '../../model/connection-plan.ts';
import { type Authority, type AuthorityName, issuerOf, makeAuthority } from './authority.ts';
import type { Credentials } from './certificate.ts';
import { makeChain } from './chains.ts';
import { canonicalHost, coveredBy, labNames } from './hosts.ts';
import { keptRoots } from './kept.ts';
import type { LeafName } from './recipes.ts';

/** Makes certificates, right and wrong, when they are asked for; what was made once is kept in memory. */
export interface Lab {
  /** Hosts that the valid certificate is for: `localhost`, `127.0.0.1`, `::1` and the names given. */
  readonly names: readonly string[];
  /** Whether a host, without a port, is one of the names or lies under a `*.` one. */
  covers(host: string): boolean;
  /** `hosts`: whom the leaf is for, as far as the profile lets it; covered ones. */
  credentials(profile: CertificateProfile, hosts: readonly string[]): Credentials;
  /** PEM of the root that clients may trust; it is constrained to the names. */
  root(): string;
  /** PEM of the corporate proxy's root, constrained too. */
  corporateRoot(): string;
  /** A certificate and key for a client, from our root. */
  client(): Credentials;
}

export interface LabOptions {
  /** Beside the hosts that every lab is for. */
  readonly names: readonly string[];
  readonly clock: Clock;
  /** Where the roots that clients trust outlive the process; `null`: in memory alone. */
  readonly directory: string | null;
}

/** Leaves that are kept; more are there only where many hosts lie under a `*.` name. */
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
