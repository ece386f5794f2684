const key = 'badgateway-token';

/**
 * The token of the URL's fragment, which is taken out of the address bar, or the one of an earlier load.
 * `null`: there is none.
 */
export function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(key);
  history.replaceState(null, '', location.pathname);
  keepToken(given);
  return given;
}

/** As long as the tab is open, so that the page can be loaded again. */
export function keepToken(token: string): void {
  sessionStorage.setItem(key, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(key);
}
