import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { writeText } from '../tls/certificates/files.ts';
import { createLab } from '../tls/certificates/lab.ts';
import { systemRoots } from '../tls/certificates/system-roots.ts';
import type { CorporateRoot } from '../tls/profiles.ts';

/** Files with the roots that the command is to trust. */
export interface RootFiles {
  readonly corporateRoot: CorporateRoot;
  /** File with only the root of the gateways' certificates. */
  readonly ca: string;
  /** The root, and the file that `NODE_EXTRA_CA_CERTS` named before. */
  readonly extra: string;
  /** The root, the system's roots, and the files that the other variables named before. */
  readonly bundle: string;
  /** File with only the root of the corporate proxy; `null`: the command is not to trust it. */
  readonly corporate: string | null;
}

/** The files of a drill; removed when it ends. */
export interface Roots extends RootFiles {
  /** Folder with the root of all gateways of the drill. */
  readonly folder: string;
  /** The same files without the corporate root; `null`: they never hold it. */
  readonly without: RootFiles | null;
  remove(): void;
}

/**
 * `badgateway`: our own root. `corporate`: also the root of the scenario `corporate-proxy`, which is the
 * right fix for its clients.
 */
export type Trust = 'badgateway' | 'corporate';

type Env = Readonly<Record<string, string | undefined>>;

/** Variables that replace the system's roots by a file; `REQUESTS_CA_BUNDLE` may also name a folder. */
const replacing = ['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'] as const;

/** A file that cannot be read is ignored, as no client can trust it either. */
function read(path: string): string {
  try {
    if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
    return readdirSync(path)
      .map((name) => read(join(path, name)))
      .join('\n');
  } catch {
    return '';
  }
}

function named(env: Env, variables: readonly string[]): string[] {
  const paths = variables.map((name) => env[name] ?? '').filter((path) => path !== '');
  return [...new Set(paths)].map(read);
}

/** Joins certificates without duplicates: a variable often names the system's own file. */
const together = (...texts: readonly string[]): string =>
  [...new Set(texts.map((text) => text.trim()))].map((text) => `${text}\n`).join('');

export function makeRoots(env: Env, trust: Trust, clock: Clock): Roots {
  // mkdtemp creates it with mode 0700.
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // The folder holds private keys, so it is removed however this process ends.
  process.on('exit', remove);
  function write(name: string, ...texts: readonly string[]): string {
    const path = join(folder, name);
    writeText(path, together(...texts), 'public');
    return path;
  }
  try {
    const lab = createLab({ names: [], directory: folder, clock });
    const files = (prefix: string, ours: string) => ({
      ca: write(`${prefix}trusted.pem`, ours),
      extra: write(`${prefix}extra.pem`, ...named(env, ['NODE_EXTRA_CA_CERTS']), ours),
      bundle: write(`${prefix}trusted-bundle.pem`, systemRoots(), ...named(env, replacing), ours),
    });
    const own: RootFiles = { ...files('', lab.root()), corporateRoot: 'secret', corporate: null };
    if (trust === 'badgateway') return { ...own, folder, without: null, remove };
    const corporate = write('corporate.pem', lab.corporateRoot());
    const both = files('corporate-', together(lab.root(), lab.corporateRoot()));
    return { ...both, corporateRoot: 'trusted', corporate, folder, without: own, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
