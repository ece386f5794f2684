import { dirname, join } from 'node:path';
import { quoted } from '../lib/shell.ts';

/** A line for a POSIX shell that makes a runtime trust a root. */
export interface TrustLine {
  readonly runtime: string;
  readonly line: string;
}

/** Absolute paths of the root, and of the root together with the system's roots. */
export interface TrustFiles {
  readonly root: string;
  readonly bundle: string;
  /** SHA-256 of the root, hexadecimal with colons. */
  readonly fingerprint: string;
}

/** keytool requires a password. A truststore holds no secret, so this is the JDK's own default. */
const storePassword = 'changeit';

function javaLines({ root, fingerprint }: TrustFiles): readonly TrustLine[] {
  const store = join(dirname(root), 'truststore.p12');
  // Each root has an alias of its own, since keytool refuses an alias that exists.
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

/** Node adds a given file to its own roots; for all other runtimes the file replaces the roots. */
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
