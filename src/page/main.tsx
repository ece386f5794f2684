import { render } from 'preact';
import { App } from './app.tsx';
import { browserClock } from './clock.ts';
import { Live } from './live.ts';
import { takeToken } from './token.ts';

const root = document.querySelector('#page');
if (root === null) throw new Error('the page has no place for its content');

let frame: 'due' | 'none' = 'none';

/** However many events come, the page is drawn once for each picture that the screen shows. */
function draw(): void {
  if (frame === 'due') return;
  frame = 'due';
  requestAnimationFrame(() => {
    frame = 'none';
    render(<App live={live} />, root as Element);
  });
}

const live = new Live(browserClock, draw);
live.start(takeToken());
// A link with another token, opened in the same tab.
addEventListener('hashchange', () => live.start(takeToken()));
