/** Host of an authority (RFC 3986 section 3.2): `api.example:443`, `[::1]:443` without port and brackets. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}
