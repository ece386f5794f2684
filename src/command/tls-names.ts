import { UsageError } from '../lib/errors.ts';
import { canonicalHost } from '../tls/certificates/hosts.ts';

/** Further hosts for certificates, besides those of this machine; refuses invalid names. */
export function tlsNames(given: readonly string[] = []): readonly string[] {
  const names = given.map((name) => name.trim()).filter((name) => name !== '');
  const wrong = names.filter((name) => canonicalHost(name) === null);
  if (wrong.length === 0) return names;
  throw new UsageError(
    `Failed to read --tls-name: ${wrong.map((name) => JSON.stringify(name)).join(', ')}; ` +
      'allowed: a host (gateway.internal), all hosts of a domain (*.gateway.internal), an IP address ' +
      '(10.0.0.5, fd00::5); without scheme, port and brackets',
  );
}
