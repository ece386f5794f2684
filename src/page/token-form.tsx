import { useRef } from 'preact/hooks';
import type { Watching } from './app.tsx';
import { forgetToken, keepToken } from './token.ts';

/** Asks for the token where the URL has none, or a wrong one. */
export function TokenForm({ live }: Watching) {
  const input = useRef<HTMLInputElement>(null);
  const watch = (event: Event): void => {
    event.preventDefault();
    const token = input.current?.value.trim() ?? '';
    if (token === '') forgetToken();
    else keepToken(token);
    live.start(token === '' ? null : token);
  };
  return (
    <main class="asking">
      <h1>badgateway</h1>
      <p>This gateway asks for a token before it shows anything.</p>
      <form onSubmit={watch}>
        <label for="token">Token of the control API</label>
        <input id="token" ref={input} type="password" autocomplete="off" spellcheck={false} required />
        <button type="submit">Watch</button>
      </form>
      <p class="aside">
        <code>badgateway serve</code> prints it, with the address of this page, when it starts;{' '}
        <code>--ready-file</code> has it too. A token that was wrong brings you back here.
      </p>
    </main>
  );
}
