import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../../lib/regular-file.ts';
import { largestMib, writeText } from './files.ts';
import { systemRoots } from './system-roots.ts';

/** Files with the roots that a client is to trust. */
export interface TrustFiles {
  /** File with only the root of the gateways' certificates. */
  readonly ca: string;
  /** The root, and the file that `NODE_EXTRA_CA_CERTS` named before. */
  readonly extra: string;
  /** The root, the system's roots, and the files that the other variables named before. */
  readonly bundle: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Variables that replace the system's roots by a file; `REQUESTS_CA_BUNDLE` may also name a folder. */
const replacing = ['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'] as const;

/** A file that cannot be read is ignored, as no client can trust it either. */
function read(path: string): string {
  try {
    if (!statSync(path).isDirectory()) return readRegularFile(path, largestMib);
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
export const together = (...texts: readonly string[]): string =>
  [...new Set(texts.map((text) => text.trim()))].map((text) => `${text}\n`).join('');

/** Writes certificates that anyone may read; answers the path of the file. */
export function writeRoots(folder: string, name: string, ...texts: readonly string[]): string {
  const path = join(folder, name);
  writeText(path, together(...texts), 'public');
  return path;
}

/** Writes the files for a root beside what the variables of the environment name. */
export function writeTrustFiles(folder: string, ours: string, env: Env, prefix = ''): TrustFiles {
  return {
    ca: writeRoots(folder, `${prefix}trusted.pem`, ours),
    extra: writeRoots(folder, `${prefix}extra.pem`, ...named(env, ['NODE_EXTRA_CA_CERTS']), ours),
    bundle: writeRoots(folder, `${prefix}trusted-bundle.pem`, systemRoots(), ...named(env, replacing), ours),
  };
}
