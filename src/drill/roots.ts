import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { writeText } from '../tls/certificates/files.ts';
import { createLab } from '../tls/certificates/lab.ts';
import { systemRoots } from '../tls/certificates/system-roots.ts';
import type { CorporateRoot } from '../tls/profiles.ts';

/** Files with what a command is to trust; they are there until the drill ends. */
export interface Roots {
  /** Keeps the root of all gateways of the drill. */
  readonly folder: string;
  readonly corporateRoot: CorporateRoot;
  /** What the gateways' certificates come from, alone. */
  readonly ca: string;
  /** With what `NODE_EXTRA_CA_CERTS` named before. */
  readonly extra: string;
  /** With the system's roots, and all that the other variables named before. */
  readonly bundle: string;
  remove(): void;
}

/** `badgateway`: our own root. `corporate`: that of `corporate-proxy` too, which is the right fix for it. */
export type Trust = 'badgateway' | 'corporate';

type Env = Readonly<Record<string, string | undefined>>;

/** Each replaces the system's roots by a file; `REQUESTS_CA_BUNDLE` may name a folder too. */
const replacing = ['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'] as const;

/** What cannot be read is trusted by nobody. */
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

/** Each once: what a variable names often is the system's own. */
const together = (...texts: readonly string[]): string =>
  [...new Set(texts.map((text) => text.trim()))].map((text) => `${text}\n`).join('');

export function makeRoots(env: Env, trust: Trust, clock: Clock): Roots {
  // 0700, as all that is made by mkdtemp.
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // Keys lie in it: it goes, however this process ends.
  process.on('exit', remove);
  function write(name: string, ...texts: readonly string[]): string {
    const path = join(folder, name);
    writeText(path, together(...texts), 'public');
    return path;
  }
  try {
    const lab = createLab({ names: [], directory: folder, clock });
    const ours = trust === 'corporate' ? together(lab.root(), lab.corporateRoot()) : lab.root();
    return {
      folder,
      corporateRoot: trust === 'corporate' ? 'given-out' : 'secret',
      ca: write('trusted.pem', ours),
      extra: write('extra.pem', ...named(env, ['NODE_EXTRA_CA_CERTS']), ours),
      bundle: write('trusted-bundle.pem', systemRoots(), ...named(env, replacing), ours),
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}
