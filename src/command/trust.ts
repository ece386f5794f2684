import { dirname, join } from 'node:path';
import { quoted } from '../lib/shell.ts';

/** What makes a runtime trust a root, as a line for a POSIX shell. */
export interface TrustLine {
  readonly runtime: string;
  readonly line: string;
}

/** A root alone, and the system's roots with it; absolute paths. */
export interface TrustFiles {
  readonly root: string;
  readonly bundle: string;
  /** SHA-256 of the root, hexadecimal with colons. */
  readonly fingerprint: string;
}

/** keytool demands one, and a truststore holds nothing secret: this is the JDK's own default. */
const storePassword = 'changeit';

function javaLines({ root, fingerprint }: TrustFiles): readonly TrustLine[] {
  const store = join(dirname(root), 'truststore.p12');
  // A new root gets a name of its own: keytool refuses one that is taken.
  const alias = `badgateway-${fingerprint.replaceAll(':', '').slice(0, 8).toLowerCase()}`;
  const kept = `-keystore ${quoted(store)} -storetype PKCS12 -storepass ${storePassword}`;
  const used = [`trustStore=${store}`, `trustStorePassword=${storePassword}`];
  return [
    {
      runtime: 'Java, first',
      line: `keytool -importcert -noprompt -alias ${alias} -file ${quoted(root)} ${kept}`,
    },
    {
      runtime: 'Java, then',
      line: `java ${used.map((each) => quoted(`-Djavax.net.ssl.${each}`)).join(' ')}`,
    },
  ];
}

/** Node alone adds to the roots that it has; for all others the file takes their place. */
export function trustLines(files: TrustFiles): readonly TrustLine[] {
  const [root, bundle] = [quoted(files.root), quoted(files.bundle)];
  return [
    { runtime: 'Node: fetch, https, openai', line: `export NODE_EXTRA_CA_CERTS=${root}` },
    { runtime: 'Python: requests', line: `export REQUESTS_CA_BUNDLE=${bundle}` },
    { runtime: 'Python: httpx, openai, urllib', line: `export SSL_CERT_FILE=${bundle}` },
    { runtime: 'curl, once', line: `curl --cacert ${root}` },
    { runtime: 'curl', line: `export CURL_CA_BUNDLE=${bundle}` },
    { runtime: 'Go on Linux', line: `export SSL_CERT_FILE=${bundle}` },
    ...javaLines(files),
  ];
}
