import { join } from 'node:path';
import { makeFolderFor, type Privacy, writeText } from './files.ts';
import type { Lab } from './lab.ts';
import { systemRoots } from './system-roots.ts';

/** The system's roots and ours: most variables and options for a bundle replace the system's bundle. */
const bundleWith = (root: string) => `${systemRoots().trimEnd()}\n${root}`;

function write(directory: string, name: string, text: string, privacy: Privacy = 'public'): string {
  const path = join(directory, name);
  makeFolderFor('public', directory);
  writeText(path, text, privacy);
  return path;
}

/** Writes the files with which clients can trust the gateway; returns their paths. */
export function writeExports(directory: string, lab: Lab): { readonly ca: string; readonly bundle: string } {
  const ca = write(directory, 'ca.pem', lab.root());
  return { ca, bundle: write(directory, 'bundle.pem', bundleWith(lab.root())) };
}

/** Writes the files with which clients can trust the corporate proxy; returns their paths. */
export function writeCorporate(
  directory: string,
  lab: Lab,
): { readonly ca: string; readonly bundle: string } {
  const ca = write(directory, 'corporate.pem', lab.corporateRoot());
  return { ca, bundle: write(directory, 'corporate-bundle.pem', bundleWith(lab.corporateRoot())) };
}

/** Writes a client's certificate and key; returns their paths. */
export function writeClient(
  directory: string,
  lab: Lab,
): { readonly certificate: string; readonly key: string } {
  const { chain, key } = lab.client();
  const certificate = write(directory, 'client.pem', chain);
  return { certificate, key: write(directory, 'client-key.pem', key, 'secret') };
}
