import { hash } from 'node:crypto';

/** By which contents are compared; SHA-1, since nothing here is kept from an attacker. */
export function digest(content: string | Buffer): string {
  return hash('sha1', content, 'base64');
}
