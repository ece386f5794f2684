/** Names of query parameters and form fields whose value is a secret, in lower case. */
export const secretParameters: ReadonlySet<string> = new Set([
  'key',
  'api-key',
  'api_key',
  'apikey',
  'x-api-key',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'auth',
  'authorization',
  'secret',
  'client_secret',
  'password',
  'sig',
  'signature',
]);
