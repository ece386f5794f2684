import { join } from 'node:path';
import { makeFolder, type Privacy, writeText } from './files.ts';
import type { Lab } from './lab.ts';
import { systemRoots } from './system-roots.ts';

/** Most variables and options that name a bundle replace the system's: ours has to hold both. */
const bundleWith = (root: string) => `${systemRoots().trimEnd()}\n${root}`;

function write(directory: string, name: string, text: string, privacy: Privacy = 'public'): string {
  const path = join(directory, name);
  makeFolder(directory, 'public');
  writeText(path, text, privacy);
  return path;
}

/** What clients need to trust us; tells where it lies. */
export function writeExports(directory: string, lab: Lab): { readonly ca: string; readonly bundle: string } {
  const ca = write(directory, 'ca.pem', lab.root());
  return { ca, bundle: write(directory, 'bundle.pem', bundleWith(lab.root())) };
}

/** What clients need to trust the corporate proxy. */
export function writeCorporate(
  directory: string,
  lab: Lab,
): { readonly ca: string; readonly bundle: string } {
  const ca = write(directory, 'corporate.pem', lab.corporateRoot());
  return { ca, bundle: write(directory, 'corporate-bundle.pem', bundleWith(lab.corporateRoot())) };
}

/** What a client needs to show who it is. */
export function writeClient(
  directory: string,
  lab: Lab,
): { readonly certificate: string; readonly key: string } {
  const { chain, key } = lab.client();
  const certificate = write(directory, 'client.pem', chain);
  return { certificate, key: write(directory, 'client-key.pem', key, 'secret') };
}
