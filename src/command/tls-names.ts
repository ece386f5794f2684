import { isIP } from 'node:net';
import { UsageError } from '../lib/errors.ts';

/** Letters, digits and inner hyphens (RFC 1123 section 2.1). */
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

const longestName = 253;

/** What is wrong with a host name, or `null`. */
function mistakeOfHost(host: string): string | null {
  const labels = host.split('.');
  if (host.length > longestName) return `it has more than ${longestName} characters`;
  const odd = labels.find((each) => !label.test(each));
  if (odd === '') return 'a label between its dots is empty';
  if (odd !== undefined) return `"${odd}" is no label of letters, digits and inner hyphens`;
  // `10.0.0` and `10.0.0.256`: meant as an address.
  return /^\d+$/.test(labels.at(-1) ?? '') ? 'it is no IP address, and no host name ends in a number' : null;
}

function mistakeOf(name: string): string | null {
  if (name.includes('%')) return 'an address has no zone in a certificate';
  if (isIP(name) !== 0) return null;
  return mistakeOfHost(name.startsWith('*.') ? name.slice(2) : name);
}

/** Hosts that certificates shall be for beside this machine's own; all mistakes are told at once. */
export function tlsNames(given: readonly string[] = []): readonly string[] {
  const names = [...new Set(given.map((name) => name.trim().toLowerCase()))].filter((name) => name !== '');
  const mistakes = names.flatMap((name) => {
    const mistake = mistakeOf(name);
    return mistake === null ? [] : [`  ${JSON.stringify(name)}: ${mistake}`];
  });
  if (mistakes.length === 0) return names;
  throw new UsageError(
    `Failed to read --tls-name:\n${mistakes.join('\n')}\n` +
      'allowed: a host (gateway.internal), all hosts of a domain (*.gateway.internal), an IP address ' +
      '(10.0.0.5, fd00::5); without scheme, port and brackets',
  );
}
