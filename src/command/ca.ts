import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../lib/clock.ts';
import { quoted } from '../lib/shell.ts';
import type { ExitCode, Terminal } from '../lib/terminal.ts';
import { writeClient, writeCorporate, writeExports } from '../tls/certificates/exports.ts';
import { renewRoots } from '../tls/certificates/kept.ts';
import { createLab } from '../tls/certificates/lab.ts';
import { permittedHosts } from '../tls/certificates/name-constraints.ts';
import { describeExported, type Exported, type ExportedClient, type ExportedRoot } from './describe-ca.ts';
import type { CaOptions } from './options.ts';
import { tlsNames } from './tls-names.ts';
import { trustLines } from './trust.ts';

function print(pem: string, { ca, bundle }: { readonly ca: string; readonly bundle: string }): ExportedRoot {
  const { fingerprint256: fingerprint, raw } = new X509Certificate(pem);
  const lines = trustLines({ root: ca, bundle, fingerprint });
  return { ca, bundle, fingerprint, vouchesFor: permittedHosts(raw), lines };
}

function describeClient(
  files: { readonly certificate: string; readonly key: string },
  ca: string,
): ExportedClient {
  const { certificate, key } = files;
  const shown = `--cacert ${quoted(ca)} --cert ${quoted(certificate)} --key ${quoted(key)}`;
  const line = `curl ${shown} https://localhost:4010/v1/models -H 'authorization: Bearer sk-oais-any'`;
  return { certificate, key, line };
}

/** Writes the root that clients need to trust, and prints how each runtime is set up for it. */
export async function ca(options: CaOptions, terminal: Terminal): Promise<ExitCode> {
  const names = tlsNames(options.tlsName);
  const directory = resolve(options.caDir);
  const renew = options.renew === true;
  if (renew) renewRoots(directory, names, systemClock);
  const lab = createLab({ names, directory, clock: systemClock });
  if (options.print === true) {
    terminal.out(lab.root());
    return 0;
  }
  // Also rewrites a certificate that an earlier root has signed: it is worthless beside the new root.
  const wants = (asked: boolean | undefined, file: string) =>
    asked === true || (renew && existsSync(join(directory, file)));
  const root = print(lab.root(), writeExports(directory, lab));
  const named = names.length === 0 ? '' : ` --tls-name ${quoted(names.join(','))}`;
  const exported: Exported = {
    directory,
    root,
    corporate: wants(options.corporate, 'corporate.pem')
      ? print(lab.corporateRoot(), writeCorporate(directory, lab))
      : null,
    client: wants(options.client, 'client.pem') ? describeClient(writeClient(directory, lab), root.ca) : null,
    options: `--ca-dir ${quoted(directory)}${named}`,
  };
  if (options.json === true) terminal.out(`${JSON.stringify(exported, null, 2)}\n`);
  else terminal.out(describeExported(exported, renew));
  return 0;
}
