import { join } from 'node:path';
import { table } from './table.ts';
import type { TrustLine } from './trust.ts';

/** An exported root, and how clients are made to trust it. */
export interface ExportedRoot {
  readonly ca: string;
  readonly bundle: string;
  /** SHA-256. */
  readonly fingerprint: string;
  readonly vouchesFor: readonly string[];
  readonly lines: readonly TrustLine[];
}

export interface ExportedClient {
  readonly certificate: string;
  readonly key: string;
  readonly line: string;
}

export interface Exported {
  readonly directory: string;
  readonly root: ExportedRoot;
  readonly corporate: ExportedRoot | null;
  readonly client: ExportedClient | null;
  /** Options with which `serve` uses these roots. */
  readonly options: string;
}

const indented = (rows: readonly (readonly string[])[]): string =>
  table(rows).replaceAll(/^/gm, '  ').trimEnd();

function describeLines({ lines }: ExportedRoot): string {
  return indented(lines.map(({ runtime, line }) => [runtime, line]));
}

function describeCorporate(corporate: ExportedRoot, options: string): string {
  return `

The root of the corporate proxy, SHA-256
${corporate.fingerprint}
Scenario corporate-proxy shows what it signs; a client gets through once it trusts this root too:

${indented([
  [corporate.ca, 'the root'],
  [corporate.bundle, "the system's roots and this one"],
])}

${describeLines(corporate)}

  badgateway serve corporate-proxy ${options}`;
}

function describeClient({ certificate, key, line }: ExportedClient, options: string): string {
  return `

A certificate for a client, which scenario client-certificate-required asks for:

${indented([
  [certificate, 'certificate and chain'],
  [key, 'its key'],
])}

  badgateway serve client-certificate-required ${options}
  ${line}`;
}

const renewed = `New roots. Every client has to load them again; a gateway that runs keeps the old ones until
it is started anew.

`;

/** Where the files are, why trusting the root is safe, and what each runtime needs. */
export function describeExported(exported: Exported, isRenewed: boolean): string {
  const { directory, root, corporate, client, options } = exported;
  return `${isRenewed ? renewed : ''}The root of badgateway's certificates, SHA-256
${root.fingerprint}
It can vouch for these hosts and names below them alone: ${root.vouchesFor.join(', ')}.
Trusting it opens nothing else: clients hold it to them (critical name constraints, RFC 5280).

${indented([
  [root.ca, 'the root'],
  [root.bundle, "the system's roots and this one"],
  [join(directory, 'private'), 'the keys; they stay there'],
])}

What makes a client trust it. Node adds it to its own roots; for all others the file takes the place of
the system's roots, which is why bundle.pem holds both. Java's truststore here has this root alone.

${describeLines(root)}

  badgateway serve ${options}${corporate === null ? '' : describeCorporate(corporate, options)}${
    client === null ? '' : describeClient(client, options)
  }
`;
}
